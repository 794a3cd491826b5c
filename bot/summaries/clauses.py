"""Which clause of a contract a quotation stands in, read off the headings before it.

Refuses to number anything itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from bot.summaries.language import lexicon
from bot.summaries.notes import Quoted
from bot.summaries.units import Material

_CLAUSE = re.compile(
    r"^[ \t#*]*(?P<clause>§+ ?\d+[a-z]?"
    r"|(?:Section|Article|Clause|Artikel|Cláusula|Artículo|Artigo|Ziffer)\s+(?:\d+(?:\.\d+)*|[IVXLC]+)"
    r"|第[一二三四五六七八九十百零\d]+[条條]"
    r"|\d{1,3}(?:\.\d{1,3})+(?=\.?\s)|\d{1,2}(?=[.)]\s+[A-Z\u00c0-\u00de\"\u201c]))"
    r"(?!\w)(?P<after>[.)]?\s*[^\W\d_]*)",
    re.M | re.I,
)
_PARAGRAPH = re.compile(r"^[ \t]*(?P<clause>\((?:\d{1,2}|[a-z])\))\s", re.M)


class Clauses:
    """Headings of each source, found once."""

    def __init__(self, material: Material) -> None:
        self._material = material

    @cached_property
    def _found(self) -> dict[str, list[tuple[int, int, str]]]:
        """By source: (unit, where in it, clause), in order."""
        found: dict[str, list[tuple[int, int, str]]] = {}
        for one in self._material.marked:
            if one.unit.source != "thread":
                here = found.setdefault(one.source, [])
                here += [(one.number, start, name) for start, name in _headings(one.unit.text)]
        return found

    def of(self, cite: Quoted) -> str:
        """The clause ("§ 2 (1)", "9.2"); "" where no heading tells."""
        marked = self._material.marked[cite.number]
        text = marked.unit.text
        at = text.find(cite.quote)
        if at < 0:
            return ""
        # A quotation that begins with its own number is of that clause.
        place, name = (cite.number, at), ""
        begun = (-1, -1)
        for number, start, clause in self._found.get(marked.source, ()):
            if (number, start) > place:
                break
            begun, name = (number, start), clause
        if not name:
            return ""
        since = begun[1] if begun[0] == cite.number else 0
        inner = [one["clause"] for one in _PARAGRAPH.finditer(text, since) if one.start() <= at]
        return f"{name} {inner[-1]}" if inner else name


def _headings(text: str) -> Iterator[tuple[int, str]]:
    for found in _CLAUSE.finditer(text):
        after = found["after"].strip(" .)\n\t").casefold()
        # "1. Januar 2027" at the start of a line is a day.
        if not (found["clause"].isdigit() and after in lexicon().months):
            yield found.start(), " ".join(found["clause"].split())
