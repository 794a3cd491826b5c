"""Signs that a person is in danger, by phrases that need no trained model.

Refuses to guess: sure rather than many; whoever is not seen here is still read by the classifier.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from bot.decision import Floor
from bot.routing.text import Reading

#: A person in danger writes little; in a long paste the subject may be anything. There, only its
#: beginning and its end are looked at (characters).
SHORT, HEAD, TAIL = 1200, 400, 300
#: How far around a phrase a word may turn it into a figure of speech, a story or a machine.
AROUND = 80
LONGEST = 60
_ACCENTS = re.compile("[\u0300-\u036f]")
_NAME = re.compile(r"\{([a-z]+)\}")


class _Tongue(NamedTuple):
    """One language: what must be seen at all, and what says it."""

    seen: tuple[str, ...]
    says: re.Pattern[str]


def sign(reading: Reading) -> str:
    """The phrase that says so, in lower case and without accents; "" when none does."""
    text = reading.text
    if len(text) > SHORT:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).replace("ß", "ss")
    # NFD takes kana with marks apart, too.
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    for tongue in _tongues():
        if not any(stem in text for stem in tongue.seen):
            continue
        for found in tongue.says.finditer(text):
            around = text[max(0, found.start() - AROUND) : found.end() + AROUND]
            if not _unless().search(around):
                return found.group().strip()[:LONGEST]
    return ""


def danger_floors(reading: Reading) -> tuple[Floor, ...]:
    """The floor that a sign of danger sets; it holds whatever the policy switches off."""
    phrase = sign(reading)
    if not phrase:
        return ()
    return (Floor(name="safety", tier="reasoning", words=(phrase,), rule="danger"),)


@cache
def _tongues() -> tuple[_Tongue, ...]:
    return tuple(_tongue(table) for table in _data().values())


def _tongue(table: dict[str, str | list[str]]) -> _Tongue:
    pieces = {name: text for name, text in table.items() if isinstance(text, str)}

    def whole(pattern: str) -> str:
        return _NAME.sub(lambda found: pieces[found.group(1)], pattern)

    return _Tongue(
        seen=tuple(table["seen"]),
        says=re.compile("|".join(f"(?:{whole(one)})" for one in table["says"])),
    )


@cache
def _unless() -> re.Pattern[str]:
    return re.compile("|".join(one for table in _data().values() for one in table["unless"]))


@cache
def _data() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(files(__package__).joinpath("danger.toml").read_text("utf-8"))
