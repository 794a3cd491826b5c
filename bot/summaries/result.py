"""A summary as a shape: sections of items, each item with the words in the text that bear it out.

Refuses to know how it was made and how it is shown. Printed as JSON it is `summarize --json`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.answer import Usage
from bot.decision import Decision
from bot.request import Noun, Prose

Kind = Literal["general", "contract", "incident", "paper", "support"]
#: Forms in which an incident or a support case is handed on.
Form = Literal["catch_up", "handover", "post_mortem", "reply"]


class Citation(Noun):
    """Words as they stand in a unit, the unit's name, and where it can be opened."""

    unit: Prose
    quote: Prose
    link: Prose = ""


class Item(Noun):
    """One statement. Without citations it is ours: what was looked for and not found, how it was
    made."""

    text: Prose
    citations: tuple[Citation, ...] = ()


class Section(Noun):
    """Items under a title, in the order of the text."""

    title: str
    items: tuple[Item, ...]


class Read(Noun):
    """One source: how many of its units were read, and their tokens."""

    source: Prose
    units: int
    tokens: int


class Unread(Noun):
    """What was not read: a source, or a part of it, and why, with the remedy."""

    source: Prose
    unit: Prose = ""
    reason: Prose


class Summary(Noun):
    """The shape of `summarize --json`."""

    decision: Decision
    kind: Kind
    sections: tuple[Section, ...]
    read: tuple[Read, ...]
    skipped: tuple[Unread, ...] = ()
    usage: Usage = Usage()
    seconds: float = Field(default=0.0, ge=0)
