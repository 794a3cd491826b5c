"""A channel's brief: what every question there may cite; a text and a few files, sealed for it.

Refuses to be read from any other channel: it opens under its own channel's scope alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from bot.errors import CommandRefused, SealError
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Noun, Prose, Request, Unit
from bot.rotating import dropped, kept
from bot.sealing import Sealer
from bot.words import Words

MOST_TEXT, MOST_FILES = 3_000, 5
#: Characters of all files together, about 6,000 tokens: beside it an ordinary question still is
#: short. What is longer would send every question of the channel to the reasoning tier.
MOST_IN_FILES = 24_000
TRIES = 5


class BriefFile(Noun):
    """A file of the brief, as it was read; units have places such as "refunds.pdf p. 2"."""

    name: Prose
    units: tuple[Unit, ...]

    @property
    def length(self) -> int:
        """Characters of text in it."""
        return sum(len(unit.text) for unit in self.units)


class Brief(Noun):
    """What operators have given a channel, the last change by whom and when."""

    version: Literal[1] = 1
    text: Prose = Field(default="", max_length=MOST_TEXT)
    files: tuple[BriefFile, ...] = Field(default=(), max_length=MOST_FILES)
    by: str = ""
    at: AwareDatetime | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.text and not self.files

    @property
    def in_files(self) -> int:
        """Characters of all files together."""
        return sum(file.length for file in self.files)

    def units(self) -> tuple[Unit, ...]:
        """All of it as context; a place says that it is from the brief."""
        found = [Unit(source="brief", place="brief", text=self.text)] if self.text else []
        for file in self.files:
            found += [
                unit.model_copy(
                    update={"source": "brief", "place": f"brief: {unit.place}", "file": file.name}
                )
                for unit in file.units
            ]
        return tuple(found)


class Briefs:
    """By channel. Raises StoreError; SealError when what is kept was sealed with a key that is
    gone, or written by another version."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    def _names(self, team: str, channel: str) -> list[str]:
        found = self._sealer.digests("brief", team, channel)
        return [self._space.brief(team, name) for name in found]

    async def _sealed(self, team: str, channel: str) -> bytes | None:
        names, of = self._names(team, channel), scope(team, channel)
        return await kept(self._store, self._sealer, names, of)

    async def of(self, team: str, channel: str) -> Brief:
        """The channel's brief; an empty one where there is none."""
        return self._opened(await self._sealed(team, channel), team, channel)

    def _opened(self, sealed: bytes | None, team: str, channel: str) -> Brief:
        if sealed is None:
            return Brief()
        try:
            return Brief.model_validate_json(self._sealer.open(sealed, scope(team, channel)))
        except ValidationError as error:
            raise SealError("the brief was written by another version") from error

    async def beside(self, request: Request) -> Request:
        """The question with its channel's brief in front of what else is read, as it is now.

        A brief that cannot be opened is named as not read.
        """
        place = request.place
        if not place.channel or place.kind in ("dm", "terminal"):
            return request
        others = tuple(unit for unit in request.context if unit.source != "brief")
        try:
            units = (await self.of(place.team, place.channel)).units()
        except SealError:
            gap = Words(request.language).say("commands.brief_closed")
            unread = tuple(dict.fromkeys((*request.unread, gap)))
            return request.model_copy(update={"context": others, "unread": unread})
        return request.model_copy(update={"context": (*units, *others)})

    async def change(self, team: str, channel: str, change: Callable[[Brief], Brief]) -> Brief:
        """The brief as `change` makes it of the one that is there; an empty one is forgotten."""
        names = self._names(team, channel)
        for _ in range(TRIES):
            before = await self._sealed(team, channel)
            brief = change(self._opened(before, team, channel))
            if brief.empty:
                await dropped(self._store, names)
                return brief
            after = self._sealer.seal(brief.model_dump_json().encode(), scope(team, channel))
            if await self._store.swap(names[0], before, after):
                return brief
        raise CommandRefused(said="commands.brief_busy")


def scope(team: str, channel: str) -> str:
    """Under which a brief is sealed."""
    return f"brief:C:{team}:{channel}"
