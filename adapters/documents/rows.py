"""Rows of a table as blocks of lines, each row with its number.

Refuses to know where rows come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.pieces import Gap, Piece

ROWS = 50
CHARS = 4_000


class Budget:
    """Cells that may still be read of a file."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    @property
    def told(self) -> dict[str, int]:
        """For the gap that says that it is used up."""
        return {"most": self.most}


def row_blocks(
    rows: Iterable[tuple[int, Sequence[str]]], label: str, budget: Budget
) -> Iterator[Piece | Gap]:
    """Pieces labelled `label` + "1-50"; blank rows are left out; over the budget a gap."""
    block: list[str] = []
    size = first = last = 0
    for number, row in rows:
        trimmed = list(row)
        while trimmed and not trimmed[-1].strip():
            trimmed.pop()
        if not trimmed:
            continue
        line = f"row {number}: " + " | ".join(" ".join(cell.split()) for cell in trimmed)
        budget.left -= len(trimmed)
        over = budget.left < 0
        if block and (len(block) >= ROWS or size + len(line) > CHARS or over):
            yield Piece(f"{label}{first}-{last}", "\n".join(block))
            block, size = [], 0
        if over:
            yield Gap(f"{label}{number} and after", "too_many_cells", budget.told)
            return
        if not block:
            first = number
        block.append(line)
        size += len(line)
        last = number
    if block:
        yield Piece(f"{label}{first}-{last}", "\n".join(block))
