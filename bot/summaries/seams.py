"""Cutting a text that is too long for one part: on token ends, at the most natural place near by.

Refuses to lose a character: the pieces together are the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from bot.ports import TokenCounter

#: The best place first: blank line, line, end of a sentence, clause, space.
_SEAMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n\s*\n",
        r"\n",
        r"[.!?]['\")\]]*\s+|[。！？]",
        r"[;:,，；、]\s*",
        r"\s+",
    )
)
#: Encoded at once: 1 MB as one string took 250 MB of memory (field/documents.md 7).
STRETCH = 100_000


async def cut(text: str, room: int, counter: TokenCounter) -> list[str]:
    """The text in pieces of at most `room` tokens each, counted in the text; none is empty."""
    pieces: list[str] = []
    for start in range(0, len(text), STRETCH):
        stretch = text[start : start + STRETCH]
        pieces += _pieces(stretch, await counter.ends(stretch), room)
    return pieces


def _pieces(text: str, ends: Sequence[int], room: int) -> list[str]:
    pieces: list[str] = []
    start = done = 0
    while len(ends) - done > room:
        limit = ends[done + room - 1]
        earliest = ends[done + room - 1 - room // 4]
        at = _seam(text, max(start + 1, earliest), max(start + 1, limit))
        pieces.append(text[start:at])
        start = at
        # Tokens that end at or before the cut are used up.
        done = max(bisect_right(ends, at), done + 1)
    rest = text[start:]
    return [*pieces, rest] if rest else pieces


def _seam(text: str, earliest: int, limit: int) -> int:
    """The last best seam that ends between the two places; the limit when there is none."""
    for pattern in _SEAMS:
        found = [match.end() for match in pattern.finditer(text, earliest, limit)]
        if found:
            return found[-1]
    return limit
