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
    """At least one piece, each of at most `most` characters; nothing but white space at a seam is
    lost between them."""
    return list(_pieces(text, most))


def _pieces(text: str, most: int) -> Iterator[str]:
    start = 0
    while len(text) - start > most:
        end, following = _seam(text, start, start + most)
        yield text[start:end]
        start = following
    yield text[start:]


def _seam(text: str, start: int, most: int) -> tuple[int, int]:
    """Where the piece ends and where the next one begins."""
    least = start + int((most - start) * LEAST)
    for seam in _SEAMS:
        last = None
        for last in seam.finditer(text, least, most):
            pass
        if last is not None and last.end() > start:
            return last.start(), last.end()
    return most, most
