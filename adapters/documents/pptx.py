"""Presentations: one piece a slide: its text in order, tables, charts, and the speaker's notes.

Refuses to read pictures; slides that have nothing else are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from adapters.documents.zips import checked
from bot.pieces import Gap, Piece, Task, ranges

#: A group inside a group inside …: deeper than anyone draws.
DEPTH = 20


class PptxReader:
    """Slides in their order, hidden ones said to be so."""

    kinds = ("pptx",)

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """A piece a slide, then the slides without text."""
        from pptx import Presentation

        with checked(file, task.caps):
            pass
        file.seek(0)
        slides = Presentation(file).slides
        textless: list[int] = []
        damaged: list[int] = []
        for number, slide in enumerate(slides, 1):
            if number > task.caps.pages:
                break
            try:
                text = "\n".join(line for line in _slide(slide) if line.strip())
            except (KeyError, ValueError, AttributeError, TypeError):
                damaged.append(number)
                continue
            if text:
                hidden = " (hidden)" if slide.element.get("show") in ("0", "false") else ""
                yield Piece(f"slide {number}{hidden}", text)
            else:
                textless.append(number)
        if textless:
            values = {"count": len(textless), "total": len(slides)}
            yield Gap(f"slide {ranges(textless)}", "textless_slides", values)
        if damaged:
            yield Gap(f"slide {ranges(damaged)}", "damaged_pages")
        if len(slides) > task.caps.pages:
            values = {"most": task.caps.pages, "total": len(slides)}
            rest = range(task.caps.pages + 1, len(slides) + 1)
            yield Gap(f"slide {ranges(rest)}", "too_many_pages", values)


def _slide(slide: Any) -> Iterator[str]:
    yield from _shapes(slide.shapes, 0)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = slide.notes_slide.notes_text_frame.text.strip()
        if notes:
            yield f"Notes: {notes}"


def _shapes(shapes: Iterable[Any], depth: int) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < DEPTH:
            yield from _shapes(shape.shapes, depth + 1)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield " | ".join(" ".join(cell.text.split()) for cell in row.cells)
        elif getattr(shape, "has_chart", False):
            yield from _chart(shape.chart)
        elif getattr(shape, "has_text_frame", False):
            yield shape.text_frame.text


def _chart(chart: Any) -> Iterator[str]:
    if chart.has_title and chart.chart_title.has_text_frame:
        yield f"Chart: {chart.chart_title.text_frame.text}"
    for plot in chart.plots:
        names = [str(name) for name in plot.categories]
        for series in plot.series:
            values = ["" if value is None else f"{value:g}" for value in series.values]
            pairs = zip(names, values, strict=False)
            told = " | ".join(f"{name} {value}" for name, value in pairs) or " | ".join(values)
            yield f"{series.name}: {told}"


READER = PptxReader()
