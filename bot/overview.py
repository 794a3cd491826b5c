"""What was asked lately, counted: who answered and why, from memory, how long it took, what failed.

Refuses to look anything up: records are handed in. Figures only, never text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.errors import SealError
from bot.explained import answer_in, decision_in
from bot.jobs.record import ASIDE, Job
from bot.request import Noun
from bot.sealing import Sealer

BAR = 10


class Overview(Noun):
    """`tiers`, `causes` and `failures`: (name, how many), the most first. Seconds are of answers
    that a model gave; `saved_s` is what those from memory would have taken again."""

    count: int
    tiers: tuple[tuple[str, int], ...]
    causes: tuple[tuple[str, int], ...]
    failures: tuple[tuple[str, int], ...]
    hits: int
    saved_s: float
    half_s: float
    most_s: float


def overview(jobs: Iterable[Job], sealer: Sealer) -> Overview:
    """Of these questions; looks behind answers and commands are none."""
    tiers: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    seconds: list[float] = []
    count = hits = 0
    for job in jobs:
        if job.kind in ASIDE:
            continue
        count += 1
        try:
            answer, decision = answer_in(job, sealer), decision_in(job, sealer)
        except SealError:
            continue
        if answer is None or decision is None:
            failures[job.reason or job.state] += 1
            continue
        tiers[answer.decision.tier] += 1
        causes[decision.cause] += 1
        if answer.cache.state in ("hit", "near"):
            hits += 1
        else:
            seconds.append(answer.seconds)
    half = _within(seconds, 0.5)
    return Overview(
        count=count,
        tiers=tuple(tiers.most_common()),
        causes=tuple(causes.most_common()),
        failures=tuple(failures.most_common(5)),
        hits=hits,
        saved_s=round(hits * half, 1),
        half_s=half,
        most_s=_within(seconds, 0.95),
    )


def bar(share: float) -> str:
    """A share of one as ten blocks; words beside it say the same."""
    full = round(max(0.0, min(share, 1.0)) * BAR)
    return "█" * full + "░" * (BAR - full)


def _within(values: Sequence[float], share: float) -> float:
    """The value that this share does not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return (
        round(ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)], 1)
        if ordered
        else 0.0
    )
