"""A message in words alone: what a notification shows, and what those hear who listen to Slack.

Refuses to shorten silently. It takes text that was made safe already and keeps it so: an address
that stood in code marks, and so was no link, keeps its marks.
"""

from __future__ import annotations

import re
from itertools import pairwise

from adapters.slack.neutral import unpinged
from adapters.slack.parts import RULE, beginning
from bot.fences import Fences

#: Slack takes that much `text` in every method; chat.update refuses more than 4,000
#: (docs.slack.dev/reference/methods/chat.update, `msg_too_long`).
MOST = 3_900
_ADDRESS = re.compile(r"://|www\.|mailto:", re.IGNORECASE)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(([^()\s]{1,2000})\)")
_MARKED = re.compile(
    r"(?<![\w*_~])(\*{1,3}|_{1,3}|~{1,2})(?=\S)([^\n]{1,2000}?)(?<=\S)\1(?![\w*_~])"
)
_STARS = re.compile(r"(\*{2,3})(?=\S)([^*\n]{1,2000}?)(?<=\S)\1")
_HEAD = re.compile(r"^\s{0,3}#{1,6}\s+|^\s{0,3}(?:>\s?)+")
_LINE = re.compile(r"^\s{0,3}([-*_])(?:\s*\1){2,}\s*$")


def spoken(text: str) -> str:
    """The text without mark-up; a table row by row, each value after what it is."""
    fences, table, said = Fences(), _Table(), list[str]()
    lines = [*text.split("\n"), ""]
    for line, after in pairwise(lines):
        inside = bool(fences.fence)
        fences.read(line)
        if inside or fences.fence:
            if inside and fences.fence:
                said.append(f"`{line.strip()}`" if _ADDRESS.search(line) else line)
        elif not _LINE.match(line):
            said += table.told(line, after)
    return unpinged("\n".join(said))


class _Table:
    """Reads lines of prose; those of a table are told cell by cell under their heads."""

    def __init__(self) -> None:
        self._head: list[str] = []

    def told(self, line: str, after: str) -> list[str]:
        """What the line says; `after` is the one below it."""
        if "|" not in line:
            self._head = []
            return [_words(line)]
        if RULE.match(line) and self._head:
            return []
        cells = _cells(line)
        if not self._head:
            self._head = cells if RULE.match(after) else []
            return ["; ".join(cells) if self._head else _words(line)]
        heads = [*self._head, *[""] * len(cells)]
        told = zip(heads, cells, strict=False)
        return ["; ".join(f"{head}: {cell}" if head else cell for head, cell in told)]


def message_text(body: str, *below: str) -> str:
    """The top-level `text`: the body in words, then what stands below it; of a long body the
    beginning, and that there is more."""
    under = "\n".join(("", *below)) if below else ""
    room = MOST - len(under)
    said = spoken(body)
    if len(said) > room:
        said = f"{beginning(said, max(room - 2, 200))} …"
    return said + under


def _cells(line: str) -> list[str]:
    return [_words(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _words(line: str) -> str:
    """One line of prose; spans of code stay aside until the rest is done."""
    pieces, end = [], 0
    for found in _SPAN.finditer(line):
        code = found.group() if _ADDRESS.search(found[2]) else found[2]
        pieces += [_unmarked(line[end : found.start()]), code]
        end = found.end()
    pieces.append(_unmarked(line[end:]))
    return _HEAD.sub("", "".join(pieces))


def _unmarked(text: str) -> str:
    text = _LINK.sub(lambda found: f"{found[1]} ({found[2]})", text)
    for _ in range(3):
        text = _STARS.sub(r"\2", _MARKED.sub(r"\2", text))
    return text
