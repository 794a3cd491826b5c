"""Spreadsheets: every sheet by rows, numbered as the sheet numbers them.

Refuses to let the library make a rectangle that a few stray cells blow up: spans are looked at
first, because it aborts the process otherwise (field/documents.md 1.5).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from adapters.documents.rows import Budget, row_blocks
from adapters.documents.sheet_spans import Span, spans
from adapters.documents.zips import checked
from bot.pieces import Gap, Piece, Task, Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


class SheetReader:
    """Blocks of rows, sheet by sheet."""

    kinds = ("xlsx", "xls", "ods")

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """Pieces "Budget!1-50"; what is over the caps is named by sheet."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        wide: dict[str, Span] = {}
        if task.kind != "xls":
            with checked(file, task.caps) as container:
                wide = spans(container, task.kind)
        file.seek(0)
        book = _opened(file)
        budget = Budget(task.caps.cells)
        for meta in book.sheets_metadata:
            span = wide.get(meta.name, Span())
            if meta.typ != SheetTypeEnum.WorkSheet:
                yield Gap(f"{meta.name}!", "no_cells")
            elif span.area > task.caps.span:
                yield Gap(f"{meta.name}!", "span", {"span": span.told})
            elif budget.left <= 0:
                yield Gap(f"{meta.name}!", "too_many_cells", budget.told)
            else:
                hidden = "" if meta.visible == SheetVisibleEnum.Visible else " (hidden)"
                sheet = book.get_sheet_by_name(meta.name)
                yield from row_blocks(_rows(sheet), f"{meta.name}{hidden}!", budget)


def _opened(file: BinaryIO) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise Unreadable("password") from error
    except CalamineError as error:
        raise Unreadable("cut") from error


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    # Rows come from the sheet's first on, columns from the first that is used.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, before + [_said(cell) for cell in row]


def _said(cell: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return f"{cell:%Y-%m-%d}" if midnight else f"{cell:%Y-%m-%d %H:%M:%S}"
    return str(cell)


READER = SheetReader()
