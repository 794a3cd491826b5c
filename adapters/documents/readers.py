"""The readers that come with the bot, as entry points: they pass the same door as plug-ins.

Refuses to import a parsing library: readers do that when they read, in the child process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint

from bot.plugins import DOCUMENTS, Plugin
from bot.ports import DocumentReader

BUILT_IN = tuple(
    EntryPoint(name, f"adapters.documents.{module}:READER", DOCUMENTS)
    for name, module in (
        ("pdf", "pdf"),
        ("word", "docx"),
        ("slides", "pptx"),
        ("sheets", "sheets"),
        ("delimited", "delimited"),
        ("html", "html"),
        ("text", "text"),
        ("mail", "mail"),
        ("pictures", "pictures"),
    )
)


def is_reader(part: object) -> DocumentReader:
    """The part, when it has the shape of a reader. Raises TypeError saying what it lacks."""
    kinds = getattr(part, "kinds", None)
    if not isinstance(kinds, tuple) or not kinds or not all(isinstance(k, str) for k in kinds):
        raise TypeError("a reader has `kinds`, a tuple of endings such as ('epub',)")
    if not callable(getattr(part, "read", None)):
        raise TypeError("a reader has a method `read(file, task)`")
    reader: DocumentReader = part  # type: ignore[assignment]
    return reader


def table(plugins: Sequence[Plugin[DocumentReader]]) -> Mapping[str, str]:
    """Kind -> where its reader is; whoever comes later (a plug-in) is preferred."""
    return {kind: plugin.where for plugin in plugins for kind in plugin.part.kinds}
