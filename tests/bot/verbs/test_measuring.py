"""Figures of a benchmark as lines."""

from __future__ import annotations

import pytest

from bot.bench import Row
from bot.verbs.measuring import row_line


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (Row.below("sign", 90_000, "ms", 500), "sign: 90,000 ms  (bar 500: MISSED)"),
        (Row.below("decide", 0.3764, "ms"), "decide: 0.376 ms"),
        (Row.above("once", 200, "of 200", 200), "once: 200 of 200  (bar 200: holds)"),
    ],
)
def test_a_figure_is_a_line_without_powers_of_ten(row: Row, line: str) -> None:
    assert row_line(row) == line
