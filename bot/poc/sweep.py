"""What other thresholds of the score would have made of the same cases.

Refuses to move what a floor decided: only decisions by the score follow the threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor

from bot.decision import Decision
from bot.poc.cases import Case
from bot.poc.journal import Outcome
from bot.request import Noun, Tier

#: A quality within so much of the best counts as equal.
EQUAL = 0.01
_STEPS = 20
#: Thresholds are tried at multiples of this.
_GRID = 0.05


class Swept(Noun):
    """At this threshold: share right (by weight), dollars a request, share sent up."""

    threshold: float
    quality: float | None
    cost: float
    to_reasoning: float


class Recommend(Noun):
    """The threshold that costs least at (nearly) the best quality, and why."""

    threshold: float
    why: str


def swept(
    cases: Sequence[Case],
    outcomes: Mapping[tuple[str, Tier], Outcome],
    decisions: Mapping[str, Decision],
    in_force: float,
) -> tuple[Swept, ...]:
    """From where everything that the score decides goes up to where nothing does, and in between
    the one in force."""
    if not cases:
        return ()
    return tuple(
        _at(threshold, cases, outcomes, decisions)
        for threshold in _thresholds([decisions[case.id].score for case in cases], in_force)
    )


def _thresholds(scores: Sequence[float], in_force: float) -> list[float]:
    low = min(0, floor(min(scores) / _GRID))
    high = max(round(1 / _GRID), floor(max(scores) / _GRID) + 1)
    step = max(1, ceil((high - low) / _STEPS))
    tried = {round(place * _GRID, 2) for place in (*range(low, high, step), high)}
    return sorted(tried | {in_force})


def _at(
    threshold: float,
    cases: Sequence[Case],
    outcomes: Mapping[tuple[str, Tier], Outcome],
    decisions: Mapping[str, Decision],
) -> Swept:
    right = weight = cost = 0.0
    up = 0
    for case in cases:
        decision = decisions[case.id]
        tier: Tier = decision.tier
        if decision.cause == "score":
            tier = "reasoning" if decision.score >= threshold else "fast"
        one = outcomes[case.id, tier]
        up += tier == "reasoning"
        cost += one.cost
        if one.correct is not None and not one.error:
            right, weight = right + case.weight * one.correct, weight + case.weight
    return Swept(
        threshold=threshold,
        quality=round(right / weight, 6) if weight else None,
        cost=round(cost / len(cases), 8),
        to_reasoning=round(up / len(cases), 6),
    )


def recommended(sweep: Sequence[Swept]) -> Recommend | None:
    """The cheapest threshold within a point of the best quality; of equals the highest."""
    known = [(one.quality, one) for one in sweep if one.quality is not None]
    if not known:
        return None
    best = max(quality for quality, _ in known)
    good = [one for quality, one in known if quality >= best - EQUAL]
    chosen = min(good, key=lambda one: (one.cost, -one.threshold))
    quality = chosen.quality or 0.0
    return Recommend(
        threshold=chosen.threshold,
        why=f"{quality:.1%} right at ${chosen.cost:.4f} a request; the best is {best:.1%}",
    )
