"""Text as every reader hands it on: one kind of line end, no invisible debris.

Refuses to change words.
"""

from __future__ import annotations

import re

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
#: PDFium writes U+FFFE where a word was hyphenated at a line's end (field/documents.md 1.2).
_DEBRIS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ufeff]")
_BLANK = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def clean(text: str) -> str:
    """Lines end in \\n, control characters and terminal colours are gone, edges are trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    if "\x1b" in text:
        text = _COLOURS.sub("", text)
    return _BLANK.sub("\n\n", _DEBRIS.sub("", text)).strip("\n ")
