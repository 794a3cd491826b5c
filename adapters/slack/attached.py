"""The files that stand in a thread: fetched, read, and every part that could not be read named.

Refuses to parse: documents are read behind their own wall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from adapters.slack.files import SlackFiles
from bot.documents import Reading, Skipped
from bot.pieces import Unreadable
from bot.ports import Documents
from bot.request import Unit

#: So much text (bytes of UTF-8, about 75,000 tokens) of all files together stands beside a
#: question; the models at hand read 128,000 tokens, answer included (field/models.md).
ROOM = 300_000
#: A summary reads in parts, and so far more.
SUMMARY_ROOM = 4_000_000
Message = Mapping[str, Any]


class Attachments:
    """Reads what is attached to messages, for one workspace's bot."""

    def __init__(
        self, files: SlackFiles, documents: Documents, sees: Callable[[], bool] = lambda: False
    ) -> None:
        """`sees`: whether somebody looks at pictures; they come as units with an image then."""
        self._files = files
        self._documents = documents
        self._sees = sees

    async def read(
        self, messages: Iterable[Message], room: int = ROOM
    ) -> tuple[tuple[Unit, ...], tuple[Skipped, ...]]:
        """The units of every file of these messages, in order, and what was not read of them.

        A file that was shared twice is read once. Where the room ends no more files are fetched.
        """
        files = {str(file["id"]): file for one in messages for file in one.get("files") or []}
        units: list[Unit] = []
        skipped: list[Skipped] = []
        left = room
        for file in files.values():
            name = label(file)
            if left <= 0:
                skipped.append(_no_room(name, "", room))
                continue
            reading = await self._one(name, file)
            taken, beyond = _taken(reading, left, str(file.get("permalink") or ""))
            left = 0 if beyond else left - sum(map(_size, taken))
            units += taken
            skipped += reading.skipped
            if beyond:
                skipped.append(_no_room(reading.source, _span(reading, beyond), room))
        return tuple(units), tuple(skipped)

    async def readings(self, messages: Iterable[Message]) -> list[Reading]:
        """Each file of these messages by itself, whole, and what was not read of it."""
        files = {str(file["id"]): file for one in messages for file in one.get("files") or []}
        return [await self._one(label(file), file) for file in files.values()]

    async def _one(self, name: str, file: Message) -> Reading:
        try:
            content = await self._files.fetch(file)
        except Unreadable as error:
            gap = Skipped(source=name, reason=error.reason, values=error.values)
            return Reading(source=name, skipped=(gap,))
        with content:
            return await self._documents.read(name, content, sees=self._sees())


def _no_room(source: str, unit: str, room: int) -> Skipped:
    values: dict[str, str | int] = {"most": room}
    return Skipped(source=source, unit=unit, reason="room", values=values)


def label(file: Message) -> str:
    """What people call the file; one line without control and direction characters."""
    name = str(file.get("name") or file.get("title") or file.get("id") or "file")
    return "".join(sign for sign in name if sign.isprintable())[:200] or "file"


def _taken(reading: Reading, left: int, link: str) -> tuple[list[Unit], Sequence[Unit]]:
    """The units that fit, from the first on, and those that do not."""
    for number, unit in enumerate(reading.units):
        left -= _size(unit)
        if left < 0:
            return list(_named(reading, number, link)), reading.units[number:]
    return list(_named(reading, len(reading.units), link)), ()


def _named(reading: Reading, count: int, link: str) -> Iterable[Unit]:
    more = {"file": reading.source, "link": link}
    return (one.model_copy(update=more) for one in reading.units[:count])


def _size(unit: Unit) -> int:
    return len(unit.text.encode("utf-8", "surrogatepass"))


def _span(reading: Reading, units: Sequence[Unit]) -> str:
    first, last = reading.label(units[0]), reading.label(units[-1])
    return first if first == last else f"{first} … {last}"


def file_names(messages: Sequence[Mapping[str, Any]]) -> str:
    """The names of the files in these messages."""
    return " ".join(label(file) for one in messages for file in one.get("files") or [])
