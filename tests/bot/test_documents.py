"""What was not read is named in the reader's words, pages and slides included."""

from __future__ import annotations

import pytest

from bot.documents import Skipped
from bot.words import Words


@pytest.mark.parametrize(
    ("language", "unit", "said"),
    [
        ("en", "p. 3", "p. 3"),
        ("de", "p. 3-5, 9", "S.\u00a03-5, 9"),
        ("zh-Hans", "p. 3", "第 3 页"),
        ("ja", "slide 2", "スライド 2"),
        ("fr", "the rest", "le reste"),
        ("de", "Sheet1!A4 and after", "Sheet1!A4 and after"),
    ],
)
def test_a_part_is_named_as_its_language_counts(language: str, unit: str, said: str) -> None:
    skipped = Skipped(source="plan.pdf", unit=unit, reason="textless")
    assert skipped.part(Words(language)) == said
    assert said in skipped.told(Words(language))
