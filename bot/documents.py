"""What was read of files and what was not: the result every reader's output becomes.

Refuses to read. Reasons are keys of the catalogue, said in the reader's language when shown.
"""

from __future__ import annotations

import re

from pydantic import Field

from bot.errors import PromptError
from bot.request import Noun, Prose, Unit
from bot.words import Words

#: How readers name a part that many files have.
_PARTS = (
    (re.compile(r"p\. ([\d, -]+)"), "page"),
    (re.compile(r"slide ([\d, -]+)"), "slide"),
    (re.compile(r"the rest()"), "rest"),
    (re.compile(r"pictures()"), "pictures"),
    (re.compile(r"attachments()"), "attachments"),
)


class Skipped(Noun):
    """A file, or a part of it (`unit`), that was not read. `reason` is a key of the catalogue."""

    source: Prose
    unit: Prose = ""
    reason: str
    values: dict[str, str | int] = Field(default_factory=dict)

    def because(self, words: Words) -> str:
        """The reason and the remedy, as a sentence."""
        try:
            return words.say(f"document.{self.reason}", **self.values)
        except PromptError:
            # A plug-in's reader gave a reason that we have no sentence for.
            return words.say("document.other", problem=self.reason)

    def told(self, words: Words) -> str:
        """One line: which file, which part, why, what to do."""
        key = "document.told.part" if self.unit else "document.told.file"
        if self.reason == "blind":
            key = "document.told.blind"
        unit = self.part(words)
        return words.say(key, source=self.source, unit=unit, reason=self.because(words))

    def part(self, words: Words) -> str:
        """Which part, as that language counts pages and slides; other names stay as they are."""
        for english, key in _PARTS:
            found = english.fullmatch(self.unit)
            if found:
                return words.say(f"document.part.{key}", numbers=found.group(1))
        return self.unit


class Reading(Noun):
    """One source: its units in order, and every part that is not among them."""

    source: Prose
    units: tuple[Unit, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def label(self, unit: Unit) -> str:
        """The place of a unit inside this source ("p. 2")."""
        return unit.place.removeprefix(self.source).strip()


class UnitLine(Noun):
    """A line of `read --json`."""

    source: str
    unit: str
    tokens: int
    text: str
