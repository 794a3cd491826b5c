"""The readers that are installed, behind the wall of a child process.

Refuses to read.
"""

from __future__ import annotations

from adapters.documents.contained import ContainedDocuments
from adapters.documents.readers import BUILT_IN, is_reader, table
from bot.errors import PluginError
from bot.plugins import DOCUMENTS, installed, load


def assembled() -> tuple[ContainedDocuments, tuple[PluginError, ...]]:
    """Reading files with everything that loaded, and what did not."""
    loaded = load(DOCUMENTS, BUILT_IN, installed(DOCUMENTS), is_reader)
    return ContainedDocuments(table(loaded.plugins)), loaded.failed
