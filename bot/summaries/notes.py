"""A statement about the material with the words that bear it out; and how one is verified.

Refuses to keep what it cannot place: no quotation found, no note.
"""

from __future__ import annotations

from pydantic import Field

from bot.request import Noun, Prose


class Said(Noun):
    """What a model said, before anybody has looked it up. `cites`: (unit, quotation) as given;
    `notes`: numbers of notes that it rests on, where it was shown notes."""

    topic: str = ""
    text: Prose = ""
    cites: tuple[tuple[Prose, Prose], ...] = ()
    notes: tuple[int, ...] = ()
    owner: Prose = ""
    due: Prose = ""
    side: Prose = ""


class Quoted(Noun):
    """Words as they stand in a unit; `number` names the unit among the material's."""

    number: int
    quote: Prose


class Note(Noun):
    """One verified statement. `doubts`: figures and names of it that the cited units lack."""

    topic: str
    text: Prose
    cites: tuple[Quoted, ...] = ()
    owner: Prose = ""
    due: Prose = ""
    side: Prose = ""
    doubts: tuple[Prose, ...] = Field(default=())

    @property
    def place(self) -> int:
        """Where in the material it first stands."""
        return min((one.number for one in self.cites), default=1 << 30)
