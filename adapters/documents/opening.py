"""From bytes to pieces: find out what it is, let the reader of that kind read, bound the output.

Refuses to guess past the content: a name only decides between kinds of text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

from adapters.documents.cleaning import clean
from adapters.documents.sniffing import kind_of
from bot.pieces import Attached, Found, Gap, Piece, Task, Unreadable

if TYPE_CHECKING:
    from bot.ports import DocumentReader

DEPTH = 3


def pieces(file: BinaryIO, task: Task, readers: Mapping[str, str]) -> Iterator[Piece | Gap]:
    """Everything in it, attachments included, up to `task.caps`. Raises Unreadable."""
    left = task.caps.chars
    for one in _opened(file, task, readers, 0):
        if isinstance(one, Piece):
            text = clean(one.text)
            if len(text) > left:
                if text[:left].strip():
                    yield replace(one, text=text[:left])
                yield Gap(one.unit, "full", {"chars": task.caps.chars})
                return
            left -= len(text)
            if text or one.image:
                yield replace(one, text=text)
        else:
            yield one


def _opened(
    file: BinaryIO, task: Task, readers: Mapping[str, str], depth: int
) -> Iterator[Piece | Gap]:
    kind = kind_of(file, task.name, frozenset(readers), task.caps)
    if kind not in readers:
        raise Unreadable("unknown", kind=kind)
    reader = reader_at(readers[kind])
    said = False
    for one in _guarded(reader, file, replace(task, kind=kind)):
        said = True
        if isinstance(one, Attached):
            yield from _attachment(one, task, readers, depth + 1)
        else:
            yield one
    if not said:
        raise Unreadable("textless")


def _guarded(reader: DocumentReader, file: BinaryIO, task: Task) -> Iterator[Found]:
    """A reader's own failures become a reason; what it gave before stays."""
    try:
        yield from reader.read(file, task)
    except (Unreadable, MemoryError, BrokenPipeError):
        raise
    except Exception as error:
        raise Unreadable("damaged", kind=task.kind, problem=type(error).__name__) from error


def _attachment(
    one: Attached, task: Task, readers: Mapping[str, str], depth: int
) -> Iterator[Piece | Gap]:
    label = f"> {one.name}"
    if depth >= DEPTH:
        yield Gap(label, "nested")
        return
    inner = replace(task, name=one.name)
    try:
        for piece in _opened(io.BytesIO(one.content), inner, readers, depth):
            yield replace(piece, unit=f"{label} {piece.unit}".rstrip())
    except Unreadable as reason:
        yield Gap(label, reason.reason, reason.values)


def reader_at(where: str) -> DocumentReader:
    """The reader at "module:attribute"; importing it may load its libraries."""
    module, _, name = where.partition(":")
    found: DocumentReader = getattr(import_module(module), name)
    return found
