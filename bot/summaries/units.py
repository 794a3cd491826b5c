"""What is to be summarised, as units that can be cited: each counted once, each with a name.

Refuses to read files and to shorten anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from bot.documents import Reading, Skipped
from bot.ports import TokenCounter
from bot.prompting import guarded
from bot.request import Noun, Unit

#: A line of the text itself that looks like the head of a unit; nobody may speak as another unit.
_HEAD = re.compile(r"^\[(?=u\d+\])", re.MULTILINE)


class Marked(Noun):
    """One unit: its source, its place inside that source, its tokens, where it stands in order."""

    number: int
    source: str
    label: str
    unit: Unit
    tokens: int

    @property
    def head(self) -> str:
        """Who or where, on one line of bounded length, as a model is shown it."""
        return " ".join(guarded(self.unit.place).split())[:200]

    @property
    def body(self) -> str:
        """The text as a model is shown it: it opens no fence and begins no other unit."""
        return _HEAD.sub("(", guarded(self.unit.text))


class Material:
    """All units in order, and what could not be read."""

    def __init__(self, marked: Sequence[Marked], skipped: Sequence[Skipped] = ()) -> None:
        self.marked = tuple(marked)
        self.skipped = tuple(skipped)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Names of sources that gave units, in order."""
        return tuple(dict.fromkeys(one.source for one in self.marked))

    @property
    def tokens(self) -> int:
        """Of all texts together."""
        return sum(one.tokens for one in self.marked)

    def of(self, source: str) -> tuple[Marked, ...]:
        """The units of one source."""
        return tuple(one for one in self.marked if one.source == source)

    def name_of(self, marked: Marked) -> str:
        """The shortest name of a unit that leaves no doubt about its source."""
        return marked.label if len(self.sources) < 2 else marked.unit.place

    def link_of(self, marked: Marked) -> str:
        """Where it can be opened: its own link, a page of a file, else the source's name."""
        if marked.unit.link:
            return marked.unit.link
        page = re.match(r"p\. (\d+)", marked.label)
        return f"{marked.source}#page={page.group(1)}" if page else marked.source

    @cached_property
    def is_thread(self) -> bool:
        """Whether messages are among it."""
        return any(one.unit.source == "thread" for one in self.marked)

    @cached_property
    def authors(self) -> frozenset[str]:
        """Everyone who wrote a message."""
        return frozenset(one.unit.author for one in self.marked if one.unit.author)


async def material(readings: Sequence[Reading], counter: TokenCounter) -> Material:
    """Units of text in the order of the readings. Pictures stay with the readings: see `skipped`.

    Units without text are not counted among those read.
    """
    places = list(_places(readings))
    counts = await counter.count_each([unit.text for _, unit in places]) if places else []
    marked = [
        Marked(
            number=number,
            source=reading.source,
            label=reading.label(unit) or reading.source,
            unit=unit,
            tokens=count,
        )
        for number, ((reading, unit), count) in enumerate(zip(places, counts, strict=True))
    ]
    return Material(marked, [one for reading in readings for one in reading.skipped])


def _places(readings: Sequence[Reading]) -> Iterator[tuple[Reading, Unit]]:
    for reading in readings:
        for unit in reading.units:
            if unit.text.strip():
                yield reading, unit
