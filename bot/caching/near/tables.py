"""What each language says in several ways: rewriting rules, words that carry nothing, synonyms.

Refuses to judge. The tables are data (`en.toml` and its sisters), read once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from bot.caching.near.endings import base_form
from bot.request import Noun

_AHEAD = re.compile(r" \(\?![^()]*\)$")
#: A word from here on is known with a letter doubled or not.
LONG = 7
LANGUAGES = ("en", "de", "es", "fr", "zh")


class Table(NamedTuple):
    """One language. `same` names one word for each group of synonyms, `forms` the dictionary form
    of words whose ending misleads."""

    known: frozenset[str]
    rules: tuple[tuple[re.Pattern[str], str], ...]
    drop: frozenset[str]
    weak: frozenset[str]
    links: frozenset[str]
    deny: frozenset[str]
    orderly: frozenset[str]
    once: frozenset[str]
    infinitive: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    past: frozenset[str]
    future: frozenset[str]
    relational: frozenset[str]
    same: Mapping[str, str]
    slipped: Mapping[str, str]
    forms: Mapping[str, str]
    not_typos: frozenset[str]


class _Written(Noun):
    """A table as it stands in its file: words apart by spaces, rules and groups a line each."""

    known: str
    rewrite: str
    drop: str
    weak: str = ""
    deny: str = ""
    orderly: str = ""
    once: str = ""
    infinitive: str = ""
    links: str
    person_first: str
    person_second: str
    past: str
    future: str
    relational: str
    same: str
    forms: str
    not_typos: str = ""


@cache
def table(language: str) -> Table:
    """The table of a language of `LANGUAGES`."""
    data = _Written.model_validate(tomllib.loads(_text(f"{language}.toml")))
    groups = list(_lines(data.same))

    def words(text: str) -> frozenset[str]:
        return frozenset(text.split())

    return Table(
        known=words(data.known),
        rules=tuple(_rules(data.rewrite, spaced=language != "zh")),
        drop=words(data.drop),
        weak=words(data.weak),
        links=words(data.links),
        deny=words(data.deny),
        orderly=words(data.orderly),
        once=words(data.once),
        infinitive=words(data.infinitive),
        first=words(data.person_first),
        second=words(data.person_second),
        past=words(data.past),
        future=words(data.future),
        relational=words(data.relational),
        same=dict(_same(groups, language)),
        slipped={single(w): group[0] for group in groups for w in group if len(w) >= LONG},
        forms={line[0]: line[1] for line in _lines(data.forms)},
        not_typos=words(data.not_typos),
    )


@cache
def numbers(language: str) -> Mapping[str, Mapping[str, int]]:
    """Number words of a language: `words`, `ordinals`, `times`."""
    found: Mapping[str, Mapping[str, int]] = tomllib.loads(_text("numbers.toml")).get(language, {})
    return found


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _lines(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()


def _same(groups: Sequence[Sequence[str]], language: str) -> Iterator[tuple[str, str]]:
    for group in groups:
        for word in group:
            yield base_form(word, language), group[0]
            yield word, group[0]


def single(word: str) -> str:
    """Doubled letters once."""
    return "".join(sign for place, sign in enumerate(word) if not place or word[place - 1] != sign)


def _rules(text: str, *, spaced: bool) -> Iterator[tuple[re.Pattern[str], str]]:
    """`^` and `$` mean the ends of a clause; between words a rule finds whole words only."""
    for line in text.splitlines():
        if "=>" not in line or line.startswith("#"):
            continue
        pattern, _, becomes = line.partition("=>")
        pattern = pattern.strip()
        first, last = pattern.startswith("^"), pattern.endswith("$")
        body = pattern.removeprefix("^").removesuffix("$")
        if spaced:
            # An elision (l', j') is followed by its word without a space.
            # A rule that looks ahead by itself says where it ends.
            guard = "" if _AHEAD.search(body) else r"(?:(?<=')|(?!\w))"
            body = rf"(?<![\w'])(?:{body}){guard}"
        start = r"(?:(?<=\| )|^)" if first else ""
        end = r"(?= \||$)" if last else ""
        becomes = f" {becomes.strip()} " if spaced else becomes.strip()
        yield re.compile(f"{start}{body}{end}"), becomes
