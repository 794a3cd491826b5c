"""One decision in words: in a few lines, or as a list of everything that spoke (--explain).

Refuses to decide. Numbers and words carry everything; bars stand last on a line and only decorate.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.decision import Decision, Floor, Reason
from bot.request import Request, Tier
from bot.routing.estimate import both
from bot.routing.length import bounds
from bot.routing.policy import Policy
from bot.routing.stakes import CATEGORIES
from bot.routing.telling import quoted, signal_name
from bot.routing.why import contribution, expectation, otherwise
from bot.seats import Seats
from bot.words import Words

#: The rules by precedence (DESIGN 5), and the names under which a decision records each.
RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cannot", ("policy", "budget", "unavailable")),
    ("wish", ("wish",)),
    ("stakes", CATEGORIES),
    ("length", ("length",)),
    ("score", ("score",)),
)
#: Bars: one block is this much of the score.
BLOCK, MOST_BLOCKS = 0.05, 16


def in_words(decision: Decision, seats: Seats, words: Words) -> list[str]:
    """The decision in a few lines, the first of them whole by itself."""
    lines = [first_line(decision, seats, words)]
    for floor in (*decision.floors, *decision.lost):
        said = "terminal.floor" if floor in decision.floors else "terminal.lost"
        name = words.say(f"category.{floor.name}")
        shown = quoted(floor.words, words, most=6, width=200)
        lines.append(words.say(said, name=name, words=shown).rstrip(" :："))
    for reason in decision.reasons:
        lines.append(contribution(reason, decision.score, words))
    return [*lines, otherwise(decision, decision.counterfactual, seats, words, tried=True)]


def first_line(decision: Decision, seats: Seats, words: Words) -> str:
    """Who would be asked, and because of what."""
    return words.say(
        "terminal.route",
        label=seats.of(decision.tier).label,
        cause=words.say(f"category.{decision.cause}")
        if decision.cause != "stakes"
        else words.say(f"category.{decision.floors[0].name}"),
        score=f"{decision.score:+.2f}",
        threshold=f"{decision.threshold:+.2f}",
    )


def explained(
    request: Request,
    decision: Decision,
    policy: Policy,
    seats: Seats,
    words: Words,
    tokens: int | None = None,
) -> list[str]:
    """Everything that spoke: rules in their order, the score's parts, what would change it,
    what each tier is expected to take. `decision` holds its counterfactual; `tokens` is the exact
    count where there is one."""
    rule = _decider(decision)
    number = [name for name, _ in RULES].index(rule) + 1
    label = seats.of(decision.tier).label
    changed = otherwise(decision, decision.counterfactual, seats, words, tried=True)
    return [
        words.say("explain.head", label=label),
        words.say(
            "explain.decided", number=number, all=len(RULES), rule=words.say(f"explain.rule.{rule}")
        ),
        "",
        words.say("explain.rules"),
        *_rules(request, decision, policy, seats, words, tokens),
        "",
        words.say("explain.score"),
        *_score(decision, seats, words),
        "",
        words.say("explain.changed"),
        words.say("explain.indent", sentence=changed),
        "",
        expectation(both(request, seats, tokens), seats, words),
        words.say("route.policy", policy=decision.policy),
    ]


def _decider(decision: Decision) -> str:
    name = decision.floors[0].name if decision.floors else "score"
    return next(rule for rule, names in RULES if name in names)


def _rules(
    request: Request,
    decision: Decision,
    policy: Policy,
    seats: Seats,
    words: Words,
    tokens: int | None,
) -> Iterator[str]:
    decider = _decider(decision)
    spoken = [floor for floor in (*decision.floors, *decision.lost) if floor.name != "score"]
    for number, (rule, names) in enumerate(RULES, 1):
        found = [floor for floor in spoken if floor.name in names]
        tier: Tier | None = found[0].tier if found else None
        if rule == "score":
            tier = "reasoning" if decision.score >= decision.threshold else "fast"
            whats = [_score_said(decision, seats, words)]
        else:
            whats = [_said(floor, words) for floor in found]
            whats = whats or [_silent(rule, request, policy, words, tokens)]
        kind = "silent"
        if tier is not None:
            agreed = "agreed" if tier == decision.tier else "lost"
            kind = "decided" if rule == decider else agreed
        yield words.say(
            f"explain.spoke.{kind}",
            number=number,
            rule=words.say(f"explain.rule.{rule}"),
            what=words.listed(whats),
            label=seats.of(tier or "fast").label,
        )


def _score_said(decision: Decision, seats: Seats, words: Words) -> str:
    return words.say(
        "explain.what.score",
        score=f"{decision.score:+.2f}",
        threshold=f"{decision.threshold:+.2f}",
        reasoning=seats.reasoning.label,
    )


def _said(floor: Floor, words: Words) -> str:
    shown = quoted(floor.words, words, most=6, width=200)
    if floor.name == "wish":
        return words.say("explain.what.wish", said=floor.words[0])
    if floor.name == "length":
        tokens, limit = floor.words
        return words.say("explain.what.long", tokens=tokens, limit=limit)
    name = words.say(f"category.{floor.name}")
    if floor.name in CATEGORIES:
        kind = "stakes" if floor.words else "stakes_plain"
        return words.say(f"explain.what.{kind}", category=name, words=shown)
    return words.say("explain.what.rule", name=name, words=words.listed(floor.words))


def _silent(rule: str, request: Request, policy: Policy, words: Words, tokens: int | None) -> str:
    if rule == "length":
        limit = f"{policy.length.limit_tokens:,}"
        if tokens is not None:
            return words.say("explain.what.long", tokens=f"{tokens:,}", limit=limit)
        length = bounds(request)
        about = f"{(length.low + length.high) // 2:,}"
        return words.say("explain.what.short", tokens=about, limit=limit)
    kind = {"cannot": "nothing", "wish": "no_wish", "stakes": "no_stakes"}[rule]
    return words.say(f"explain.what.{kind}")


def _score(decision: Decision, seats: Seats, words: Words) -> list[str]:
    """Base, contributions, sum, each with a bar at its end, in a column."""
    base = words.say("explain.score_base", contribution=f"{decision.base:+.2f}")
    rows = [(base, decision.base)]
    rows += [(_part(reason, seats, words), reason.contribution) for reason in decision.reasons]
    width = min(62, max(len(said) for said, _ in rows))
    by_score: Tier = "reasoning" if decision.score >= decision.threshold else "fast"
    total = words.say(
        "explain.score_sum",
        score=f"{decision.score:+.2f}",
        threshold=f"{decision.threshold:+.2f}",
        label=seats.reasoning.label,
        chosen=seats.of(by_score).label,
    )
    return [*(f"{said:<{width}}  {bar(value)}".rstrip() for said, value in rows), total]


def _part(reason: Reason, seats: Seats, words: Words) -> str:
    side = "for" if reason.contribution > 0 else "against"
    return words.say(
        "explain.score_words" if reason.words else "explain.score_line",
        signal=signal_name(reason, words),
        words=quoted(reason.words, words, most=4),
        contribution=f"{reason.contribution:+.2f}",
        side=words.say(f"explain.{side}", label=seats.reasoning.label),
    )


def bar(value: float) -> str:
    """As many blocks as the value is large, in the outline of one where it is negative."""
    blocks = min(MOST_BLOCKS, round(abs(value) / BLOCK))
    return ("█" if value > 0 else "░") * blocks
