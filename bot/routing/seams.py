"""A long text in pieces that begin and end where it has a seam: paragraph, line, sentence, word.

Refuses to leave anything out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: From which part of a piece on a seam is looked for.
LEAST = 0.4
#: From the best seam to the worst; Chinese and Japanese sentences need no space after them.
_SEAMS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])"),
    re.compile(r"(?<=[;:,])\s+|(?<=[；：，、])"),
    re.compile(r"\s+"),
)


def pieces(text: str, most: int) -> list[str]:
    """At least one piece, each of at most `most` characters; put together they are the text."""
    return list(_pieces(text, most))


def _pieces(text: str, most: int) -> Iterator[str]:
    start = 0
    while len(text) - start > most:
        end = _seam(text, start, start + most)
        yield text[start:end]
        start = end
    yield text[start:]


def _seam(text: str, start: int, most: int) -> int:
    """Where the next piece begins."""
    least = start + int((most - start) * LEAST)
    for seam in _SEAMS:
        ends = [found.end() for found in seam.finditer(text, least, most)]
        if ends and ends[-1] > start:
            return ends[-1]
    return most
