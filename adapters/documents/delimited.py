"""csv and tsv: rows with their numbers, in blocks.

Refuses to trust one delimiter: comma, semicolon, tab and bar are tried on the first lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from adapters.documents.decoding import decoded
from adapters.documents.rows import Budget, row_blocks
from adapters.documents.text import bounded
from bot.pieces import Gap, Piece, Task

SAMPLE = 16_384
FIELD = 1_000_000


class DelimitedReader:
    """Rows as lines "row 3: a | b"."""

    kinds = ("csv", "tsv")

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """Blocks of rows, up to the cap of cells."""
        data, cut = bounded(file, task)
        text = decoded(data, cut=cut)
        csv.field_size_limit(FIELD)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text, task.kind))
        yield from row_blocks(enumerate(rows, 1), "rows ", Budget(task.caps.cells))
        if cut:
            yield Gap("the rest", "full", {"chars": task.caps.chars})


def delimiter(text: str, kind: str) -> str:
    """The one that splits the first lines alike, most often; comma when none does."""
    if kind == "tsv":
        return "\t"
    lines = [line for line in text[:SAMPLE].splitlines()[:20] if line.strip()]
    best, score = ",", 0
    for mark in (",", ";", "\t", "|"):
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=mark)]
        least = min(counts, default=0)
        if least > score:
            best, score = mark, least
    return best


READER = DelimitedReader()
