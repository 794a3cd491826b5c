"""Every sentence a person reads, by key and language; one folder of TOML files per language.

Refuses to know where a sentence is shown.
"""

from __future__ import annotations

import asyncio
import string
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from bot.errors import PromptError
from bot.words import figures
from bot.words.languages import ENGLISH


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of a language by dotted key; empty for a language that has no folder."""
    folder = files(__package__).joinpath(language)
    found: dict[str, str] = {}
    if not folder.is_dir():
        return found
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", found, file.name)
    return found


def _flatten(table: dict[str, object], prefix: str, found: dict[str, str], origin: str) -> None:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            _flatten(value, f"{key}.", found, origin)
        elif not isinstance(value, str) or key in found:
            raise PromptError(f"{origin}: {key} is not one sentence, or stands there twice")
        else:
            found[key] = value


def variables(sentence: str) -> frozenset[str]:
    """The names that a sentence wants filled in."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@cache
def _load(language: str) -> None:
    catalogue(language)
    figures.load(language)


class Words:
    """The catalogue in one language; a key that is missing there is said in English."""

    def __init__(self, language: str = ENGLISH) -> None:
        self.language = language

    def say(self, key: str, /, **values: str | int | float) -> str:
        """The sentence with its values; figures, `Dollars` and `Day` as the language has them.

        Raises PromptError: unknown key, or a value is missing.
        """
        sentence = catalogue(self.language).get(key, catalogue(ENGLISH).get(key))
        if sentence is None:
            raise PromptError(f"the catalogue has no sentence {key!r}")
        missing = variables(sentence) - values.keys()
        if missing:
            raise PromptError(f"{key!r} lacks {', '.join(sorted(missing))}")
        return sentence.format(**{name: self._shown(value) for name, value in values.items()})

    def counted(self, key: str, count: int, /, **values: str | int | float) -> str:
        """The form of the sentence for that many (`key.one`, `key.other`, by CLDR's categories),
        with `count` filled in. A category without a sentence of its own is said like `other`."""
        form = f"{key}.{figures.plural(count, self.language)}"
        known = form in catalogue(self.language) or form in catalogue(ENGLISH)
        return self.say(form if known else f"{key}.other", count=count, **values)

    def _shown(self, value: str | float) -> str:
        if isinstance(value, figures.Dollars):
            return self.say("figure.money", amount=self.number(value, 2))
        if isinstance(value, figures.Day):
            return figures.day_of_month(date.fromisoformat(value), self.language)
        return self.number(value) if isinstance(value, int) else str(value)

    def number(self, value: float, decimals: int = 0) -> str:
        """A figure with the language's separators."""
        return figures.number(value, self.language, decimals)

    def short_day(self, iso: str) -> str:
        """`1 Dec`."""
        return figures.day_of_month(date.fromisoformat(iso), self.language, short=True)

    def listed(self, items: Iterable[str]) -> str:
        """`a, b, c`, with the comma that the language puts into lists."""
        return self.say("figure.comma").join(items)

    def together(self, sentences: Iterable[str]) -> str:
        """One sentence after the other, apart as the language sets them."""
        return self.say("figure.between").join(sentences)

    def quoted(self, text: str) -> str:
        """In the language's quotation marks."""
        return self.say("figure.quoted", text=text)


async def prepared(language: str) -> Words:
    """Words whose sentences and figures were read from the disk beside the event loop."""
    await asyncio.to_thread(_load, language)
    return Words(language)
