"""Written numbers and small sums of them, as ranges of what they may stand for.

Refuses to evaluate code: a parser of its own for + - * / ^ and brackets, with limits on size. A
figure with decimals may have been rounded, so it stands for a range; a whole number for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

NUMBER = r"\d+(?:[.,'\u2019\u00a0\u202f\u2009]\d+)*"
_BLANKS = str.maketrans(dict.fromkeys("'\u2019\u00a0\u202f\u2009", "_"))
_GROUPED = re.compile(r"\d{1,3}(?:_\d{3})+")
MOST_DIGITS, MOST_DEPTH, MOST_POWER = 24, 12, 64
_SAME = {"\u2212": "-", "\u2013": "-", "\u00d7": "*", "x": "*", "X": "*", "\u00b7": "*"}
_SAME |= {"\u22c5": "*", "\u00f7": "/", "**": "^"}


class Range(NamedTuple):
    """All values from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    def meets(self, other: Range) -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def wider(self, by: Fraction) -> Range:
        """The same with more room on either side."""
        return Range(self.low - by, self.high + by)

    def times(self, factor: Fraction) -> Range:
        """Every value times a factor that is not negative."""
        return Range(self.low * factor, self.high * factor)


def exactly(value: int) -> Range:
    """A range of one value."""
    return Range(Fraction(value), Fraction(value))


def read_number(text: str, point: str) -> tuple[Range, Fraction] | None:
    """(range, half of its last digit) for a figure in which `point` marks the decimals.

    None when it cannot be read that way: "1.234,5" with a point, "12,34" likewise.
    """
    comma = "," if point == "." else "."
    whole, _, decimals = text.translate(_BLANKS).replace(comma, "_").partition(point)
    if not (_GROUPED.fullmatch(whole) or whole.isdigit()) or (decimals and not decimals.isdigit()):
        return None
    if text.endswith(point) or len(text) > MOST_DIGITS:
        return None
    value = Fraction(int(whole.replace("_", "") + decimals), 10 ** len(decimals))
    half = Fraction(1, 2 * 10 ** len(decimals))
    return (Range(value, value).wider(half) if decimals else Range(value, value)), half


class Term(NamedTuple):
    """One token of an expression: a figure as read, an operator, or a bracket."""

    sign: str
    value: Range | None = None


def evaluate(terms: Sequence[Term]) -> Range | None:
    """What the expression may come to. None: no whole expression, or beyond the limits."""
    parser = _Parser(terms)
    try:
        value = parser.sum(0)
    except (_Unreadable, ZeroDivisionError):
        return None
    return value if parser.at == len(terms) else None


class _Unreadable(Exception):
    """Not an expression, or one beyond the limits."""


class _Parser:
    """Recursive descent; each method reads as much as it can from `at` on."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        self.at = 0

    def _next(self, signs: str) -> str:
        if self.at < len(self.terms) and self.terms[self.at].value is None:
            sign = _SAME.get(self.terms[self.at].sign, self.terms[self.at].sign)
            if sign in signs:
                self.at += 1
                return sign
        return ""

    def sum(self, depth: int) -> Range:
        value = self._product(depth)
        while sign := self._next("+-"):
            other = self._product(depth)
            low, high = (other.low, other.high) if sign == "+" else (-other.high, -other.low)
            value = Range(value.low + low, value.high + high)
        return value

    def _product(self, depth: int) -> Range:
        value = self._signed(depth)
        while sign := self._next("*/"):
            other = self._signed(depth)
            if sign == "/":
                if other.low <= 0 <= other.high:
                    raise ZeroDivisionError
                other = Range(1 / other.high, 1 / other.low)
            corners = [one * two for one in value for two in other]
            value = Range(min(corners), max(corners))
        return value

    def _signed(self, depth: int) -> Range:
        if self._next("-"):
            value = self._power(depth)
            return Range(-value.high, -value.low)
        return self._power(depth)

    def _power(self, depth: int) -> Range:
        base = self._single(depth)
        if not self._next("^"):
            return base
        exponent = self._single(depth)
        power = exponent.low
        if exponent.low != exponent.high or power.denominator != 1 or base.low < 0:
            raise _Unreadable
        if not 0 <= power <= MOST_POWER or base.high > 10**6:
            raise _Unreadable
        return Range(base.low**power.numerator, base.high**power.numerator)

    def _single(self, depth: int) -> Range:
        if self._next("("):
            if depth >= MOST_DEPTH:
                raise _Unreadable
            value = self.sum(depth + 1)
            if not self._next(")"):
                raise _Unreadable
            return value
        found = self.terms[self.at].value if self.at < len(self.terms) else None
        if found is None:
            raise _Unreadable
        self.at += 1
        return found
