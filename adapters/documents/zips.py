"""Zip containers, looked at before any parser sees them: what they declare, what they hold.

Refuses to expand anything; limits from field/documents.md 1.5.
"""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from bot.pieces import Caps, Unreadable

MB = 1024 * 1024
#: Below this an honest file may have any ratio.
RATIO_FROM = 1 * MB
_ENCRYPTED = 0x1


def checked(file: BinaryIO, caps: Caps) -> zipfile.ZipFile:
    """The container, when what it declares is within the caps. Raises Unreadable."""
    try:
        container = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise Unreadable("cut") from error
    entries = container.infolist()
    if len(entries) > caps.zip_entries:
        raise Unreadable("entries", entries=len(entries), most=caps.zip_entries)
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > caps.zip_bytes:
        raise Unreadable("bomb", size=round(total / MB), most=round(caps.zip_bytes / MB))
    if total > RATIO_FROM and total > packed * caps.zip_ratio:
        raise Unreadable("ratio", ratio=round(total / max(packed, 1)), most=caps.zip_ratio)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable("password")
    return container
