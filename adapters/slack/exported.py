"""A thread from a file: a list of messages as Slack exports them, made into units.

Refuses to ask Slack: names and times come from the messages alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.slack.gather import SKIPPED
from adapters.slack.saying import decoded, dicts, said
from bot.documents import Reading, Skipped
from bot.request import Unit

_GONE = frozenset({"message_deleted"})


def thread(name: str, content: bytes) -> tuple[Reading, tuple[str, ...]]:
    """The messages, oldest first, and the names of the files attached to them."""
    try:
        listed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return _refused(name, getattr(error, "lineno", 1), "not JSON"), ()
    if isinstance(listed, dict):
        # What conversations.replies answers is the same list in a wrapper.
        listed = listed.get("messages")
    if not isinstance(listed, list):
        return _refused(name, 1, "no list"), ()
    messages: dict[str, Mapping[str, Any]] = {}
    bad = 0
    for one in listed:
        at = _at(one)
        if at is None:
            bad += 1
        elif str(one.get("subtype")) not in SKIPPED | _GONE:
            messages[str(one["ts"])] = one
    ordered = sorted(messages.values(), key=lambda one: float(one["ts"]))
    names = _names(ordered)
    units = [unit for one in ordered if (unit := _unit(one, names, name))]
    files = [str(file.get("name") or file.get("title") or "file")
             for one in ordered for file in dicts(one.get("files"))]  # fmt: skip
    skipped: tuple[Skipped, ...] = ()
    if bad:
        skipped = (Skipped(source=name, reason="bad_message", values={"count": bad}),)
    if not units and not skipped:
        skipped = (Skipped(source=name, reason="textless"),)
    return Reading(source=name, units=tuple(units), skipped=skipped), tuple(files)


def _refused(name: str, line: int, problem: str) -> Reading:
    values: dict[str, str | int] = {"line": line, "problem": problem}
    return Reading(source=name, skipped=(Skipped(source=name, reason="not_thread", values=values),))


def _at(message: object) -> datetime | None:
    """When it was said; None when this is no message."""
    if not isinstance(message, dict):
        return None
    try:
        return datetime.fromtimestamp(float(str(message["ts"])), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def _names(messages: list[Mapping[str, Any]]) -> dict[str, str]:
    """User id -> name, of everyone who speaks: an export carries a profile with each message."""
    found: dict[str, str] = {}
    for one in messages:
        profile = one.get("user_profile")
        if isinstance(profile, dict) and one.get("user"):
            name = profile.get("display_name") or profile.get("real_name") or profile.get("name")
            if name:
                found[str(one["user"])] = str(name)
    return found


def _unit(message: Mapping[str, Any], names: Mapping[str, str], file: str) -> Unit | None:
    plain = {**message, "blocks": dicts(message.get("blocks"))}
    plain["attachments"] = dicts(message.get("attachments"))
    text = decoded(said(plain), names)
    at = _at(message)
    if not text or at is None:
        return None
    user = str(message.get("user") or "")
    profile = message.get("bot_profile")
    app = str(profile.get("name") or "") if isinstance(profile, dict) else ""
    author = names.get(user) or str(message.get("username") or "") or app or user or "app"
    place = f"{author}, {at:%Y-%m-%d %H:%M} UTC"
    # The export knows no workspace's address; the message's own id finds it in the file.
    link = str(message.get("permalink") or f"{file}#p{str(message['ts']).replace('.', '')}")
    return Unit(source="thread", place=place, text=text, author=author, link=link)
