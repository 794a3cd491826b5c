"""Shares, intervals and costs as people read them.

Refuses to know in which table or plot they stand.
"""

from __future__ import annotations

from bot.evaluation.intervals import Rate
from bot.words import Words

NONE = "-"


def percent(value: float | None) -> str:
    """`41.3 %`; a dash where there is none."""
    return NONE if value is None else f"{value * 100:.1f} %"


def points(value: float) -> str:
    """`28.7`, with its sign where it is below 0: a difference of qualities in points."""
    return f"{value * 100:.1f}"


def ratio(value: float | None) -> str:
    """`0.574`; a dash where there is none."""
    return NONE if value is None else f"{value:.3f}"


def cost(value: float) -> str:
    """Three significant digits, in the unit of the file."""
    if value and abs(value) < 0.01:
        return f"{value:.2g}"
    return f"{value:,.2f}" if value < 1000 else f"{value:,.0f}"


def interval(rate: Rate, words: Words) -> str:
    """`95.0 % (91.9 to 96.9)`; says so where there are no rows."""
    if rate.share is None or rate.low is None or rate.high is None:
        return words.say("evaluate.no_rows")
    return words.say(
        "evaluate.rate",
        share=f"{rate.share * 100:.1f}",
        low=f"{rate.low * 100:.1f}",
        high=f"{rate.high * 100:.1f}",
    )
