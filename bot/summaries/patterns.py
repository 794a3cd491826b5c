"""Many words looked for at once: the listed patterns as one that fails fast.

Refuses to know what the words mean. A long text has tens of thousands of sentences and each is
looked at for every topic, so patterns are compiled in small letters (ignoring case costs four times
as much) with what begins at a word's edge under one edge, and plain sentences skip what only
Chinese and Japanese write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

_WIDE = re.compile(r"[\u3040-\u9fff\uff01-\uff5e]")
_EDGE = r"\b"


class Signs:
    """One pattern of many; texts are given in small letters."""

    def __init__(self, listed: Iterable[str]) -> None:
        every = [_small(one) for text in listed for one in _alternatives(text)]
        self._every = _one(every)
        self._plain = _one([one for one in every if not _WIDE.search(one)])

    def count(self, small: str, most: int) -> int:
        """How many of them stand in it, counted up to `most`."""
        pattern = self._plain if small.isascii() else self._every
        return sum(1 for _ in islice(pattern.finditer(small), most))


def _one(alternatives: Iterable[str]) -> re.Pattern[str]:
    listed = list(alternatives)
    edged = [one.removeprefix(_EDGE) for one in listed if one.startswith(_EDGE)]
    parts = [rf"\b(?:{'|'.join(edged)})"] if edged else []
    parts += [one for one in listed if not one.startswith(_EDGE)]
    return re.compile("|".join(parts) or r"(?!)")


def _alternatives(pattern: str) -> Iterator[str]:
    """What stands between the bars of the outermost level."""
    depth = start = 0
    for found in re.finditer(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]", pattern):
        sign = found.group()
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            yield pattern[start : found.start()]
            start = found.end()
    yield pattern[start:]


def _small(pattern: str) -> str:
    """In small letters, but for escapes: there a capital means the contrary."""
    return re.sub(r"(\\.)|([^\W\d_]+)", lambda one: one[1] or one[2].lower(), pattern)
