"""The exact curve: figures computed by hand, and what holds for every ranking."""

from __future__ import annotations

import itertools
import random
import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.evaluation.curve import Curve, gap_error, random_sd
from bot.evaluation.dataset import Outcome


def outcome(fast: float, reasoning: float, cost: float = 10.0, text: str = "x") -> Outcome:
    return Outcome(
        id="1",
        text=text,
        domain="d",
        fast_correct=fast,
        reasoning_correct=reasoning,
        fast_cost=1.0,
        reasoning_cost=cost,
    )


# Gains 1, 0, 0, -1, 1; fast is right in 2 of 5, reasoning in 3 of 5: a gap of 0.2.
ROWS = [outcome(0, 1), outcome(1, 1), outcome(0, 0), outcome(1, 0), outcome(0, 1)]


def test_a_curve_by_hand() -> None:
    curve = Curve(ROWS, [5, 4, 3, 2, 1])
    assert [point.share for point in curve.points] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert [point.quality for point in curve.points] == pytest.approx(
        [0.4, 0.6, 0.6, 0.6, 0.4, 0.6]
    )
    assert [point.cost for point in curve.points] == pytest.approx([1, 2.8, 4.6, 6.4, 8.2, 10])
    # PGR 0, 1, 1, 1, 0, 1: trapezoids of width 0.2 with heights .5, 1, 1, .5, .5.
    assert curve.apgr() == pytest.approx(0.7)
    assert curve.cpt(0.5) == pytest.approx(0.1)
    assert curve.cpt(0.8) == pytest.approx(0.16)
    assert curve.at(0.1).quality == pytest.approx(0.5)
    assert curve.pgr(0.5) == pytest.approx(0.5)


def test_rows_with_equal_scores_count_in_no_order() -> None:
    """Two of five tied in front: gains 1 and -1, so the middle of both orders is flat."""
    tied = Curve(ROWS, [9, 1, 1, 9, 5])
    assert [point.share for point in tied.points] == pytest.approx([0, 0.4, 0.6, 1])
    orders = [[9, 1, 1, 8, 5], [8, 1, 1, 9, 5]]
    mean = statistics.mean(Curve(ROWS, scores).apgr() for scores in orders)
    # The other two tied rows have no gain, so their order does not matter.
    assert tied.apgr() == pytest.approx(mean)


def test_sums_that_differ_in_the_last_bit_are_tied() -> None:
    assert len(Curve(ROWS, [0.1 + 0.2, 0.3, 0.3, 0.3, 0.3]).points) == 2


def test_the_cheapest_mix_of_a_quality() -> None:
    curve = Curve(ROWS, [5, 4, 3, 2, 1])
    found = curve.cheapest(0.59)
    assert found is not None
    # On the first piece, 0.4 to 0.6 over a share of 0.2: 0.19 of 0.2 of the way.
    assert found == pytest.approx((0.19, 0.59, 1 + 0.95 * 1.8))
    assert curve.cheapest(0.61) is None
    assert curve.cheapest(0.1) == curve.fast


def test_where_reasoning_is_cheaper_the_end_of_the_curve_is_the_cheapest() -> None:
    rows = [outcome(0, 1, cost=0.5), outcome(1, 1, cost=0.5)]
    found = Curve(rows, [2, 1]).cheapest(0.9)
    assert found is not None
    assert (found.share, found.cost) == (1, 0.5)


def test_the_spread_of_random_orders_is_exact() -> None:
    values = [
        Curve(ROWS, [float(place) for place in order]).apgr()
        for order in itertools.permutations(range(5))
    ]
    assert statistics.mean(values) == pytest.approx(0.5)
    assert statistics.pstdev(values) == pytest.approx(random_sd(ROWS))


def test_the_error_of_the_gap_is_that_of_paired_gains() -> None:
    # Gains 1, 0, 0, -1, 1: variance 0.56, over 5.
    assert gap_error(ROWS) == pytest.approx((0.56 / 5) ** 0.5)


GAINS = st.lists(
    st.tuples(st.sampled_from([0, 0.5, 1]), st.sampled_from([0, 0.5, 1])), min_size=1, max_size=40
)


@given(GAINS, st.randoms(use_true_random=False))
def test_no_ranking_beats_the_one_that_knows(
    pairs: list[tuple[float, float]], chance: random.Random
) -> None:
    rows = [outcome(*pair) for pair in pairs]
    best = Curve(rows, [row.reasoning_correct - row.fast_correct for row in rows])
    assume(best.gap > 0)
    other = Curve(rows, [chance.choice([0.1, 0.2, chance.random()]) for _ in rows])
    assert best.apgr() >= other.apgr() - 1e-9
    assert best.cpt(0.5) <= other.cpt(0.5) + 1e-9
    assert other.points[-1] == pytest.approx(best.points[-1])


@given(GAINS)
def test_all_alike_is_the_straight_line(pairs: list[tuple[float, float]]) -> None:
    curve = Curve([outcome(*pair) for pair in pairs], [0.0] * len(pairs))
    assume(curve.gap > 0)
    assert curve.apgr() == pytest.approx(0.5)
    assert (curve.cpt(0.5), curve.cpt(0.8)) == pytest.approx((0.5, 0.8))


@given(GAINS, st.randoms(use_true_random=False))
def test_a_ranking_and_its_reverse_average_a_half(
    pairs: list[tuple[float, float]], chance: random.Random
) -> None:
    rows = [outcome(*pair) for pair in pairs]
    scores = [chance.random() for _ in rows]
    one, other = Curve(rows, scores), Curve(rows, [-score for score in scores])
    assume(one.gap > 0)
    assert (one.apgr() + other.apgr()) / 2 == pytest.approx(0.5)
