"""Bytes to text: what the file says of itself, then strict UTF-8, then a guess.

Refuses to ask the detector first: it was wrong on 2 of 5 probes (field/documents.md 1.6).
"""

from __future__ import annotations

import codecs
from collections import Counter

SAMPLE = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN = frozenset({7, 8, 9, 10, 12, 13, 27, 0x85})
#: One alphabet and its punctuation lie in so few rows of Unicode: upper bytes repeat.
_ALPHABETS, _SHARE = 3, 0.9
#: Stray control characters (a log's hole of zeros) that a file with a text's name may have.
_STRAY, _LENIENT = 0.01, 0.2


def decoded(data: bytes, *, cut: bool = False) -> str:
    """The text. `cut`: the end is missing, so the last character may be half."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name, cut=cut) or data.decode(name, "replace")
    wide = _wide(data)
    text = None if wide else _strict(data, "utf-8", cut=cut)
    return text if text is not None else data.decode(wide or _guessed(data[:SAMPLE]), "replace")


def looks_like_text(head: bytes, *, named: bool = False) -> bool:
    """Whether this is the beginning of text in some encoding. `named`: it has a text's name."""
    if any(head.startswith(mark) for mark, _ in _MARKS) or _wide(head):
        return True
    odd = sum(byte < 32 and byte not in _PLAIN for byte in head)
    if named:
        # A hole of zeros is forgiven; other signs of a machine are no text.
        return odd <= len(head) * _LENIENT and odd - head.count(0) <= len(head) * _STRAY
    return b"\x00" not in head and odd <= len(head) * _STRAY


def _strict(data: bytes, name: str, *, cut: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(data, final=not cut)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: zeros on one side only, and hardly anything else there."""
    head = data[:4096]
    for high, low, name in ((1, 0, "utf-16-le"), (0, 1, "utf-16-be")):
        side = head[high::2]
        common = sum(count for _, count in Counter(side).most_common(_ALPHABETS))
        if side.count(0) and not head[low::2].count(0) and common >= len(side) * _SHARE:
            text = _strict(head, name, cut=True)
            if text and not any(ord(char) < 32 and ord(char) not in _PLAIN for char in text):
                return name
    return ""


def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"
