"""What somebody wants summarized, as they say it: a link to a message, or a channel since when.

Refuses to read Slack and to know what the words for a time mean.
"""

from __future__ import annotations

import re

from bot.request import Noun, Prose

_LINK = re.compile(
    r"https?://[^\s/|>]+/archives/(?P<channel>[CDG][A-Z0-9]+)/p(?P<whole>\d{10})(?P<part>\d{6})"
    r"(?:\?[^\s|>]*?thread_ts=(?P<root>\d{10}\.\d{6}))?"
)
_CHANNEL = re.compile(
    r"^\s*<#(?P<channel>[A-Z0-9]+)(?:\|(?P<name>[^>]*))?>(?P<rest>.*)$", re.DOTALL
)


class Source(Noun):
    """A thread (`root` is its first message) or what stands in a channel `since` then, in words."""

    channel: str
    name: Prose = ""
    root: str = ""
    since: Prose = ""


def source_in(text: str, here: str) -> Source | None:
    """What `text` names; words alone are a time in the channel `here`. None: nothing is said."""
    link = _LINK.search(text)
    if link:
        root = link["root"] or f"{link['whole']}.{link['part']}"
        return Source(channel=link["channel"], root=root)
    named = _CHANNEL.match(text)
    if named:
        return Source(
            channel=named["channel"], name=named["name"] or "", since=named["rest"].strip()
        )
    return Source(channel=here, since=text.strip()) if text.strip() else None
