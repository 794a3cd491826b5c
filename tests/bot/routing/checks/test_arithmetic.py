"""Equations and totals: what recomputes passes, however it is written; what does not is found."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.routing.checks.arithmetic import wrong_equations
from bot.routing.checks.numbers import MOST_DIGITS, Term, evaluate, exactly, read_number
from bot.routing.checks.sums import wrong_totals

RIGHT = (
    """
3 + 4 = 7|- 3 + 4 = 7|* 3+4=7|1. 3 + 4 = 7|**3 + 4 = 7**|total: 3+4=7元|-3 + 5 = 2
$1,200 + $300 = $1,500|1.200 € + 300 € = 1.500 €|1,5 + 2,5 = 4|1'200 + 1 = 1'201
2/3 = 0.67|2/3 = 0.66|10/3 = 3.33|10/3 ≈ 3|7/2 = 3|12 × 1.19 = 14.28|2 * 3.14159 * 5 = 31.4
15% of 80 is 12|80的15%是12|80 × 15% = 12|10% + 20% = 30%|12 / 80 = 15%|33.3% + 33.3% + 33.3% = 100%
12 + 30 = 42%|100 - 20% = 80|2^10 = 1024|(3 + 4) × 2 = 14|1/3 + 1/3 = 2/3|1 + 1 == 2
3x + 2 = 11|x - 2 = 5|x = 5|a (3 + 4) = 14|n + 3 + 4 = 9|√16 + 1 = 5|sqrt(16) + 2 = 6|5! = 120
f(2) = 3 + 4 = 7|2 plus 3 + 4 = 9|9:30 + 1:15 = 10:45|30 min + 1 h = 90 min|3 + 4 = 7k|24/7 = always
3 apples + 4 oranges = 8 fruits|5 × 12 = 60 months|17 % 5 = 2|17 mod 5 = 2|log10(100) + 1 = 3
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
WRONG = (
    """
3 + 4 = 8|- 3 + 4 = 8|So 12 × 8 = 98.|**3 + 4 = 8**|15 * 4 = 65 because|一共3+4=8元|a = 3 * 4 = 13
$1,200 + $300 = $1,600|1.200 € + 300 € = 1.600 €|12.50 + 7.25 = 19.85|100 / 4 = 20|2^10 = 1000
15% of 80 is 14|80的15%是14|10% + 20% = 35%|(3 + 4) × 2 = 15|3 apples + 4 apples = 8 apples
3 + 4 = 7 = 2 * 4|The sum is 1,250 + 2,750 = 4,100 dollars|3 - 5 = 2|5 = 2 + 2
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("text", RIGHT)
def test_no_false_alarm(text: str) -> None:
    assert list(wrong_equations(text)) == []


@pytest.mark.parametrize("text", WRONG)
def test_what_does_not_come_out_is_found(text: str) -> None:
    assert list(wrong_equations(text))


@pytest.mark.parametrize("text", [r"$3 \times 4 = 13$", "`3 + 5 = 9`"])
def test_formulas_and_spans_are_read(text: str) -> None:
    assert list(wrong_equations(text))


def test_code_blocks_are_not_read() -> None:
    assert list(wrong_equations("```\n3 + 4 = 8\n```")) == []


numbers = st.integers(0, 99_999)
chains = st.lists(st.tuples(st.sampled_from("+-*"), numbers), min_size=1, max_size=5)


def written(value: int, grouped: str) -> str:
    return f"{value:,}".replace(",", grouped)


@given(numbers, chains, st.sampled_from(["", ",", ".", "'"]), st.sampled_from(["", " "]))
def test_any_true_chain_passes_and_any_false_one_does_not(
    first: int, chain: list[tuple[str, int]], grouped: str, gap: str
) -> None:
    shown, plain = written(first, grouped), str(first)
    for sign, value in chain:
        shown += f"{gap}{sign}{gap}{written(value, grouped)}"
        plain += f"{sign}{value}"
    result = _computed(first, chain)
    assume(abs(result) < 10 ** (MOST_DIGITS - 1))  # a longer figure is an identifier, not checked
    assert list(wrong_equations(f"It is {shown} = {written(result, grouped)}.")) == []
    # A figure such as 1.234 may also be read as one with decimals: both readings have to fail.
    if grouped != ".":
        assert list(wrong_equations(f"It is {shown} = {written(result + 1000, '')}."))


def _computed(first: int, chain: list[tuple[str, int]]) -> int:
    """The rules of the game by another road: products first, then a running sum."""
    terms: list[tuple[int, int]] = [(1, first)]
    for sign, value in chain:
        if sign == "*":
            terms[-1] = (terms[-1][0], terms[-1][1] * value)
        else:
            terms.append((1 if sign == "+" else -1, value))
    return sum(sign * value for sign, value in terms)


@given(st.text(max_size=200) | st.text("0123456789.,+-*/^()=%$ x\n|", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    list(wrong_equations(text))
    wrong_totals(text)


def test_the_evaluator_has_limits() -> None:
    def power(base: int, exponent: int) -> list[Term]:
        return [Term("", exactly(base)), Term("^"), Term("", exactly(exponent))]

    assert evaluate(power(2, 10)) == exactly(1024)
    assert evaluate(power(2, 10_000)) is None
    deep = [Term("(")] * 50 + [Term("", exactly(1))] + [Term(")")] * 50
    assert evaluate(deep) is None
    assert evaluate([Term("", exactly(1)), Term("/"), Term("", exactly(0))]) is None
    assert evaluate([]) is None


@pytest.mark.parametrize(
    ("text", "point", "value"),
    [
        ("1,234.5", ".", "1234.5"),
        ("1.234,5", ",", "1234.5"),
        ("12,34", ".", None),
        ("007", ".", "7"),
    ],
)
def test_figures_are_read_by_one_convention(text: str, point: str, value: str | None) -> None:
    read = read_number(text, point)
    if value is None:
        assert read is None
    else:
        assert read is not None
        assert read[0].low <= Fraction(value) <= read[0].high


@pytest.mark.parametrize(
    "text",
    [
        "- Rent: $900\n- Food: $300\n- Total: $1,200",
        "| Item | Cost |\n|---|---|\n| A | 12.50 |\n| B | 7.50 |\n| **Total** | **20.00** |",
        "1. Rent - $900\n2. Food - $300\n\n**Total: $1,200**",
        "- a 30%\n- b 20%\nTotal: 60",
        "- Miete 1.200 €\n- Strom 80 €\nSumme: 1.280 €",
        "- Gross: $100\n- Discount: -$20\nTotal: $80",
        "- one\n- two\nTotal: 7",
        "- 5\n- 6\nSubtotal: 11\n- 4\nTotal: 15",
        "- 5\n- 6\n\nSome words between.\n\nTotal: 15",
    ],
)
def test_totals_that_add_up_or_cannot_be_told_pass(text: str) -> None:
    assert wrong_totals(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "- Rent: $900\n- Food: $300\n- Total: $1,300",
        "| Item | Cost |\n|---|---|\n| A | 12.50 |\n| B | 7.50 |\n| **Total** | **21.00** |",
        "- 苹果:12\n- 梨:8\n合计:21",
        "- Miete 1.200 €\n- Strom 80 €\nSumme: 1.290 €",
        "- Gross: $100\n- Discount: -$20\nTotal: $120",
    ],
)
def test_totals_that_do_not_add_up_are_found(text: str) -> None:
    assert len(wrong_totals(text)) == 1
