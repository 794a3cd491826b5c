"""Quality and cost against the share of questions escalated, exactly, for any ranking.

Refuses to know who ranked: it takes a score a row, the highest escalated first.

Rows with equal scores are escalated in no order at all, so over such a group quality and cost grow
in a straight line (the mean over all orders). Definitions as RouteLLM (field/routing.md 3): PGR is
(quality - fast) / (reasoning - fast), APGR its mean over all shares from 0 to 1, CPT50 the smallest
share that recovers half of the gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from bot.evaluation.dataset import Outcome

#: Scores that differ by less are the same sum added up in another order.
DIGITS = 9
_NEAR = 1e-9


class Point(NamedTuple):
    """A mix: which share is escalated, and the mean quality and cost of a question then."""

    share: float
    quality: float
    cost: float


class Curve:
    """All mixes of one ranking, from nobody escalated to everybody. `rows` is not empty."""

    def __init__(self, rows: Sequence[Outcome], scores: Sequence[float]) -> None:
        self.points = tuple(_points(rows, scores))
        self.fast, self.reasoning = self.points[0], self.points[-1]
        self.gap = self.reasoning.quality - self.fast.quality

    def at(self, share: float) -> Point:
        """The mix at this share."""
        for one, other in pairwise(self.points):
            if share <= other.share + _NEAR:
                part = (share - one.share) / (other.share - one.share)
                return _between(one, other, min(1.0, max(0.0, part)))
        return self.reasoning

    def pgr(self, quality: float) -> float:
        """Which part of the gap this quality recovers. The gap must not be 0."""
        return (quality - self.fast.quality) / self.gap

    def apgr(self) -> float:
        """Mean PGR over all shares: the exact area under the curve. The gap must not be 0."""
        area = sum(
            (other.share - one.share) * (one.quality + other.quality) / 2
            for one, other in pairwise(self.points)
        )
        return self.pgr(area)

    def cpt(self, part: float) -> float:
        """The smallest share that recovers this part (0 to 1) of the gap, which is above 0."""
        wanted = self.fast.quality + part * self.gap
        for one, other in pairwise(self.points):
            if one.quality >= wanted - _NEAR:
                return one.share
            if other.quality >= wanted - _NEAR:
                return _crossing(one, other, wanted).share
        return 1.0

    def cheapest(self, quality: float) -> Point | None:
        """The mix of least cost that is at least this good; None where none is."""
        fit = [point for point in self.points if point.quality >= quality - _NEAR]
        # Along a straight piece the cheapest fitting mix is an end of it, or where it becomes fit.
        fit += [
            _crossing(one, other, quality)
            for one, other in pairwise(self.points)
            if (one.quality < quality) != (other.quality < quality)
        ]
        return min(fit, key=lambda point: (point.cost, point.share), default=None)


def _points(rows: Sequence[Outcome], scores: Sequence[float]) -> Iterator[Point]:
    n = len(rows)
    ranked = sorted(
        ((round(score, DIGITS), row) for score, row in zip(scores, rows, strict=True)),
        key=lambda pair: -pair[0],
    )
    quality = sum(row.fast_correct for row in rows)
    cost = sum(row.fast_cost for row in rows)
    yield Point(0.0, quality / n, cost / n)
    for index, (score, row) in enumerate(ranked, 1):
        quality += row.reasoning_correct - row.fast_correct
        cost += row.reasoning_cost - row.fast_cost
        if index == n or ranked[index][0] != score:
            yield Point(index / n, quality / n, cost / n)


def _between(one: Point, other: Point, part: float) -> Point:
    return Point(*(a + part * (b - a) for a, b in zip(one, other, strict=True)))


def _crossing(one: Point, other: Point, quality: float) -> Point:
    return _between(one, other, (quality - one.quality) / (other.quality - one.quality))


def random_sd(rows: Sequence[Outcome]) -> float:
    """The standard deviation of APGR over all random orders; the gap must not be 0.

    APGR is the mean gain weighted by how early a row is escalated, a linear rank statistic: over
    permutations its variance is s² · n(n² - 1) / 12 (s² of the gains, divisor n - 1).
    """
    n = len(rows)
    gains = [row.reasoning_correct - row.fast_correct for row in rows]
    mean = sum(gains) / n
    if n < 2:
        return 0.0
    spread = sum((gain - mean) ** 2 for gain in gains) / (n - 1)
    return sqrt(spread * n * (n * n - 1) / 12) / abs(n * n * mean)


def gap_error(rows: Sequence[Outcome]) -> float:
    """The standard error of the gap, from the paired gains of the same rows."""
    n = len(rows)
    gains = [row.reasoning_correct - row.fast_correct for row in rows]
    mean = sum(gains) / n
    return sqrt(sum((gain - mean) ** 2 for gain in gains) / n / n)
