"""Whether the score means what it seems to: how often the reasoning model was needed at each.

Refuses to judge a curve on the outcomes that it was drawn through.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from bot.evaluation.intervals import wilson
from bot.evaluation.outcomes_known import Known
from bot.request import Noun

FOLDS = 5
BINS = 5
_STEPS = 60
#: Keeps the curve flat where outcomes are few.
_PULL = 1.0


class Bin(Noun):
    """Outcomes with scores from `low` to `high`: how likely the curve said the reasoning model was
    needed, how often it was, with its 95 % interval."""

    low: float
    high: float
    n: int
    said: float
    needed: float
    needed_low: float
    needed_high: float


class Reliability(Noun):
    """Over all outcomes, each judged by a curve that has not seen it. `brier`: mean squared error,
    0 is perfect; `base`: the same for one who always says the mean; `ece`: mean distance of the
    bins from what they say."""

    n: int
    brier: float
    base: float
    ece: float
    bins: tuple[Bin, ...]


Curve = tuple[float, float]


def fold_of(place: int) -> int:
    """Which fold the outcome at this place is left out of."""
    return place % FOLDS


def curve(known: Sequence[Known]) -> Curve:
    """Slope and start of the logistic curve through them (Platt's), by Newton's method."""
    slope, start = 0.0, 0.0
    for _ in range(_STEPS):
        g_a = g_b = 0.0
        h_aa = h_bb = _PULL
        h_ab = 0.0
        g_a -= _PULL * slope
        g_b -= _PULL * start
        for one in known:
            p = likely((slope, start), one.score)
            error, spread = one.weight * (one.needed - p), one.weight * max(1e-6, p * (1 - p))
            g_a += error * one.score
            g_b += error
            h_aa += spread * one.score**2
            h_ab += spread * one.score
            h_bb += spread
        det = h_aa * h_bb - h_ab**2
        step_a = (h_bb * g_a - h_ab * g_b) / det
        step_b = (h_aa * g_b - h_ab * g_a) / det
        slope, start = slope + max(-2.0, min(2.0, step_a)), start + max(-2.0, min(2.0, step_b))
        if abs(step_a) + abs(step_b) < 1e-9:
            break
    return slope, start


def likely(of: Curve, score: float) -> float:
    """How likely the reasoning model is needed at that score."""
    z = max(-40.0, min(40.0, of[0] * score + of[1]))
    return 1 / (1 + exp(-z))


def log_loss(p: float, needed: bool) -> float:
    """What being so sure costs."""
    return -log(max(1e-12, p if needed else 1 - p))


def reliability(known: Sequence[Known]) -> Reliability | None:
    """None: there is nothing to judge."""
    if len(known) < FOLDS:
        return None
    said: list[float] = [0.0] * len(known)
    for fold in range(FOLDS):
        seen = [one for place, one in enumerate(known) if fold_of(place) != fold]
        drawn = curve(seen)
        for place in range(fold, len(known), FOLDS):
            said[place] = likely(drawn, known[place].score)
    total = sum(one.weight for one in known)
    mean = sum(one.weight * one.needed for one in known) / total
    pairs = list(zip(known, said, strict=True))
    bins = _bins(pairs)
    return Reliability(
        n=len(known),
        brier=round(sum(k.weight * (p - k.needed) ** 2 for k, p in pairs) / total, 4),
        base=round(sum(k.weight * (mean - k.needed) ** 2 for k in known) / total, 4),
        ece=round(sum(one.n * abs(one.said - one.needed) for one in bins) / len(known), 4),
        bins=bins,
    )


def _bins(pairs: Sequence[tuple[Known, float]]) -> tuple[Bin, ...]:
    """As many outcomes in each, in the order of their scores."""
    ordered = sorted(pairs, key=lambda pair: pair[0].score)
    found = []
    for number in range(BINS):
        part = ordered[len(ordered) * number // BINS : len(ordered) * (number + 1) // BINS]
        if not part:
            continue
        hits = sum(one.needed for one, _ in part)
        low, high = wilson(hits, len(part))
        found.append(
            Bin(
                low=round(part[0][0].score, 3),
                high=round(part[-1][0].score, 3),
                n=len(part),
                said=round(sum(p for _, p in part) / len(part), 4),
                needed=round(hits / len(part), 4),
                needed_low=round(low, 4),
                needed_high=round(high, 4),
            )
        )
    return tuple(found)
