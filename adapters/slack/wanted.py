"""What somebody wants summarized, as they say it: a link to a message, or a channel since when.

Refuses to read Slack and to know what the words for a time mean.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.request import Noun, Prose

_LINK = re.compile(
    r"https?://[^\s/|>]+/archives/(?P<channel>[CDG][A-Z0-9]+)/p(?P<whole>\d{10})(?P<part>\d{6})"
    r"(?:\?[^\s|>]*?thread_ts=(?P<root>\d{10}\.\d{6}))?"
)
_CHANNEL = re.compile(
    r"^\s*<#(?P<channel>[A-Z0-9]+)(?:\|(?P<name>[^>]*))?>(?P<rest>.*)$", re.DOTALL
)


#: A form as the first words of the command: `/summarize handover https://…`.
_FORM = re.compile(r"^\s*(catch.?up|handover|post.?mortem)\b:?\s*", re.IGNORECASE)
Shape = Literal["", "catch_up", "handover", "post_mortem"]
_SHAPES: dict[str, Shape] = {
    "catchup": "catch_up", "handover": "handover", "postmortem": "post_mortem",
}  # fmt: skip


class Source(Noun):
    """A thread (`root` is its first message) or what stands in a channel `since` then, in words;
    `shape` is the form in which it is wanted."""

    channel: str
    name: Prose = ""
    root: str = ""
    since: Prose = ""
    shape: Shape = ""


def source_in(text: str, here: str) -> Source | None:
    """What `text` names; words alone are a time in the channel `here`. None: nothing is said."""
    form = _FORM.match(text)
    shape: Shape = _SHAPES[re.sub(r"[^a-z]", "", form.group(1).lower())] if form else ""
    text = text[form.end() :] if form else text
    link = _LINK.search(text)
    if link:
        root = link["root"] or f"{link['whole']}.{link['part']}"
        return Source(channel=link["channel"], root=root, shape=shape)
    named = _CHANNEL.match(text)
    if named:
        since, name = named["rest"].strip(), named["name"] or ""
        return Source(channel=named["channel"], name=name, since=since, shape=shape)
    said = bool(text.strip() or form)
    return Source(channel=here, since=text.strip(), shape=shape) if said else None
