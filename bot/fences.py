"""Code fences in Markdown: which one is still open where a text ends, and what stands outside.

Refuses to render.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"^(?: {0,3})(`{3,20}|~{3,20})([^`\n]{0,40})")


class _Line(NamedTuple):
    text: str
    code: bool
    fence: str
    told: str


class Fences:
    """Reads lines one by one; `fence` is what is open after the last one, `told` what it says."""

    def __init__(self) -> None:
        self.fence = ""
        self.told = ""

    def read(self, line: str) -> None:
        """Take in the next line."""
        found = _FENCE.match(line)
        if found is None:
            return
        if not self.fence:
            self.fence, self.told = found.group(1), found.group(2).rstrip()
        elif found.group(1).startswith(self.fence) and not found.group(2).strip():
            self.fence, self.told = "", ""


def open_fence(text: str) -> tuple[str, str]:
    """The fence that is still open at the end, and what stands beside it ("python")."""
    last = ("", "")
    for line in _lines(text):
        last = (line.fence, line.told)
    return last


def outside_fences(text: str) -> str:
    """The text without its fenced blocks: what is said, not what is shown as code."""
    return "\n".join(line.text for line in _lines(text) if not line.code)


def fenced_blocks(text: str) -> list[str]:
    """What stands inside each fenced block, an open one included."""
    blocks: list[list[str]] = []
    inside = False
    for line in _lines(text):
        if line.code and not inside:
            blocks.append([])
        elif line.code and line.fence:
            blocks[-1].append(line.text)
        inside = bool(line.fence)
    return ["\n".join(block) for block in blocks]


def _lines(text: str) -> Iterator[_Line]:
    """Each line, whether it belongs to a fenced block, and the fence that is open after it."""
    fences = Fences()
    for line in text.split("\n"):
        before = fences.fence
        fences.read(line)
        yield _Line(line, bool(before or fences.fence), fences.fence, fences.told)
