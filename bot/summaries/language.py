"""Words by which numbers and dates are known, read once from `language.toml`.

Refuses to judge what they are used for.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

_MAGNITUDES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


@dataclass(frozen=True)
class Lexicon:
    """Lower-case words, all languages together."""

    magnitudes: dict[str, Decimal]
    number_words: dict[str, Decimal]
    months: dict[str, int]
    date_patterns: tuple[re.Pattern[str], ...]


@cache
def lexicon() -> Lexicon:
    """The one in force."""
    data = tomllib.loads(files(__package__).joinpath("language.toml").read_text("utf-8"))
    months = {word: int(number) for number, words in data["months"].items() for word in words}
    named = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    month = rf"(?P<month>{named})\.?"
    of = r"(?:\s+(?:of|de|del|do|d'))?"
    patterns = (
        rf"(?<![\w.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?{of}\s+{month}{of},?\s+(?P<year>\d{{4}})",
        rf"\b{month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
    return Lexicon(
        magnitudes={
            word: Decimal(_MAGNITUDES[name])
            for name, words in data["magnitudes"].items()
            for word in words
        },
        number_words={
            word: Decimal(number)
            for number, words in data["number_words"].items()
            for word in words
        },
        months=months,
        date_patterns=tuple(re.compile(one, re.IGNORECASE) for one in patterns),
    )
