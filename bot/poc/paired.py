"""Whether two models differ on the same cases: an exact test over the pairs that disagree.

Refuses approximations: the binomial sum is exact for any number of cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

#: The name of the row over all tasks of a report.
ALL = "all"


def exact_p(only_one: int, only_other: int) -> float:
    """Two-sided exact McNemar test: how likely so uneven a split is if both were equally good."""
    n, low = only_one + only_other, min(only_one, only_other)
    if n == 0:
        return 1.0
    tail = sum(comb(n, k) for k in range(low + 1))
    return float(min(1.0, 2 * tail / 2**n))


def quantile(values: Sequence[float], share: float) -> float:
    """The value at this share of the sorted ones, between neighbours in a straight line."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
