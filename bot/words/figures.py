"""Numbers, plurals, days and hours as a language writes them, by the Unicode CLDR.

Refuses to know any sentence. Babel is loaded at the first figure that needs it.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from bot.words.languages import ENGLISH

if TYPE_CHECKING:
    from babel import Locale


class Dollars(float):
    """An amount that a sentence shows as money, in cents."""


class Day(str):
    """A day (ISO 8601) that a sentence shows as `1 December`."""

    __slots__ = ()


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language, sep="-")


def load(language: str) -> None:
    """Read what a language needs from the disk, so that no event loop does."""
    if language != ENGLISH:
        number(1.5, language, 1)
        day(date(2026, 11, 23), language)
    plural(1, language)


def number(value: float, language: str, decimals: int = 0) -> str:
    """With the language's separators, rounded to that many decimals: `41.300`, `0,0031`."""
    if language == ENGLISH:
        return f"{value:,.{decimals}f}"
    from babel.numbers import format_decimal

    places = "." + "0" * decimals if decimals else ""
    return format_decimal(round(value, decimals), f"#,##0{places}", _locale(language))


def plural(count: float, language: str) -> str:
    """CLDR's plural category: `one`, `many`, `other` …"""
    return str(_locale(language).plural_form(count))


def day(at: date, language: str) -> str:
    """`Mon 23 Nov`, for a day of these weeks."""
    from babel.dates import format_skeleton

    if language == ENGLISH:
        return f"{at:%a} {at.day} {at:%b}"
    return format_skeleton("MMMEd", datetime(at.year, at.month, at.day), locale=_locale(language))


def day_of_month(at: date, language: str, *, short: bool = False) -> str:
    """`1 December`; `1 Dec` where there is little room."""
    from babel.dates import format_skeleton

    if language == ENGLISH:
        return f"{at.day} {at:%b}" if short else f"{at.day} {at:%B}"
    skeleton = "MMMd" if short else "MMMMd"
    return format_skeleton(skeleton, datetime(at.year, at.month, at.day), locale=_locale(language))


def hour(at: datetime) -> str:
    """`00:00`; every one of our languages reads the clock of 24 hours."""
    return f"{at:%H:%M}"
