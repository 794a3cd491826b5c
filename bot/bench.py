"""What a benchmark found, as one shape.

Refuses to measure.
"""

from __future__ import annotations

from bot.request import Noun


class Row(Noun):
    """One figure. `bar` None: it only informs."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    holds: bool | None = None

    @staticmethod
    def below(name: str, value: float, unit: str, bar: float | None = None) -> Row:
        """A figure that should not exceed its bar."""
        holds = None if bar is None else value <= bar
        return Row(name=name, value=round(value, 4), unit=unit, bar=bar, holds=holds)

    @staticmethod
    def above(name: str, value: float, unit: str, bar: float) -> Row:
        """A figure that should reach its bar."""
        return Row(name=name, value=round(value, 4), unit=unit, bar=bar, holds=value >= bar)


class Bench(Noun):
    """The shape of `bench --json`."""

    machine: str
    date: str
    rows: tuple[Row, ...]
