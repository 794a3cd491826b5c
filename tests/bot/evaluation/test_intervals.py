"""Wilson's interval: figures from the literature, and what holds for every share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.intervals import rate, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(drawn: tuple[int, int]) -> None:
    hits, n = drawn
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert low < high
    mirrored = wilson(n - hits, n)
    assert mirrored == pytest.approx((1 - high, 1 - low))


@given(st.integers(1, 1000), st.integers(2, 20))
def test_more_rows_make_it_narrower(hits: int, times: int) -> None:
    one, more = wilson(hits, 1000), wilson(hits * times, 1000 * times)
    assert more[1] - more[0] < one[1] - one[0]


def test_a_rate_of_nothing_has_no_share() -> None:
    assert rate([]).model_dump() == {"n": 0, "hits": 0, "share": None, "low": None, "high": None}
    assert rate([True, False, True, True]).share == 0.75
