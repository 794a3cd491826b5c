"""How large a rectangle the cells of each sheet span, found without making it.

Refuses to believe the declared dimension: it is optional and may lie.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

CHUNK = 1024 * 1024
#: Room for a cell's address that a chunk's end cuts in two.
OVERLAP = 64
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]{0,40}?\br="([A-Z]{1,3})(\d{1,7})"')


@dataclass
class Span:
    """From the first to the last row and column that hold something."""

    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0

    def take(self, row: int, column: int) -> None:
        """One more cell."""
        if not self.bottom:
            self.top, self.left = row, column
        self.top, self.left = min(self.top, row), min(self.left, column)
        self.bottom, self.right = max(self.bottom, row), max(self.right, column)

    @property
    def area(self) -> int:
        """Cells of the rectangle from the first row and column on, which is what is made."""
        return self.bottom * self.right

    @property
    def told(self) -> str:
        """As people write it: A1:C9."""
        return f"{_letters(self.left)}{self.top}:{_letters(self.right)}{self.bottom}"


def spans(container: zipfile.ZipFile, kind: str) -> dict[str, Span]:
    """Sheet name -> its span; sheets in a format without readable parts are left out."""
    names = set(container.namelist())
    found: dict[str, Span] = {}
    if kind == "xlsx" and "xl/workbook.xml" in names:
        for sheet, part in _sheets(container, names):
            if part in names:
                with container.open(part) as content:
                    found[sheet] = _span(content)
    elif kind == "ods" and "content.xml" in names:
        with container.open("content.xml") as content:
            found.update(_repeated(content))
    return found


def _sheets(container: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    from lxml.etree import XMLParser, fromstring

    def elements(name: str) -> Iterator[dict[str, str]]:
        parser = XMLParser(resolve_entities=False, no_network=True)
        for element in fromstring(container.read(name), parser).iter("{*}sheet", "{*}Relationship"):
            yield {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}

    relations = "xl/_rels/workbook.xml.rels"
    targets = {}
    if relations in names:
        targets = {one.get("Id", ""): one.get("Target", "") for one in elements(relations)}
    for sheet in elements("xl/workbook.xml"):
        target = targets.get(sheet.get("id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name", ""), part


def _span(content: IO[bytes]) -> Span:
    span = Span()
    rest = b""
    while chunk := content.read(CHUNK):
        text = rest + chunk
        for cell in _CELL.finditer(text):
            span.take(int(cell[2]), _column(cell[1]))
        rest = text[-OVERLAP:]
    return span


def _repeated(content: IO[bytes]) -> dict[str, Span]:
    """OpenDocument counts on: a cell or row stands for as many as it says it repeats."""
    from lxml.etree import iterparse

    found: dict[str, Span] = {}
    span, row, column, height = Span(), 0, 0, 1
    parts = iterparse(content, events=("start", "end"), resolve_entities=False, no_network=True)
    for event, element in parts:
        name = str(element.tag).rpartition("}")[2]
        told = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
        if event == "end":
            if name == "table-row":
                row += height
                element.clear()
        elif name == "table":
            span, row = found.setdefault(told.get("name", ""), Span()), 0
        elif name == "table-row":
            column, height = 0, _times(told, "rows")
        elif name in ("table-cell", "covered-table-cell"):
            column += _times(told, "columns")
            if "value-type" in told:
                span.take(row + height, column)
    return found


def _times(told: dict[str, str], what: str) -> int:
    times = told.get(f"number-{what}-repeated", "1")
    return int(times) if times.isdigit() and len(times) < 10 else 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(column: int) -> str:
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
