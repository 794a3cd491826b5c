"""What a file is, by its first bytes and what it holds; by its name only among kinds of text.

Refuses to believe an ending: a PDF called plan.docx is a PDF.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Set
from typing import BinaryIO

from adapters.documents.decoding import looks_like_text
from adapters.documents.ole import ole_kind
from adapters.documents.zips import checked
from bot.pieces import Caps, Unreadable

HEAD = 8192
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
)
#: First bytes -> (reason, what it is), for what is never read.
_REFUSED = (
    (b"{\\rtf", "format", "RTF"),
    (b"\x1f\x8b", "archive", ""),
    (b"BZh", "archive", ""),
    (b"\xfd7zXZ\x00", "archive", ""),
    (b"7z\xbc\xaf\x27\x1c", "archive", ""),
    (b"Rar!\x1a\x07", "archive", ""),
    (b"\x28\xb5\x2f\xfd", "archive", ""),
    (b"ID3", "media", ""),
    (b"OggS", "media", ""),
    (b"fLaC", "media", ""),
    (b"\x1aE\xdf\xa3", "media", ""),
    (b"\xff\xfb", "media", ""),
    (b"\xff\xf3", "media", ""),
    (b"\x7fELF", "program", ""),
    (b"MZ", "program", ""),
    (b"\xca\xfe\xba\xbe", "program", ""),
    (b"BM", "picture", "BMP"),
    (b"II*\x00", "picture", "TIFF"),
    (b"MM\x00*", "picture", "TIFF"),
    (b"%!PS", "format", "PostScript"),
)
_PICTURES = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.text": "OpenDocument text",
    b"application/vnd.oasis.opendocument.presentation": "OpenDocument presentation",
    b"application/epub+zip": "EPUB",
}
TEXT_KINDS = {
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "md": "md",
    "markdown": "md",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "canvas": "html",
    "quip": "html",
    "json": "json",
    "jsonl": "json",
    "ndjson": "json",
    "eml": "eml",
    "log": "log",
    "txt": "txt",
}
BINARY = {"pdf", "docx", "pptx", "xlsx", "xls", "ods", "png", "jpg", "jpeg", "gif", "webp"}
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|div|h[1-6]|p|span|table|ul|ol|meta|"
    r"article|section)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)


def ending(name: str) -> str:
    """The ending of a name, lower case, without the dot."""
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def kind_of(file: BinaryIO, name: str, known: Set[str], caps: Caps) -> str:
    """The kind; `known` are those that somebody reads. Raises Unreadable with the reason."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head:
        raise Unreadable("empty")
    suffix = ending(name)
    if head.startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and _may_be_pdf(head, suffix)):
        return "pdf"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(file, suffix, known, caps)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return ole_kind(file)
    if suffix in known - BINARY - set(TEXT_KINDS.values()):
        # A plug-in's own kind; what it is has to be known by its name.
        return suffix
    if looks_like_text(head, named=suffix in TEXT_KINDS):
        if head.startswith(b"{\\rtf"):
            raise Unreadable("format", what="RTF")
        return _text_kind(head, suffix)
    raise _refusal(head, suffix)


def _may_be_pdf(head: bytes, suffix: str) -> bool:
    """Junk before the header is allowed within the first KB (PDF 1.7, appendix H, note 13); a text
    that speaks of PDF is none."""
    return suffix == "pdf" or not looks_like_text(head)


def _text_kind(head: bytes, suffix: str) -> str:
    if suffix in TEXT_KINDS:
        return TEXT_KINDS[suffix]
    return "html" if _HTML.match(head.decode("utf-8", "replace").lstrip("\ufeff")) else "txt"


def _refusal(head: bytes, suffix: str) -> Unreadable:
    for magic, reason, what in _REFUSED:
        if head.startswith(magic):
            return Unreadable(reason, **({"what": what} if what else {}))
    if head[4:8] == b"ftyp":
        picture = head[8:12] in _PICTURES
        return Unreadable("picture", what="HEIC") if picture else Unreadable("media")
    if head[:4] == b"RIFF":
        return Unreadable("media")
    if head[257:262] == b"ustar":
        return Unreadable("archive")
    if suffix in BINARY:
        return Unreadable("pretends", kind=suffix)
    return Unreadable("unknown", kind=suffix or "no ending")


def _zip_kind(file: BinaryIO, suffix: str, known: Set[str], caps: Caps) -> str:
    with checked(file, caps) as container:
        names = set(container.namelist())
        declared = _mimetype(container, names)
    if declared in _OPEN_DOCUMENT:
        found = _OPEN_DOCUMENT[declared]
        if found in known or found.lower() in known:
            return found.lower()
        raise Unreadable("format", what=found)
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx")):
            if any(name.startswith(folder) for name in names):
                return kind
    if suffix in known - BINARY:
        return suffix
    raise Unreadable("archive")


def _mimetype(container: zipfile.ZipFile, names: Set[str]) -> bytes:
    if "mimetype" not in names:
        return b""
    with container.open("mimetype") as member:
        return member.read(100).strip()
