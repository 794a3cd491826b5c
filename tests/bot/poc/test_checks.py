"""Checks of answers: right, wrong, and checks that cannot apply."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.poc.checks import UnfitCheck, check_of, is_correct
from bot.poc.paired import exact_p, quantile


@pytest.mark.parametrize(
    ("check", "expected", "answer", "right"),
    [
        ("exact", "mice", " Mice. ", True),
        ("exact", "mice", "mice and rats", False),
        ("contains", "Gdynia", "They come from **Gdynia**.", True),
        ("regex", r"^\d{4}-\d\d$", "2024-05", True),
        ("regex", r"^\d{4}-\d\d$", "May 2024", False),
        ("number", "1740", "The plant used 1,740 megawatt hours", True),
        ("number", "42", "17 + 25 is 42", True),
        ("number", "42", "42 is not 43", False),
        ("number", "42", r"\boxed{42}, checked in 3 ways", True),
        ("number:0.01", "0.1667", "about 0.17", True),
        ("number:0.001", "0.1667", "about 0.17", False),
        ("number", "-5", "It is -5", True),
        ("number", "5", "no idea", False),
        ("choice:yes,no", "no", "No.", True),
        ("choice:yes,no", "no", "yes and no", False),
        ("choice", "B", "The answer is B.", True),
        ("choice:是,否", "否", "否", True),
        ("choice:positive,not positive", "not positive", "Not positive", True),
        ("json", '{"a": 1}', '```json\n{ "a": 1 }\n```', True),
        ("json", '{"a": 1}', "a is 1", False),
    ],
)
def test_answers(check: str, expected: str, answer: str, right: bool) -> None:
    assert is_correct(check_of(check, expected), expected, answer) is right


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("fuzzy", "x"),
        ("exact", " "),
        ("regex", "("),
        ("number", "many"),
        ("number:wide", "5"),
        ("json", "{"),
        ("choice:yes,no", "maybe"),
    ],
)
def test_a_check_that_cannot_apply(check: str, expected: str) -> None:
    with pytest.raises(UnfitCheck):
        check_of(check, expected)


@given(st.text(max_size=80), st.text(min_size=1, max_size=20).filter(lambda one: one.strip() != ""))
def test_any_answer_can_be_checked(answer: str, expected: str) -> None:
    for name in ("exact", "contains", "choice"):
        assert is_correct(check_of(name, expected), expected, answer) in (True, False)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_paired_test_is_the_exact_binomial(one: int, other: int) -> None:
    n, low = one + other, min(one, other)
    tail = Fraction(sum(comb(n, k) for k in range(low + 1)), 2**n)
    assert exact_p(one, other) == pytest.approx(float(min(Fraction(1), 2 * tail)))
    assert exact_p(one, other) == exact_p(other, one)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_quantiles_lie_among_the_values(values: list[float]) -> None:
    ends = quantile(values, 0), quantile(values, 1)
    assert ends == (min(values), max(values))
    assert min(values) <= quantile(values, 0.5) <= max(values)
