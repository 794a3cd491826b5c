"""The question among the messages around it: there or taken back, with words in it or without.

Refuses to read Slack: the messages are handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.slack.attached import label
from bot.errors import RequestRefused
from bot.routing.marks import only_emoji

#: What the root of a thread leaves behind when it is deleted.
STONE = "tombstone"


def asked_in(messages: Sequence[dict[str, Any]], ts: str) -> dict[str, Any] | None:
    """The question among these messages, unless it was taken back."""
    found = (one for one in messages if one["ts"] == ts and one.get("subtype") != STONE)
    return next(found, None)


def something_asked(text: str, message: dict[str, Any] | None) -> None:
    """Raises RequestRefused with what is there instead of a question: a file, an emoji, nothing."""
    if only_emoji(text):
        raise RequestRefused(said="refused.only_emoji")
    if text:
        return
    names = [label(file) for file in (message or {}).get("files") or []]
    if names:
        raise RequestRefused(said="refused.only_files", files=", ".join(names))
    raise RequestRefused(said="refused.empty")
