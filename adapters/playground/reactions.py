"""Reactions: by the app through `reactions.*`, by people through the page.

Refuses names that Slack refuses.
"""

from __future__ import annotations

import re

from adapters.playground.arguments import Json, SlackError, need
from adapters.playground.posting import Posting
from adapters.playground.workspace import Channel, Workspace

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


class Reactions:
    """Emoji under messages."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        self._workspace = workspace
        self._posting = posting

    def add(self, arguments: Json) -> Json:
        """reactions.add."""
        channel, message = self._meant(arguments)
        self.put(channel, message, self._workspace.bot_user_id, str(arguments["name"]))
        return {}

    def remove(self, arguments: Json) -> Json:
        """reactions.remove."""
        channel, message = self._meant(arguments)
        name, bot = str(arguments["name"]).strip(":"), self._workspace.bot_user_id
        for one in message.get("reactions") or []:
            if one["name"] == name and bot in one["users"]:
                one["users"].remove(bot)
                one["count"] -= 1
                message["reactions"] = [kept for kept in message["reactions"] if kept["count"]]
                self._workspace.announce("message", channel=channel.id, ts=message["ts"])
                return {}
        raise SlackError("no_reaction")

    def put(self, channel: Channel, message: Json, user: str, name: str) -> None:
        """Somebody reacts. Raises SlackError: already_reacted, invalid_name."""
        name = name.strip(":")
        if not _NAME.fullmatch(name):
            raise SlackError("invalid_name")
        reactions: list[Json] = message.setdefault("reactions", [])
        found = next((one for one in reactions if one["name"] == name), None)
        if found is None:
            found = {"name": name, "users": [], "count": 0}
            reactions.append(found)
        if user in found["users"]:
            raise SlackError("already_reacted")
        found["users"].append(user)
        found["count"] += 1
        self._workspace.announce("message", channel=channel.id, ts=message["ts"])

    def _meant(self, arguments: Json) -> tuple[Channel, Json]:
        need(arguments, "name", "channel", "timestamp")
        channel = self._posting.channel(arguments)
        found = self._workspace.message(channel, str(arguments["timestamp"]))
        if found is None:
            raise SlackError("message_not_found")
        return channel, found
