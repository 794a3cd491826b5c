"""Word documents, streamed: paragraphs with their numbers, tables by rows, what hangs at the sides.

Refuses to build the document in memory, and to mix tracked changes with accepted text.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from adapters.documents.docx_numbers import Numbering
from adapters.documents.docx_text import Line, Story, lines
from adapters.documents.zips import checked
from bot.pieces import Gap, Piece, Task, Unreadable

_SIDES = (("header", "header"), ("footer", "footer"))
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))


class DocxReader:
    """The body first, then headers, footers, notes and comments."""

    kinds = ("docx",)

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """A piece a paragraph or table row; tracked changes marked in the text."""
        with checked(file, task.caps) as container:
            names = set(container.namelist())
            main = _main(names)
            folder = main.rpartition("/")[0]
            numbering = Numbering(
                _part(container, names, f"{folder}/numbering.xml"),
                _part(container, names, f"{folder}/styles.xml"),
            )
            story = Story(numbering)
            with container.open(main) as part:
                yield from _placed(lines(part, story))
            yield from _sides(container, names, folder)
            yield from _notes(container, names, folder, story)
            if story.pictures:
                yield Gap("pictures", "pictures", {"count": story.pictures})


def _main(names: Iterable[str]) -> str:
    found = [name for name in names if re.fullmatch(r"word/document\d*\.xml", name)]
    if not found:
        raise Unreadable("cut")
    return min(found)


def _part(container: zipfile.ZipFile, names: set[str], name: str) -> bytes:
    return container.read(name) if name in names else b""


def _placed(found: Iterable[Line]) -> Iterator[Piece]:
    paragraph = 0
    for line in found:
        if line.row:
            yield Piece(f"table {line.table} row {line.row}", line.text)
            continue
        paragraph += 1
        box = " (text box)" if line.box else ""
        yield Piece(f"¶ {paragraph}{box}", line.text)


def _sides(container: zipfile.ZipFile, names: set[str], folder: str) -> Iterator[Piece]:
    """Each header and footer once: first, even and ordinary pages often have the same."""
    said: set[str] = set()
    for stem, label in _SIDES:
        for name in sorted(names):
            if not re.fullmatch(rf"{re.escape(folder)}/{stem}\d*\.xml", name):
                continue
            with container.open(name) as part:
                text = "\n".join(line.text for line in lines(part, Story(Numbering())))
            if text and text not in said:
                said.add(text)
                yield Piece(label, text)


def _notes(
    container: zipfile.ZipFile, names: set[str], folder: str, body: Story
) -> Iterator[Piece]:
    for stem, label in _NOTES:
        name = f"{folder}/{stem}.xml"
        if name not in names:
            continue
        collected: dict[str, list[Line]] = {}
        with container.open(name) as part:
            for line in lines(part, Story(Numbering())):
                collected.setdefault(line.note, []).append(line)
        for note, found in collected.items():
            number = body.number_of(label, note)
            author = f" ({found[0].author})" if found[0].author else ""
            yield Piece(f"{label} {number}{author}", "\n".join(line.text for line in found))


READER = DocxReader()
