"""What would have changed a decision, found by routing again without a rule or a few words.

Refuses to guess: what is stated here was tried, and can be tried again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, islice

from bot.decision import Counterfactual, Decision
from bot.escalated import LATER
from bot.request import Request
from bot.routing.decide import Health
from bot.routing.phrases import candidates
from bot.routing.router import Router
from bot.routing.signals import signals
from bot.routing.text import read

_CLAUSE = re.compile("[^,.;:!?()\n。、，；：！？（）–—]+")
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff]|^\\W|\\W$")
#: Reading one variant takes some milliseconds; these bounds keep a look below half a second.
MOST_NAMED, MOST_PAIRS, MOST_CLAUSES = 8, 10, 8
#: The field of the circumstances that stands behind a rule about what cannot be done.
_HEALTH = {"policy": ("kept_in",), "budget": ("budget_until",)}
_TIERS_DOWN = ("reasoning_down", "fast_down")
_TAKEN = frozenset({*_HEALTH, "unavailable"})


def counterfactual(
    request: Request, router: Router, health: Health, before: Decision | None = None
) -> Counterfactual | None:
    """The rule that decided, or the fewest words, without which the other tier is chosen.

    `before` is the router's decision on it, where that is at hand. None: nothing that was tried
    does it: single words, pairs of those that were named, clauses.
    """
    before = before or router.decide(request, health)
    if before.cause in ("stakes", "score"):
        return _without_words(request, router, health, before)
    return _without_rule(request, router, health, before)


def what_would(
    decision: Decision, request: Request, router: Router, health: Health
) -> Counterfactual | None:
    """The same for a decision that was made earlier; `health` is what it was made in.

    A counterfactual with the decision's own tier: nothing was found. None: this decision cannot be
    made again (the policy is another one), so nothing true can be said.
    """
    if decision.policy != router.policy.fingerprint:
        return None
    again = router.decide(request, health)
    if decision.cause in _TAKEN and any(rule.name in LATER for rule in decision.lost):
        # A later gate had chosen the reasoning tier; what kept it from answering is recorded.
        return Counterfactual(without=(), tier="reasoning", rule=decision.cause)
    if decision.cause in (*LATER, "explored") and again.tier != decision.tier:
        return Counterfactual(without=(), tier=again.tier, rule=decision.cause)
    if again.tier != decision.tier:
        return None
    found = counterfactual(request, router, health, again)
    return found or Counterfactual(without=(), tier=decision.tier)


def health_of(decision: Decision, tokens: int | None = None) -> Health:
    """The circumstances that a decision records: what could not be done then.

    A lighter model that stood in for its own tier is left out: it was no reason for the tier.
    """
    found: dict[str, str] = {}
    before = decision.escalated_from
    stood_in = before is not None and before.cause != "unavailable"
    for rule in (*decision.floors, *decision.lost):
        detail = rule.words[0] if rule.words else rule.name
        if rule.name in _HEALTH:
            found.setdefault(_HEALTH[rule.name][0], detail)
            if rule.name == "policy":
                found.setdefault("kept_to", rule.tier)
        elif rule.name == "unavailable" and rule.tier == "fast":
            found["reasoning_down"] = detail
        elif rule.name == "unavailable" and not stood_in:
            found["fast_down"] = detail
    return Health.model_validate({"tokens": tokens, **found})


def _without_rule(
    request: Request, router: Router, health: Health, before: Decision
) -> Counterfactual | None:
    without: tuple[str, ...] = ()
    if before.cause == "wish" and request.wish is not None:
        without = (request.wish.said,)
        request = request.model_copy(update={"wish": None})
    elif before.cause == "length":
        limit = router.policy.length.limit_tokens
        without = (f"{limit:,}",)
        health = health.model_copy(update={"tokens": limit - 1})
    else:
        fields = _HEALTH.get(before.cause, _TIERS_DOWN)
        health = health.model_copy(update=dict.fromkeys(fields, ""))
    after = router.decide(request, health)
    if after.tier == before.tier:
        return None
    return Counterfactual(without=without, tier=after.tier, rule=before.cause)


def _without_words(
    request: Request, router: Router, health: Health, before: Decision
) -> Counterfactual | None:
    tried = [
        (without, request.model_copy(update={"text": text}))
        for without in _candidates(request, before)
        if (text := without_words(request.text, without)) != request.text and _asks(text)
    ]
    after_each = router.decisions([edited for _, edited in tried], health, words=False)
    for (without, edited), after in zip(tried, after_each, strict=True):
        # Once more by itself: sums over a batch differ in the last digit, and this must be true.
        if after.tier != before.tier:
            (alone,) = router.decisions([edited], health, words=False)
            if alone.tier == after.tier:
                return Counterfactual(without=without, tier=after.tier)
    return None


def _asks(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def without_words(text: str, words: tuple[str, ...]) -> str:
    """The text without these words, wherever they stand as words of their own; in Chinese and
    Japanese, which have no spaces, wherever they stand."""
    for word in words:
        loose = r"\s+".join(re.escape(part) for part in word.split())
        edge = "" if _SIGNS.search(word) else r"\b"
        text = re.sub(rf"{edge}{loose}{edge}", " ", text, flags=re.IGNORECASE)
    return text


def _candidates(request: Request, decision: Decision) -> Iterator[tuple[str, ...]]:
    """What may be left out, little first: a named word, another one, two named ones, a clause."""
    reading = read(request.text)
    named = [word for floor in decision.floors for word in floor.words]
    named += [word for signal in signals(reading) for word in signal.words]
    named = list(dict.fromkeys(named))[:MOST_NAMED]
    others = [reading.text[start:end] for start, end in candidates(reading.text)]
    yield from ((word,) for word in dict.fromkeys((*named, *others)))
    yield from islice(combinations(named, 2), MOST_PAIRS)
    yield from ((clause,) for clause in _clauses(request.text))
    if len(named) > 2:
        yield tuple(named)


def _clauses(text: str) -> list[str]:
    """The parts between punctuation, from the end of the text: there stands what is asked."""
    found = [part.strip() for part in _CLAUSE.findall(text)]
    return [part for part in reversed(found) if part][:MOST_CLAUSES]
