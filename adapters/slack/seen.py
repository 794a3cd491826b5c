"""What a person has before them in Slack, out of the context that Slack sends along.

Refuses to read it. Shapes: docs.slack.dev/reference/events/app_context_changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack.wanted import Source
from bot.request import Person
from bot.routing.marks import read_marks
from bot.spans import in_zone, since, without
from bot.summaries.wanted import asked_for

CHANNEL, MESSAGE = "slack#/types/channel_id", "slack#/types/message_context"


def sight_in(context: Mapping[str, Any] | None) -> str:
    """Where to look, as kept by `bot.jobs.sights`: `C0123` or `C0123/1700000000.000100`; "" for
    nothing that we can read. Slack puts what matters most first."""
    for entity in (context or {}).get("entities") or ():
        value = entity.get("value")
        if entity.get("type") == CHANNEL and isinstance(value, str):
            return value
        if entity.get("type") == MESSAGE and isinstance(value, Mapping):
            return f"{value.get('channel_id')}/{value.get('message_ts')}"
    return ""


def meant(sight: str, text: str, asker: Person, now: Any) -> Source | None:
    """What a summary is wanted of, where `text` asks for one of what is before its writer."""
    text = read_marks(text).text
    if not sight or not asked_for(without(text)):
        return None
    channel, _, root = sight.partition("/")
    told = since(text, in_zone(now, asker.tz)) is not None
    return Source(channel=channel, root=root, since=text if told else "")
