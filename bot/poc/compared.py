"""Two reports side by side: what changed on the cases that both have.

Refuses to call a difference what chance could have made: each row carries its exact p.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.poc.paired import ALL, exact_p
from bot.poc.report import TIERS, CaseRow, Report
from bot.request import Noun, Tier


class ComparedRow(Noun):
    """One task at one tier in both reports: right of `n` common cases, seconds (half within) and
    dollars a request."""

    task: str
    tier: Tier
    n: int
    before: int
    after: int
    p: float
    seconds_before: float
    seconds_after: float
    cost_before: float
    cost_after: float


class Comparison(Noun):
    """The shape of `poc --compare --json`."""

    before: str
    after: str
    rows: tuple[ComparedRow, ...]


def comparison(before: Report, after: Report, names: tuple[str, str]) -> Comparison:
    """By task and tier, over the cases that were judged in both."""
    old = {(row.id, row.tier): row for row in before.cases}
    pairs = [(old[row.id, row.tier], row) for row in after.cases if (row.id, row.tier) in old]
    known = [(a, b) for a, b in pairs if a.correct is not None and b.correct is not None]
    return Comparison(before=names[0], after=names[1], rows=tuple(_rows(known)))


def _rows(known: Sequence[tuple[CaseRow, CaseRow]]) -> Iterator[ComparedRow]:
    tasks = list(dict.fromkeys(row.task for _, row in known))
    for task in [ALL, *tasks] if len(tasks) > 1 else tasks:
        for tier in TIERS:
            mine = [(a, b) for a, b in known if b.tier == tier and task in (ALL, b.task)]
            if mine:
                yield _row(task, tier, [a for a, _ in mine], [b for _, b in mine])


def _row(task: str, tier: Tier, old: Sequence[CaseRow], new: Sequence[CaseRow]) -> ComparedRow:
    both = list(zip(old, new, strict=True))
    lost = sum(bool(a.correct) and not b.correct for a, b in both)
    won = sum(bool(b.correct) and not a.correct for a, b in both)
    return ComparedRow(
        task=task,
        tier=tier,
        n=len(both),
        before=sum(bool(a.correct) for a in old),
        after=sum(bool(b.correct) for b in new),
        p=round(exact_p(lost, won), 6),
        seconds_before=_middle(old),
        seconds_after=_middle(new),
        cost_before=_mean([row.cost for row in old]),
        cost_after=_mean([row.cost for row in new]),
    )


def _middle(rows: Sequence[CaseRow]) -> float:
    return round(sorted(row.seconds for row in rows)[len(rows) // 2], 4)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 8)
