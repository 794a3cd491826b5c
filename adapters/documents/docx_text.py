"""One part of a Word document as lines of text, in one pass, forgetting what is behind.

Refuses to read `mc:Fallback`: it repeats what stands beside it (field/documents.md 1.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import IO, TYPE_CHECKING

from adapters.documents.docx_numbers import Numbering

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARKS = {"ins": "inserted", "moveTo": "inserted", "del": "deleted", "moveFrom": "deleted"}
_NOTES = {"footnote", "endnote", "comment"}
_TEXTS = {"t", "delText"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True)
class Line:
    """A paragraph or a table row. `note`, `author`: of the footnote or comment it is part of."""

    text: str
    table: int = 0
    row: int = 0
    box: bool = False
    note: str = ""
    author: str = ""


@dataclass
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    style: str = ""
    num: str = ""
    level: str = ""
    box: bool = False
    #: Where a tracked change began among the parts.
    changes: list[int] = field(default_factory=list)


@dataclass
class _Table:
    number: int
    rows: int = 0
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    mark: str = ""


class Story:
    """What is known half-way through a part."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.pictures = 0
        self.paragraphs: list[_Paragraph] = []
        self.tables: list[_Table] = []
        self.table_count = 0
        self.boxes = 0
        self.note = self.author = ""
        self.ready: list[Line] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def number_of(self, kind: str, note: str) -> int:
        """As Word shows it: in the order in which the text refers to them."""
        counted = sum(1 for known, _ in self._numbers if known == kind)
        return self._numbers.setdefault((kind, note), counted + 1)

    def add(self, text: str) -> None:
        """To the paragraph that is open."""
        if self.paragraphs and text:
            self.paragraphs[-1].parts.append(text)

    def line(self, text: str, *, table: int = 0, row: int = 0, box: bool = False) -> None:
        """A line that is complete."""
        if text.strip():
            self.ready.append(Line(text.strip(), table, row, box, self.note, self.author))


def lines(part: IO[bytes], story: Story) -> Iterator[Line]:
    """Every line of the part. Raises lxml's XMLSyntaxError on what is not XML."""
    from lxml.etree import iterparse

    events = iterparse(
        part, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    )
    fallback = 0
    for event, element in events:
        name = _local(element.tag) if isinstance(element.tag, str) else ""
        if name == "Fallback":
            fallback += 1 if event == "start" else -1
        elif not fallback and name:
            (_start if event == "start" else _end)(name, element, story)
        if event == "end" and name in ("p", "tr", "Fallback"):
            _forget(element)
        if story.ready:
            yield from story.ready
            story.ready.clear()


@cache
def _local(tag: str) -> str:
    """The name without its namespace; of drawings (`a:t`, `a:p`) and the like nothing is text."""
    space, _, name = tag.rpartition("}")
    if "wordprocessingml" in space or "markup-compatibility" in space:
        return name
    if "officeDocument/2006/math" in space or "officeDocument/math" in space:
        return "t" if name == "t" else ""
    return "pic" if name == "pic" and "picture" in space else ""


def _value(element: _Element, name: str = "val") -> str:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _start(name: str, element: _Element, story: Story) -> None:
    if name == "p":
        story.paragraphs.append(_Paragraph(box=story.boxes > 0))
    elif name in _MARKS and story.paragraphs:
        story.paragraphs[-1].changes.append(len(story.paragraphs[-1].parts))
    elif name == "txbxContent":
        story.boxes += 1
    elif name == "tbl":
        story.table_count += 1
        story.tables.append(_Table(story.table_count))
    elif name == "tr" and story.tables:
        story.tables[-1].cells, story.tables[-1].mark = [], ""
    elif name == "tc" and story.tables:
        story.tables[-1].cell = []
    elif name in _NOTES:
        story.note, story.author = _value(element, "id"), _value(element, "author")


def _end(name: str, element: _Element, story: Story) -> None:
    paragraph = story.paragraphs[-1] if story.paragraphs else None
    if name in _TEXTS:
        story.add(element.text or "")
    elif name in _SIGNS:
        parent = element.getparent()
        if parent is not None and _local(str(parent.tag)) == "r":
            story.add(_SIGNS[name])
    elif name in _MARKS:
        _changed(name, element, story)
    elif name == "pStyle" and paragraph:
        paragraph.style = _value(element)
    elif name == "numId" and paragraph:
        paragraph.num = _value(element)
    elif name == "ilvl" and paragraph:
        paragraph.level = _value(element)
    elif name.endswith("Reference") and name.removesuffix("Reference") in _NOTES:
        kind = name.removesuffix("Reference")
        story.add(f"[{kind} {story.number_of(kind, _value(element, 'id'))}]")
    elif name in ("pic", "object"):
        story.pictures += 1
    elif name == "txbxContent":
        story.boxes -= 1
    elif name == "p" and paragraph:
        _paragraph_over(story.paragraphs.pop(), story)
    elif name in ("tc", "tr", "tbl") and story.tables:
        _table_over(name, story)
    elif name in _NOTES:
        story.note = story.author = ""


def _changed(name: str, element: _Element, story: Story) -> None:
    """`w:ins` and `w:del` around text; in a row's properties the whole row is meant."""
    parent = element.getparent()
    if story.tables and parent is not None and _local(str(parent.tag)) == "trPr":
        story.tables[-1].mark = f"[{_MARKS[name]} row] "
    if not story.paragraphs or not story.paragraphs[-1].changes:
        return
    paragraph = story.paragraphs[-1]
    start = paragraph.changes.pop()
    text = "".join(paragraph.parts[start:])
    del paragraph.parts[start:]
    if text.strip():
        # The mark hugs the words; spaces stay outside, where they part the words around it.
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        text = f"{before}[{_MARKS[name]}: {text.strip()}]{after}"
    if text:
        paragraph.parts.append(text)


def _paragraph_over(paragraph: _Paragraph, story: Story) -> None:
    text = "".join(paragraph.parts)
    number = story.numbering.next(paragraph.style, paragraph.num, paragraph.level)
    if number and text.strip():
        text = f"{number} {text.strip()}"
    if story.tables and not paragraph.box:
        story.tables[-1].cell.append(" ".join(text.split()))
    else:
        story.line(text, box=paragraph.box)


def _table_over(name: str, story: Story) -> None:
    table = story.tables[-1]
    if name == "tc":
        table.cells.append(" ".join(part for part in table.cell if part))
        table.cell = []
    elif name == "tr":
        table.rows += 1
        row = " | ".join(table.cells)
        if not any(table.cells):
            return
        if len(story.tables) > 1:
            story.tables[-2].cell.append(f"({row})")
        else:
            story.line(table.mark + row, table=table.number, row=table.rows)
    else:
        story.tables.pop()


def _forget(element: _Element) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
