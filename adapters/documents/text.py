"""Plain text, Markdown, logs and JSON: blocks of lines, cut where the text itself pauses.

Refuses to interpret: the words stand as they were written, so that quotations match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from adapters.documents.decoding import decoded
from bot.pieces import Gap, Piece, Task

#: A place of so many lines is found at a glance; a paragraph may have twice as many.
LINES = 20
CHARS = 4_000
_ENDED = re.compile(r"[.!?:;。！？]['\")\]\u201d\u300d]*\s*$")
#: Bytes that hold `chars` characters in any encoding.
WIDTH = 4
_HEADING = re.compile(r"#{1,6}\s")


class TextReader:
    """Any text, by lines."""

    kinds = ("txt", "md", "log", "json")

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """Blocks of lines in order."""
        data, cut = bounded(file, task)
        text = decoded(data, cut=cut)
        for first, lines in blocks(split(text), headings=task.kind == "md"):
            last = first + len(lines) - 1
            label = f"lines {first}-{last}" if last > first else f"line {first}"
            yield Piece(label, "\n".join(lines))
        if cut:
            yield Gap("the rest", "full", {"chars": task.caps.chars})


def split(text: str) -> list[str]:
    """Lines as editors number them; `splitlines` knows ten more ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def bounded(file: BinaryIO, task: Task) -> tuple[bytes, bool]:
    """As many bytes as could matter, and whether there are more."""
    most = task.caps.chars * WIDTH
    data = file.read(most + 1)
    return data[:most], len(data) > most


def blocks(lines: Iterable[str], *, headings: bool = False) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, lines). Never blank; ends at a pause once half full."""
    block: list[str] = []
    size = first = 0
    for number, line in enumerate(lines, 1):
        heading = headings and bool(_HEADING.match(line))
        pause = not line.strip() and (len(block) >= LINES // 2 or size >= CHARS // 10)
        if block and (heading or pause or _full(block, size + len(line))):
            yield first, _ended(block)
            block, size = [], 0
        if not block:
            if not line.strip():
                continue
            first = number
        block.append(line)
        size += len(line)
    if block:
        yield first, _ended(block)


def _full(block: list[str], size: int) -> bool:
    """Whether the block ends here: at a sentence's end, where there is one in time."""
    whole = len(block) >= LINES and bool(_ENDED.search(block[-1]))
    return whole or len(block) >= 2 * LINES or size > CHARS


def _ended(block: list[str]) -> list[str]:
    """Without the blank lines at its end; its first line is not blank."""
    while not block[-1].strip():
        block.pop()
    return block


READER = TextReader()
