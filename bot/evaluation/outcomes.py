"""The router held against recorded answers of both tiers: what its ranking and decisions are worth.

Refuses to divide by a gap that chance explains, to decide, to draw, and to word anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from bot.decision import Decision
from bot.evaluation.curve import Curve, Point, gap_error, random_sd
from bot.evaluation.dataset import Outcome
from bot.evaluation.intervals import Z
from bot.request import Noun

Rankings = dict[str, Curve]
Remark = Literal["", "no_gap", "gap_in_noise", "few_rows"]
ALL = "all"
#: A point of quality: so close to always-reasoning counts as equal, and a smaller gap as none.
POINT = 0.01
#: Below so many rows a normal interval of the gap says nothing; figures are shown with a remark.
FEW = 30
#: Shares at which the curve is told as figures.
STEPS = tuple(step / 20 for step in range(21))


class Mix(Noun):
    """A way to split the questions: share escalated, quality (0 to 1), cost of all rows together,
    and that cost as a share of always asking the reasoning tier (null where that is free)."""

    share: float
    quality: float
    cost: float
    of_reasoning: float | None


class Ranking(Noun):
    """How well an order finds the questions worth escalating.

    `name` is `router`, `random`, `length` (longer first), or `oracle` (knows the gains). `sd` is
    that of random orders, only for `random`. `equal` is the cheapest mix at most a point of quality
    below always asking the reasoning tier. Null where the gap cannot be divided by.
    """

    name: str
    apgr: float | None
    sd: float | None
    cpt50: float | None
    cpt80: float | None
    equal: Mix | None


class Operating(Noun):
    """Where the product's own decisions stand, floors included.

    `pgr` is the part of the gap recovered; `same_share` and `random_same_share` the quality that
    the router's ranking and a random choice have at the same share; `random_equal` the cheapest
    random mix of at least the same quality. `causes` counts what decided for reasoning.
    """

    mix: Mix
    pgr: float | None
    same_share: float
    random_same_share: float
    random_equal: Mix | None
    causes: dict[str, int]


class Step(Noun):
    """One point of the router's curve."""

    share: float
    quality: float
    cost: float


class Part(Noun):
    """One domain, or all rows (`all`). `remark` says why figures are missing or weak: `no_gap`
    (less than a point between the tiers), `gap_in_noise` (its 95 % interval has 0 in it),
    `few_rows` (under 30)."""

    name: str
    n: int
    fast: Mix
    reasoning: Mix
    gap: float
    gap_error: float
    remark: Remark
    rankings: tuple[Ranking, ...]
    operating: Operating
    curve: tuple[Step, ...]


class OutcomesReport(Noun):
    """The shape of `evaluate --outcomes --json`: all rows first, then a part per domain."""

    file: str
    policy: str
    rows: int
    parts: tuple[Part, ...]

    @property
    def whole(self) -> Part:
        """All rows together."""
        return self.parts[0]


def report(
    rows: Sequence[Outcome], decisions: Sequence[Decision], *, file: str, policy: str
) -> OutcomesReport:
    """Everything that recorded outcomes tell. `decisions` belong to `rows` one by one."""
    pairs = list(zip(rows, decisions, strict=True))
    parts = [part(ALL, rows, decisions)]
    sizes = Counter(row.domain for row in rows)
    for domain in sorted(sizes, key=lambda one: (-sizes[one], one)):
        own = [pair for pair in pairs if pair[0].domain == domain]
        parts.append(part(domain, [row for row, _ in own], [found for _, found in own]))
    return OutcomesReport(file=file, policy=policy, rows=len(rows), parts=tuple(parts))


def rankings(rows: Sequence[Outcome], decisions: Sequence[Decision]) -> Rankings:
    """The curves by name, the router's first."""
    return {
        "router": Curve(rows, [decision.score for decision in decisions]),
        "random": Curve(rows, [0.0] * len(rows)),
        "length": Curve(rows, [float(len(row.text)) for row in rows]),
        "oracle": Curve(rows, [row.reasoning_correct - row.fast_correct for row in rows]),
    }


def part(name: str, rows: Sequence[Outcome], decisions: Sequence[Decision]) -> Part:
    """One domain's figures; `rows` is not empty."""
    curves, n = rankings(rows, decisions), len(rows)
    router = curves["router"]
    error = gap_error(rows)
    remark = _remark(router.gap, error, n)
    divides = remark in ("", "few_rows")
    full = router.reasoning.cost
    wanted = router.reasoning.quality - POINT
    return Part(
        name=name,
        n=n,
        fast=_mix(router.fast, n, full),
        reasoning=_mix(router.reasoning, n, full),
        gap=round(router.gap, 6),
        gap_error=round(error, 6),
        remark=remark,
        rankings=tuple(
            Ranking(
                name=one,
                apgr=round(curve.apgr(), 6) if divides else None,
                sd=round(random_sd(rows), 6) if divides and one == "random" else None,
                cpt50=round(curve.cpt(0.5), 6) if divides else None,
                cpt80=round(curve.cpt(0.8), 6) if divides else None,
                equal=_found(curve.cheapest(wanted), n, full),
            )
            for one, curve in curves.items()
        ),
        operating=_operating(rows, decisions, curves, divides=divides),
        curve=tuple(
            Step(share=step, quality=round(point.quality, 6), cost=round(point.cost * n, 6))
            for step in STEPS
            for point in (router.at(step),)
        ),
    )


def _remark(gap: float, error: float, n: int) -> Remark:
    if gap < POINT:
        return "no_gap"
    if n < FEW:
        return "few_rows"
    return "gap_in_noise" if gap < Z * error else ""


def _operating(
    rows: Sequence[Outcome], decisions: Sequence[Decision], curves: Rankings, *, divides: bool
) -> Operating:
    n, router, chance = len(rows), curves["router"], curves["random"]
    here = operating_point(rows, decisions)
    full = router.reasoning.cost
    up = [decision for decision in decisions if decision.tier == "reasoning"]
    return Operating(
        mix=_mix(here, n, full),
        pgr=round(router.pgr(here.quality), 6) if divides else None,
        same_share=round(router.at(here.share).quality, 6),
        random_same_share=round(chance.at(here.share).quality, 6),
        random_equal=_found(chance.cheapest(here.quality), n, full),
        causes=dict(sorted(Counter(str(decision.cause) for decision in up).items())),
    )


def operating_point(rows: Sequence[Outcome], decisions: Sequence[Decision]) -> Point:
    """The mix that the decisions make."""
    n = len(rows)
    both = [
        (row, decision.tier == "reasoning") for row, decision in zip(rows, decisions, strict=True)
    ]
    return Point(
        sum(up for _, up in both) / n,
        sum(row.reasoning_correct if up else row.fast_correct for row, up in both) / n,
        sum(row.reasoning_cost if up else row.fast_cost for row, up in both) / n,
    )


def _mix(point: Point, n: int, full: float) -> Mix:
    return Mix(
        share=round(point.share, 6),
        quality=round(point.quality, 6),
        cost=round(point.cost * n, 6),
        of_reasoning=round(point.cost / full, 6) if full else None,
    )


def _found(point: Point | None, n: int, full: float) -> Mix | None:
    return None if point is None else _mix(point, n, full)
