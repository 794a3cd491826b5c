"""Figures, plurals and days as each language writes them (Unicode CLDR)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.words import Words
from bot.words.figures import Dollars, day, hour, number, plural


@pytest.mark.parametrize(
    ("language", "whole", "broken"),
    [
        ("en", "41,300", "0.0031"),
        ("zh-Hans", "41,300", "0.0031"),
        ("zh-Hant", "41,300", "0.0031"),
        ("ja", "41,300", "0.0031"),
        ("es", "41.300", "0,0031"),
        ("de", "41.300", "0,0031"),
        ("pt", "41.300", "0,0031"),
        ("fr", "41\u202f300", "0,0031"),
    ],
)
def test_separators(language: str, whole: str, broken: str) -> None:
    assert number(41_300, language) == whole
    assert number(0.0031, language, 4) == broken


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["other", "one", "other"]),
        ("fr", ["one", "one", "other"]),
        ("pt", ["one", "one", "other"]),
        ("de", ["other", "one", "other"]),
        ("es", ["other", "one", "other"]),
        ("zh-Hans", ["other", "other", "other"]),
        ("ja", ["other", "other", "other"]),
    ],
)
def test_plural_forms(language: str, forms: list[str]) -> None:
    assert [plural(count, language) for count in (0, 1, 2)] == forms


def test_days() -> None:
    monday = date(2026, 11, 23)
    assert day(monday, "en") == "Mon 23 Nov"
    assert day(monday, "de") == "Mo., 23. Nov."
    assert day(monday, "zh-Hans") == "11月23日周一"
    assert day(monday, "ja") == "11月23日(月)"
    assert hour(datetime(2026, 11, 23, 0, 5, tzinfo=UTC)) == "00:05"


def test_whole_numbers_in_sentences_and_counted_ones() -> None:
    assert Words().counted("footer.files", 1) == " · 1 file"
    assert Words().counted("footer.files", 1200) == " · 1,200 files"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "That is 41,300 characters; I take up to 40,000 in one question."),
        ("de", "Das sind 41.300 Zeichen; ich nehme bis zu 40.000 pro Frage."),
        (
            "fr",
            "Cela fait 41\u202f300 caractères\u202f; j’en prends jusqu’à 40\u202f000 par question.",
        ),
    ],
)
def test_a_refusal_tells_its_figures_in_the_language_it_is_told_in(
    language: str, said: str
) -> None:
    told = Words(language).say("refused.too_long", length=41_300, limit=40_000)
    assert told.startswith(said)


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "$1,234.50"), ("de", "1.234,50\u00a0$"), ("pt", "US$\u00a01.234,50")],
)
def test_dollars_are_shown_as_money(language: str, shown: str) -> None:
    told = Words(language).say("refused.confirm", cost=Dollars(1234.5), minutes=3)
    assert shown in told
