"""The old compound files (first bytes D0 CF 11 E0): which of them it is, by what it holds.

Refuses to read their content: only .xls has a reader; a password and .doc are named.
"""

from __future__ import annotations

from typing import BinaryIO

from bot.pieces import Unreadable

#: Directory entries are 128 bytes each, aligned; name first, its length at 64 ([MS-CFB] 2.6.1).
ENTRY = 128
CHUNK = 4 * 1024 * 1024
_STREAMS = {
    "EncryptedPackage": "password",
    "WordDocument": "Word (.doc)",
    "PowerPoint Document": "PowerPoint (.ppt)",
    "__properties_version1.0": "Outlook (.msg)",
    "Workbook": "xls",
    "Book": "xls",
}


def ole_kind(file: BinaryIO) -> str:
    """`xls`; everything else raises Unreadable with its name."""
    held = _held(file)
    file.seek(0)
    if "EncryptedPackage" in held:
        raise Unreadable("password")
    for stream, what in _STREAMS.items():
        if stream in held:
            if what == "xls":
                return what
            raise Unreadable("legacy", what=what)
    raise Unreadable("legacy", what="Office")


def _held(file: BinaryIO) -> set[str]:
    found: set[str] = set()
    file.seek(0)
    while chunk := file.read(CHUNK):
        for stream in _STREAMS:
            name = stream.encode("utf-16-le")
            length = (len(name) + 2).to_bytes(2, "little")
            at = chunk.find(name)
            while at >= 0:
                if at % ENTRY == 0 and chunk[at + 64 : at + 66] == length:
                    found.add(stream)
                    break
                at = chunk.find(name, at + 2)
    return found
