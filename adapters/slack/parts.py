"""A long text in parts that each stand alone: cut where a reader would pause.

Refuses to change words. Code is closed and opened again around a cut, a table that is cut between
its rows shows its header again, a list is cut between its items where it can be.
"""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple

from bot.fences import Fences

#: Where lines may part, best first: sections, paragraphs, items of a list, lines, lines of one
#: thing that belongs together (a table, code, an indented item).
SECTION, PARAGRAPH, ITEM, LINE, INSIDE = range(5)
#: A seam is taken only where the part before it is at least that share of what fits.
_LEAST = {SECTION: 0.5, PARAGRAPH: 0.4, ITEM: 0.4, LINE: 0.5, INSIDE: 0.4}
_SENTENCE = re.compile(r"(?:[.!?…][\"')\]*_]*\s)|[。！？；][”’」』）】*_]*")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,9}[.)])\s")
#: The line under the head of a table.
RULE = re.compile(r"^\s{0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
#: What must not be separated from what stands before it: marks on a letter, joined pictures; and
#: what not from what follows.
_JOINED = re.compile(r"[\u0300-\u036f\u200d\ufe00-\ufe0f\u2060\U0001f3fb-\U0001f3ff]")
_UNENDED = re.compile(r"(?:&[a-z]{0,4}|\u200d)\Z")


class _Seam(NamedTuple):
    """A place to cut before: how good, what closes the part, what opens the next one."""

    at: int
    rank: int
    close: str = ""
    reopen: str = ""


def split(text: str, most: int) -> list[str]:
    """The text in parts of at most `most` characters (at least 200)."""
    parts: list[str] = []
    while len(text) > most:
        head, text = _cut(text, most)
        parts.append(head)
    return [*parts, text]


def beginning(text: str, most: int) -> str:
    """What of the text stands before the first seam within `most` characters."""
    return split(text, most)[0]


def _cut(text: str, most: int) -> tuple[str, str]:
    seams = _seams(text, most)
    seam = _best(seams, most) or _within_line(text, most, seams)
    head = text[: seam.at].rstrip() + seam.close
    rest = text[seam.at :].lstrip("\n")
    return head, seam.reopen + (rest if seam.reopen else _outdented(rest))


def _best(seams: list[_Seam], most: int) -> _Seam | None:
    """The last seam of the best kind that leaves a part of decent length."""
    for rank, least in _LEAST.items():
        for seam in reversed(seams):
            if seam.rank == rank and seam.at >= least * most:
                return seam
    return None


def _seams(text: str, most: int) -> list[_Seam]:
    """Every seam between lines whose part fits."""
    seams: list[_Seam] = []
    fences, table = Fences(), _Table()
    at, before, told = 0, "", ""
    for line in _lines(text[: most + 1]):
        close, reopen, rank = "", "", _rank(before, told, line)
        if fences.fence:
            close, reopen, rank = f"\n{fences.fence}", f"{fences.fence}{fences.told}\n", INSIDE
        elif table.goes_on(line):
            reopen, rank = table.head if len(table.head) < most // 4 else "", INSIDE
        if at and at + len(close) <= most and len(reopen) < most // 4:
            seams.append(_Seam(at, rank, close, reopen))
        table.read("" if fences.fence else line)
        fences.read(line.rstrip("\n"))
        at, before, told = at + len(line), line, line if line.strip() else told
    return seams


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _rank(before: str, told: str, line: str) -> int:
    """How good a place is before this line, outside code and tables; `told` is the last line above
    that says something."""
    if not line.strip() or told.startswith("#"):
        # The place after the blank line is better, and a heading stays with what it heads.
        return INSIDE
    if line.startswith("#"):
        return SECTION
    if line[0] in " \t":
        return INSIDE
    if _ITEM.match(line):
        return ITEM
    return LINE if before.strip() else PARAGRAPH


class _Table:
    """Reads lines; `head` are the two that a continued table must show again."""

    def __init__(self) -> None:
        self.head = ""
        self._last = ""

    def goes_on(self, line: str) -> bool:
        """Whether the line belongs to the table above it, its rule included."""
        return ("|" in line and bool(self.head)) or self._ruled(line)

    def _ruled(self, line: str) -> bool:
        return "|" in self._last and "-" in line and bool(RULE.match(line))

    def read(self, line: str) -> None:
        """Take in the next line."""
        if not self.head and self._ruled(line):
            self.head = self._last + line
        elif "|" not in line:
            self.head = ""
        self._last = line


def _within_line(text: str, most: int, seams: list[_Seam]) -> _Seam:
    """No lines to part: after a sentence, a word, or at the last character that fits."""
    fences = Fences()
    start = seams[-1].at if seams else 0
    for line in _lines(text[:start]):
        fences.read(line.rstrip("\n"))
    close = f"\n{fences.fence}" if fences.fence else ""
    reopen = f"{fences.fence}{fences.told}\n" if fences.fence else ""
    room, least = most - len(close), most // 2
    ends = [found.end() for found in _SENTENCE.finditer(text, least, room)]
    blank = max(text.rfind(" ", least, room), text.rfind("\n", least, room))
    at = ends[-1] if ends and not fences.fence else blank + 1 if blank >= least else room
    while at > least and (_JOINED.match(text, at) or _UNENDED.search(text, at - 5, at)):
        at -= 1
    return _Seam(at, INSIDE, close, reopen)


def _outdented(rest: str) -> str:
    """Lines that went on with an item that is cut now would read as code; they move to the left."""
    lines = rest.split("\n")
    count = next((n for n, line in enumerate(lines) if line and line[0] not in " \t"), len(lines))
    moved = textwrap.dedent("\n".join(lines[:count]))
    return "\n".join([moved, *lines[count:]]) if count else rest
