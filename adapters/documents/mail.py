"""Mails as files: head, words, and attachments, each of which is read in its turn.

Refuses to fetch what a mail links to.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from typing import BinaryIO, cast

from adapters.documents.html import page_pieces
from adapters.documents.text import blocks, split
from bot.pieces import Attached, Found, Gap, Piece, Task

_HEAD = ("From", "To", "Cc", "Date", "Subject")


class MailReader:
    """One message (RFC 5322)."""

    kinds = ("eml",)

    def read(self, file: BinaryIO, task: Task) -> Iterator[Found]:
        """Its head, its body (plain before html), then attachments."""
        message = email.message_from_binary_file(file, policy=email.policy.default)
        head = [f"{name}: {value}" for name in _HEAD for value in message.get_all(name, [])]
        if head:
            yield Piece("head", "\n".join(head))
        body = message.get_body(("plain", "html"))
        if body is not None:
            yield from _body(body)
        for count, part in enumerate(message.iter_attachments(), 1):
            if count > task.caps.attachments:
                yield Gap("attachments", "too_many_attachments", {"most": task.caps.attachments})
                return
            yield _attached(part, count)


def _body(body: MIMEPart) -> Iterator[Piece]:
    try:
        text = str(body.get_content())
    except (LookupError, ValueError):
        # A charset that nobody knows.
        raw = body.get_payload(decode=True)
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    if body.get_content_type() == "text/html":
        yield from page_pieces(text)
        return
    for first, lines in blocks(split(text)):
        yield Piece(f"lines {first}-{first + len(lines) - 1}", "\n".join(lines))


def _attached(part: MIMEPart, count: int) -> Attached:
    name = part.get_filename() or f"attachment {count}"
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        whole = inner[0] if isinstance(inner, list) and inner else part
        content = cast(EmailMessage, whole).as_bytes()
        return Attached(name if name.endswith(".eml") else f"{name}.eml", content)
    raw = part.get_payload(decode=True)
    return Attached(name, raw if isinstance(raw, bytes) else b"")


READER = MailReader()
