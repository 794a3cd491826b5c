"""PDF by PDFium: one piece a page; pages without a text layer are pictures, or named.

Refuses to run outside a child process: PDFium is not thread-safe and aborts on hostile files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from adapters.documents.pictures import packed, recognised
from bot.pieces import Gap, Piece, Task, Unreadable, ranges

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

#: PDFium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY.
_LOCKED = (4, 5)


class PdfReader:
    """Pages in order."""

    kinds = ("pdf",)

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """A piece a page, then the gaps: pages without text, damaged pages, pages over the cap."""
        document = _opened(file)
        total, most = len(document), task.caps.pages
        textless: list[int] = []
        damaged: list[int] = []
        pictured = 0
        for number in range(1, min(total, most) + 1):
            try:
                page = document[number - 1]
            except Exception as error:  # noqa: BLE001 - PdfiumError; the type is loaded lazily
                _raise_if_ours(error)
                damaged.append(number)
                continue
            text = _text(page)
            if text.strip():
                yield Piece(f"p. {number}", text)
            elif pictured < task.caps.images and (seen := _seen(page, number, task)):
                pictured += 1
                yield seen
            else:
                textless.append(number)
            page.close()
        yield from _gaps(textless, damaged, total, most)


def _gaps(textless: list[int], damaged: list[int], total: int, most: int) -> Iterator[Gap]:
    if textless:
        values = {"count": f"{len(textless):,}", "total": f"{total:,}"}
        yield Gap(f"p. {ranges(textless)}", "no_text_layer", values)
    if damaged:
        yield Gap(f"p. {ranges(damaged)}", "damaged_pages")
    if total > most:
        values = {"most": f"{most:,}", "total": f"{total:,}"}
        yield Gap(f"p. {ranges(range(most + 1, total + 1))}", "too_many_pages", values)


def _opened(file: BinaryIO) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(file)
    except PdfiumError as error:
        if getattr(error, "err_code", None) in _LOCKED:
            raise Unreadable("password") from error
        raise Unreadable("cut") from error


def _text(page: PdfPage) -> str:
    textpage = page.get_textpage()
    try:
        return str(textpage.get_text_range())
    finally:
        textpage.close()


def _seen(page: PdfPage, number: int, task: Task) -> Piece | None:
    """The page as a picture for a model that sees, else its text by the extra `ocr`."""
    if not _has_objects(page):
        return None
    longest = max(page.get_size()) or 1.0
    image = page.render(scale=min(4.0, task.caps.image_side / longest)).to_pil()
    if task.sees:
        return Piece(f"p. {number}", "", packed(image, task.caps))
    text = recognised(image)
    return Piece(f"p. {number} (ocr)", text) if text else None


def _has_objects(page: PdfPage) -> bool:
    return any(True for _ in page.get_objects(max_depth=1))


def _raise_if_ours(error: Exception) -> None:
    if isinstance(error, (MemoryError, Unreadable)):
        raise error


READER = PdfReader()
