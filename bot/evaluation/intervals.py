"""How sure a share is: Wilson's interval for hits among trials.

Refuses to give a share of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist

from bot.request import Noun

#: Two-sided, 95 %.
Z = NormalDist().inv_cdf(0.975)


class Rate(Noun):
    """`hits` of `n`; share and interval (95 %, Wilson) between 0 and 1, null where n is 0."""

    n: int
    hits: int
    share: float | None
    low: float | None
    high: float | None


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's score interval at 95 %; within 0 and 1, around hits / n. `n` is at least 1."""
    share, square = hits / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    # Rounding must not push an end past the share itself (0 of n, n of n).
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def rate(found: Iterable[bool]) -> Rate:
    """How many of these are true."""
    each = list(found)
    n, hits = len(each), sum(each)
    if not n:
        return Rate(n=0, hits=0, share=None, low=None, high=None)
    low, high = wilson(hits, n)
    return Rate(n=n, hits=hits, share=round(hits / n, 6), low=round(low, 6), high=round(high, 6))
