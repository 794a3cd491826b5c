"""The report on outcomes: figures by hand, and gaps that cannot be divided by."""

from __future__ import annotations

import pytest
from evaluation_cases import decision, outcome

from bot.evaluation.outcomes import Part, part, report

# Gains 1, 0, 0, -1, 1 as in test_curve; the third is the longest text.
ROWS = [
    outcome("1", "a", 0, 1),
    outcome("2", "a", 1, 1),
    outcome("3", "a", 0, 0, text="xxx"),
    outcome("4", "b", 1, 0),
    outcome("5", "b", 0, 1, text="xx"),
]
DECISIONS = [
    decision("reasoning", score=0.9),
    decision(score=0.4),
    decision(score=0.3),
    decision(score=0.2),
    decision("reasoning", "legal", score=0.1),
]


def named(found: Part, name: str) -> tuple[float | None, float | None, float | None]:
    one = next(one for one in found.rankings if one.name == name)
    return one.apgr, one.cpt50, one.cpt80


def test_rankings_by_hand() -> None:
    whole = part("all", ROWS, DECISIONS)
    assert (whole.fast.quality, whole.reasoning.quality, whole.gap) == (0.4, 0.6, 0.2)
    assert (whole.fast.cost, whole.reasoning.cost, whole.fast.of_reasoning) == (5.0, 50.0, 0.1)
    assert named(whole, "router") == (0.7, 0.1, 0.16)
    assert named(whole, "random") == (0.5, 0.5, 0.8)
    # Gains first: PGR 0, 1, 2, 2, 2, 1.
    assert named(whole, "oracle") == (1.5, 0.1, 0.16)
    # Longest first: gains 0, 1, then 1, 0, -1 in no order: PGR 0, 0, 1, then flat to 1.
    assert named(whole, "length") == (0.7, 0.3, 0.36)


def test_cost_at_equal_quality() -> None:
    """A point below 0.6 is 0.59: 95 % of the first fifth escalated."""
    router = part("all", ROWS, DECISIONS).rankings[0].equal
    assert router is not None
    assert (router.share, router.quality) == (0.19, 0.59)
    assert router.cost == pytest.approx(5 + 0.95 * 9)


def test_the_product_s_own_decisions() -> None:
    here = part("all", ROWS, DECISIONS).operating
    # Rows 1 and 5 go up: 4 of 5 right, twice the gap won, at 3 + 2 x 10.
    assert (here.mix.share, here.mix.quality, here.mix.cost, here.pgr) == (0.4, 0.8, 23.0, 2.0)
    assert (here.same_share, here.random_same_share) == (0.6, 0.48)
    assert here.random_equal is None
    assert here.causes == {"score": 1, "stakes": 1}


def test_domains_come_by_size_after_all_rows() -> None:
    found = report(ROWS, DECISIONS, file="f", policy="p")
    assert [(one.name, one.n) for one in found.parts] == [("all", 5), ("a", 3), ("b", 2)]
    assert found.parts[1].remark == "few_rows"


def many(gains: list[int]) -> Part:
    rows = [outcome(str(n), "a", gain < 0, gain > 0) for n, gain in enumerate(gains)]
    return part("a", rows, [decision(score=float(n)) for n in range(len(rows))])


def test_a_gap_too_small_to_divide_by_says_so() -> None:
    level = many([1] * 20 + [-1] * 20)
    assert level.remark == "no_gap"
    assert named(level, "router") == (None, None, None)
    assert level.rankings[0].equal is not None
    assert level.operating.pgr is None
    assert many([-1] * 40).remark == "no_gap"


def test_a_gap_that_chance_explains_says_so() -> None:
    # 40 rows, 8 better and 4 worse: a gap of 0.1, its error 0.085.
    assert many([1] * 8 + [-1] * 4 + [0] * 28).remark == "gap_in_noise"
    # 12 better, none worse: 0.3 and 0.072.
    assert many([1] * 12 + [0] * 28).remark == ""
    # The same in few rows: shown, with a remark.
    assert many([1] * 2 + [-1] + [0] * 7).remark == "few_rows"


def test_free_models_have_no_share_of_cost() -> None:
    free = ROWS[0].model_copy(update={"fast_cost": 0.0, "reasoning_cost": 0.0})
    assert part("a", [free], DECISIONS[:1]).reasoning.of_reasoning is None
