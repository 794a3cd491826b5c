"""PDF by PDFium: one piece a page; pages without a text layer are pictures, or named.

Refuses to run outside a child process: PDFium is not thread-safe and aborts on hostile files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from adapters.documents.pictures import can_recognise, packed, recognised
from bot.pieces import Gap, Piece, Task, Unreadable, Values, ranges

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

#: PDFium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY.
_LOCKED = (4, 5)


class PdfReader:
    """Pages in order."""

    kinds = ("pdf",)

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """A piece a page, then the gaps: pages without text, damaged pages, pages over the cap."""
        from pypdfium2 import PdfiumError

        document = _opened(file)
        total, most = len(document), task.caps.pages
        left: dict[str, list[int]] = {}
        pictured = 0
        for number in range(1, min(total, most) + 1):
            try:
                page = document[number - 1]
            except PdfiumError:
                left.setdefault("damaged_pages", []).append(number)
                continue
            text = _text(page)
            if text.strip():
                yield Piece(f"p. {number}", text)
            elif not _has_objects(page):
                left.setdefault("blank_pages", []).append(number)
            elif not (task.sees or can_recognise()):
                left.setdefault("no_text_layer", []).append(number)
            elif pictured == task.caps.images:
                left.setdefault("too_many_scans", []).append(number)
            else:
                pictured += 1
                seen = _seen(page, number, task)
                if seen.text or seen.image:
                    yield seen
                else:
                    left.setdefault("no_letters", []).append(number)
            page.close()
        for reason, numbers in left.items():
            values: Values = {
                "count": len(numbers),
                "total": total,
                "most": task.caps.images,
            }
            yield Gap(f"p. {ranges(numbers)}", reason, values)
        if total > most:
            rest = f"p. {ranges(range(most + 1, total + 1))}"
            yield Gap(rest, "too_many_pages", {"most": most, "total": total})


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


def _seen(page: PdfPage, number: int, task: Task) -> Piece:
    """The page as a picture for a model that sees, else its text by the extra `ocr`."""
    longest = max(page.get_size()) or 1.0
    image = page.render(scale=min(4.0, task.caps.image_side / longest)).to_pil()
    if task.sees:
        return Piece(f"p. {number}", "", packed(image, task.caps))
    return Piece(f"p. {number} (ocr)", recognised(image))


def _has_objects(page: PdfPage) -> bool:
    return any(True for _ in page.get_objects(max_depth=1))


READER = PdfReader()
