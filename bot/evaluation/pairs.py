"""How the near tier does on pairs of questions: what it recognises, and which traps it serves.

Refuses to judge a pair itself: the road's own judge does (`bot.caching.near.same`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.caching.near.same import Verdict, judged
from bot.errors import DatasetError
from bot.evaluation.dataset import lines_of
from bot.evaluation.intervals import Rate, rate
from bot.request import Noun

PAIR_LIKE = '{"a": "How do I …", "b": "How can I …", "same": true, "kind": "reworded"}'


class Pair(Noun):
    """Two questions, whether one answer serves both, and what kind of pair it is."""

    line: int
    a: str
    b: str
    same: bool
    kind: str


class OfKind(Noun):
    """`recall` of `same` pairs, `traps_served` of `traps`: shares from 0 to 1, null where none."""

    same: int
    recall: float | None
    traps: int
    traps_served: float | None


class PairsReport(Noun):
    """The shape of `evaluate --pairs --json`; shares from 0 to 1, null where there are no rows."""

    pairs: int
    recall: float | None
    traps_served: float | None
    by_kind: dict[str, OfKind]


class Judged(NamedTuple):
    """A pair and what the near tier makes of it."""

    pair: Pair
    verdict: Verdict


def read_pairs(file: Path) -> list[Pair]:
    """All pairs, in order; other fields are left alone. Raises DatasetError."""
    found = []
    for line in lines_of(file, PAIR_LIKE):
        found.append(
            Pair(
                line=line.number,
                a=line.text("a"),
                b=line.text("b"),
                same=line.number_between("same", 1) >= 0.5,
                kind=line.text("kind", "").strip(),
            )
        )
    if not found:
        raise DatasetError("empty", said="dataset.empty", file=str(file), example=PAIR_LIKE)
    return found


def judge(pairs: Iterable[Pair]) -> list[Judged]:
    """What the near tier, as it answers questions, makes of each."""
    return [Judged(pair, judged(pair.a, pair.b)) for pair in pairs]


def report(found: Sequence[Judged]) -> PairsReport:
    """The figures over all pairs and by kind, kinds in the order of the alphabet."""
    kinds = sorted({one.pair.kind for one in found})
    return PairsReport(
        pairs=len(found),
        recall=recalled(found).share,
        traps_served=served(found).share,
        by_kind={kind: _of_kind([one for one in found if one.pair.kind == kind]) for kind in kinds},
    )


def recalled(found: Iterable[Judged]) -> Rate:
    """Same pairs that are recognised."""
    return rate(one.verdict.same for one in found if one.pair.same)


def served(found: Iterable[Judged]) -> Rate:
    """Traps that would be served with the other question's answer."""
    return rate(one.verdict.same for one in found if not one.pair.same)


def _of_kind(found: Sequence[Judged]) -> OfKind:
    same, traps = recalled(found), served(found)
    return OfKind(same=same.n, recall=same.share, traps=traps.n, traps_served=traps.share)
