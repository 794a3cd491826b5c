"""Bytes to text: what the file says of itself, then strict UTF-8, then a guess.

Refuses to ask the detector first: it was wrong on 2 of 5 probes (field/documents.md 1.6).
"""

from __future__ import annotations

import codecs

SAMPLE = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN = frozenset({7, 8, 9, 10, 12, 13, 27, 0x85})
#: Of the bytes of Latin text in UTF-16, about half are zero, all on one side.
_ZEROS = 0.3


def decoded(data: bytes, *, cut: bool = False) -> str:
    """The text. `cut`: the end is missing, so the last character may be half."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name, cut=cut) or data.decode(name, "replace")
    text = _strict(data, "utf-8", cut=cut)
    if text is not None and "\x00" not in text[:SAMPLE]:
        return text
    name = _wide(data) or _guessed(data[:SAMPLE])
    return data.decode(name, "replace")


def looks_like_text(head: bytes) -> bool:
    """Whether this is the beginning of text in some encoding."""
    if any(head.startswith(mark) for mark, _ in _MARKS) or _wide(head):
        return True
    odd = sum(byte < 32 and byte not in _PLAIN for byte in head)
    return b"\x00" not in head and odd <= len(head) // 100


def _strict(data: bytes, name: str, *, cut: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(data, final=not cut)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str:
    head = data[:4096]
    half = len(head) // 2
    if half < 2:
        return ""
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > _ZEROS and even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > _ZEROS and odd < 0.02 else ""


def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"
