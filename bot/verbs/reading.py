"""Files and a thread read for the terminal: units with their tokens, then what was left out.

Refuses to ask a model, and to print a terminal's control characters that a file may hold.
"""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.bootstrap.parts import documents, exported_thread, seats_of, token_counter
from bot.documents import Reading, Skipped, UnitLine
from bot.errors import PluginError
from bot.ports import Documents
from bot.settings import Settings
from bot.words import Words

#: A thread's export is text; more than this is a whole workspace's.
THREAD_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """Everything that was read, in the order in which it was named."""

    readings: tuple[Reading, ...]
    units: tuple[UnitLine, ...]
    failed: tuple[PluginError, ...]

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Of all sources."""
        return tuple(one for reading in self.readings for one in reading.skipped)


async def read_all(settings: Settings, files: Sequence[Path], thread: Path | None) -> Found:
    """The thread first, then each file. Raises SettingsError; what files do is in the result."""
    seats = seats_of(settings)
    sees = seats.fast.vision or seats.reasoning.vision
    readings, failed = await opened(files, thread, sees=sees)
    places = [(one, unit) for one in readings for unit in one.units]
    tokens = await token_counter().count_each([unit.text for _, unit in places]) if places else []
    units = tuple(
        UnitLine(source=one.source, unit=one.label(unit), tokens=count, text=unit.text)
        for (one, unit), count in zip(places, tokens, strict=True)
    )
    return Found(readings, units, failed)


async def opened(
    files: Sequence[Path], thread: Path | None, *, sees: bool
) -> tuple[tuple[Reading, ...], tuple[PluginError, ...]]:
    """The thread and each file as readings, and plug-ins that failed."""
    reader, failed = await asyncio.to_thread(documents)
    labels = _labels(files)
    readings = list(
        await asyncio.gather(
            *(_file(reader, path, label, sees) for path, label in zip(files, labels, strict=True))
        )
    )
    if thread is not None:
        readings.insert(0, await asyncio.to_thread(_thread, thread, {path.name for path in files}))
    return tuple(readings), failed


def _labels(files: Sequence[Path]) -> list[str]:
    """A file's own name, or as it was typed where two have the same."""
    names = [path.name or str(path) for path in files]
    return [
        str(path) if names.count(name) > 1 else name
        for path, name in zip(files, names, strict=True)
    ]


async def _file(reader: Documents, path: Path, label: str, sees: bool) -> Reading:
    opened = await asyncio.to_thread(_open, path)
    if isinstance(opened, str):
        return Reading(source=label, skipped=(Skipped(source=label, reason=opened),))
    try:
        return await reader.read(label, opened, sees=sees)
    finally:
        opened.close()


def _open(path: Path) -> BinaryIO | str:
    """The open file, or the reason why not. A pipe would wait for ever, hence no blocking."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except PermissionError:
        return "forbidden"
    except (OSError, ValueError):
        return "missing"
    kind = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(kind):
        os.close(descriptor)
        return "folder" if stat.S_ISDIR(kind) else "not_regular"
    return os.fdopen(descriptor, "rb")


def _thread(path: Path, named: set[str]) -> Reading:
    opened = _open(path)
    if isinstance(opened, str):
        return Reading(source=path.name, skipped=(Skipped(source=path.name, reason=opened),))
    with opened as file:
        reading, attached = exported_thread(path.name, file.read(THREAD_BYTES))
    missing = [
        Skipped(source=name, reason="not_exported") for name in attached if name not in named
    ]
    return reading.model_copy(update={"skipped": (*reading.skipped, *missing)})


def tell(found: Found, *, json: bool) -> None:
    """Units on stdout; what was skipped at the end, beside the JSON on stderr."""
    words = Words()
    for line in found.units:
        print(line.model_dump_json() if json else _in_words(line, words))
    ends = [one.told(words) for one in found.skipped]
    ends += [words.say(one.key, **one.values) for one in found.failed]
    if not json and found.units:
        print(
            words.say(
                "read.sum",
                units=f"{len(found.units):,}",
                sources=len({line.source for line in found.units}),
                tokens=f"{sum(line.tokens for line in found.units):,}",
            )
        )
    for sentence in ends:
        print(plain(sentence), file=sys.stderr if json else sys.stdout)


def _in_words(line: UnitLine, words: Words) -> str:
    head = words.say("read.unit", source=line.source, unit=line.unit, tokens=f"{line.tokens:,}")
    return f"{plain(head)}\n{plain(line.text) or words.say('read.image')}\n"


def plain(text: str) -> str:
    """The text without control characters and direction marks."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")
