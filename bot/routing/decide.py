"""The first gate: from a request and its meaning to a decision, without input or output.

Refuses to call a model, to read a clock, and to word anything. `Router` reads the meaning first.
"""

from __future__ import annotations

from bot.decision import Cause, Decision, Floor, Reason
from bot.request import Noun, Request, Tier
from bot.routing.danger import danger_floors
from bot.routing.length import Length, bounds
from bot.routing.meaning import Meaning
from bot.routing.policy import Policy
from bot.routing.signals import of_meaning, of_place, signals
from bot.routing.stakes import CATEGORIES, floors, named
from bot.routing.text import Reading, read

#: Rules in order of precedence: what cannot be done, the person's wish, stakes, length, score.
#: The first that speaks decides; `python -m bot policy` shows this table.
PRECEDENCE: tuple[tuple[str, Cause], ...] = (
    ("policy", "policy"),
    ("budget", "budget"),
    ("unavailable", "unavailable"),
    ("wish", "wish"),
    *((category, "stakes") for category in CATEGORIES),
    ("length", "length"),
    ("score", "score"),
)
_RANK = {name: rank for rank, (name, _) in enumerate(PRECEDENCE)}
_CAUSE = dict(PRECEDENCE)


class Health(Noun):
    """The world as values. Empty text means: nothing stands in the way.

    `tokens` is the exact count of what has to be read, where somebody counted.
    `budget_until` says until when the reasoning budget is spent ("1 Dec"); `reasoning_down` and
    `fast_down` say why that tier cannot answer; `kept_in` says why text may go to the tier
    `kept_to` alone (`bot.routing.reach`).
    """

    tokens: int | None = None
    budget_until: str = ""
    reasoning_down: str = ""
    fast_down: str = ""
    kept_in: str = ""
    kept_to: Tier = "fast"


def decide(
    request: Request,
    policy: Policy,
    health: Health | None = None,
    meaning: Meaning | None = None,
    reading: Reading | None = None,
) -> Decision:
    """The decision; same input, same policy, same health, same meaning: same decision.

    Without a meaning no stakes are seen and the score rests on wording alone. `reading` saves
    reading the text again.
    """
    health = health or Health()
    reading = reading or read(request.text)
    found = (*of_meaning(meaning), *signals(reading), *of_place(policy.latency))
    reasons = tuple(
        Reason(
            name=signal.name,
            value=signal.value,
            contribution=signal.value * weight,
            words=signal.words,
        )
        for signal in found
        if (weight := policy.routing.weights.get(signal.name, 0.0))
    )
    score = policy.routing.base + sum(reason.contribution for reason in reasons)
    by_score: Tier = "reasoning" if score >= policy.routing.threshold else "fast"
    rules = [
        *_what_cannot_be(health),
        *_wished(request),
        *_at_stake(request, reading, meaning, policy),
        *_long(request, policy, health),
    ]
    rules.sort(key=_rank)
    tier = rules[0].tier if rules else by_score
    cause: Cause = _CAUSE[rules[0].name] if rules else "score"
    lost = [rule for rule in rules if rule.tier != tier]
    if by_score != tier:
        lost.append(Floor(name="score", tier=by_score))
    return Decision(
        tier=tier,
        cause=cause,
        score=score,
        threshold=policy.routing.threshold,
        base=policy.routing.base,
        reasons=reasons,
        floors=tuple(rule for rule in rules if rule.tier == tier),
        lost=tuple(lost),
        policy=policy.fingerprint,
    )


def _at_stake(
    request: Request, reading: Reading, meaning: Meaning | None, policy: Policy
) -> list[Floor]:
    """Danger to a person, the policy's own words, and what else the sentence says; safety is
    named once."""
    danger = danger_floors(reading)
    read_off = floors(meaning, policy.stakes) if meaning else ()
    others = (*named(request.text, policy.stakes), *read_off)
    return [*danger, *(rule for rule in others if not danger or rule.name != danger[0].name)]


def _rank(rule: Floor) -> tuple[int, bool, int]:
    """Its place in the table; among the stakes danger comes first."""
    stakes = _CAUSE[rule.name] == "stakes"
    first = _RANK[CATEGORIES[0]] if stakes else _RANK[rule.name]
    return first, rule.rule != "danger", _RANK[rule.name]


def length_of(request: Request, health: Health) -> Length:
    """The exact length where it was counted, else its bounds."""
    if health.tokens is not None:
        return Length(low=health.tokens, high=health.tokens)
    return bounds(request)


def _what_cannot_be(health: Health) -> list[Floor]:
    rules = []
    if health.kept_in:
        rules.append(Floor(name="policy", tier=health.kept_to, words=(health.kept_in,)))
    if health.budget_until:
        rules.append(Floor(name="budget", tier="fast", words=(health.budget_until,)))
    if health.reasoning_down and not health.fast_down:
        rules.append(Floor(name="unavailable", tier="fast", words=(health.reasoning_down,)))
    if health.fast_down and not health.reasoning_down:
        rules.append(Floor(name="unavailable", tier="reasoning", words=(health.fast_down,)))
    return rules


def _wished(request: Request) -> list[Floor]:
    if request.wish is None:
        return []
    return [Floor(name="wish", tier=request.wish.tier, words=(request.wish.said,))]


def _long(request: Request, policy: Policy, health: Health) -> list[Floor]:
    limit = policy.length.limit_tokens
    length = length_of(request, health)
    # Uncounted and straddling: the upper bound decides, for a long text must not pass as short.
    if length.high < limit:
        return []
    if health.tokens is None and length.low < limit and not request.context:
        estimate = (length.low + length.high) // 2
        if estimate < limit:
            return []
    shown = length.low if length.low == length.high else (length.low + length.high) // 2
    return [Floor(name="length", tier="reasoning", words=(f"{shown:,}", f"{limit:,}"))]
