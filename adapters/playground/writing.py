"""What people write in the workspace, change and take back; the app hears of it as from Slack.

Refuses to know how it reaches the app; `delivery` does.
"""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any

from adapters.playground.delivery import Outlet
from adapters.playground.workspace import Channel, Json, User, Workspace

_MENTION = re.compile(r"```.*?```|`[^`\n]+`|(?<![\w<])@([\w-]+)", re.DOTALL)
_CHANNEL = re.compile(r"```.*?```|`[^`\n]+`|(?<![\w<&/])#([\w-]+)", re.DOTALL)


class Writing:
    """Messages of people."""

    def __init__(self, workspace: Workspace, delivery: Outlet) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self.subscriptions: frozenset[str] = frozenset()

    def write(
        self, channel: Channel, user: User, text: str, thread_ts: str = "", files: Any = ()
    ) -> Json:
        """A person's message; the app hears of it as Slack would tell it."""
        text = self._mentions(text)
        ts = self._workspace.new_ts()
        message: Json = {
            "type": "message",
            "user": user.id,
            "text": text,
            "ts": ts,
            "team": self._workspace.team_id,
            "client_msg_id": str(uuid.uuid4()),
            "blocks": [_rich(text)],
        }
        if thread_ts:
            message["thread_ts"] = thread_ts
        if files:
            message["files"] = [
                self._workspace.add_file(
                    str(item["name"]), base64.b64decode(str(item["content_base64"])), user.id
                )
                for item in files
            ]
            message["subtype"] = "file_share"
        self._workspace.post(channel, message)
        self._tell(channel, message)
        return message

    def _mentions(self, text: str) -> str:
        """Names become references, but not in code: as Slack's own composer does it."""

        def tag(found: re.Match[str]) -> str:
            user = self._workspace.find_user(found.group(1) or "")
            return f"<@{user.id}>" if user else found.group()

        return _CHANNEL.sub(self._channel_tag, _MENTION.sub(tag, text))

    def _channel_tag(self, found: re.Match[str]) -> str:
        channel = self._workspace.find_channel(found.group(1) or "")
        return f"<#{channel.id}|{channel.name}>" if channel else found.group()

    def _tell(self, channel: Channel, message: Json) -> None:
        event = self._event(channel, message)
        if self._hears(channel):
            self._delivery.event(event)
        self._call(channel, event)

    def _event(self, channel: Channel, message: Json) -> Json:
        sight = self._workspace.sights.get(str(message.get("user"))) if channel.is_im else None
        return {
            **message,
            "channel": channel.id,
            "channel_type": channel.channel_type,
            "event_ts": message["ts"],
            **({} if sight is None else {"app_context": sight}),
        }

    def _hears(self, channel: Channel) -> bool:
        """Whether messages of this channel are delivered to the app."""
        kind = {"im": "message.im", "group": "message.groups"}.get(
            channel.channel_type, "message.channels"
        )
        return self._workspace.bot_user_id in channel.members and kind in self.subscriptions

    def _call(self, channel: Channel, event: Json) -> None:
        """An `app_mention`, where the app is mentioned; again when the message is edited. Slack
        often leaves the files out of it, and so it is here always."""
        bot = self._workspace.bot_user_id
        wanted = "app_mention" in self.subscriptions and bot in channel.members
        if wanted and not channel.is_im and f"<@{bot}>" in event["text"]:
            bare = {name: value for name, value in event.items() if name != "files"}
            self._delivery.event({**bare, "type": "app_mention"})

    def edit(self, channel: Channel, message: Json, text: str) -> None:
        """A person changes what they wrote."""
        before = dict(message)
        message["text"] = self._mentions(text)
        message["blocks"] = [_rich(message["text"])]
        message["edited"] = {"user": message["user"], "ts": self._workspace.new_ts()}
        self._workspace.announce("message", channel=channel.id, ts=message["ts"])
        self._changed(channel, "message_changed", message=message, previous_message=before)
        self._call(channel, self._event(channel, message))

    def delete(self, channel: Channel, message: Json) -> None:
        """A person takes back what they wrote; the root of a thread leaves a stone in its place."""
        if message.get("reply_count"):
            before = dict(message)
            for name in ("files", "blocks", "client_msg_id"):
                message.pop(name, None)
            gone = {"subtype": "tombstone", "text": "This message was deleted.", "hidden": True}
            message.update(gone, user="USLACKBOT")
            self._workspace.announce("message", channel=channel.id, ts=message["ts"])
            self._changed(channel, "message_changed", message=message, previous_message=before)
            return
        self._workspace.remove(channel, message)
        self._changed(
            channel, "message_deleted", previous_message=message, deleted_ts=message["ts"]
        )

    def _changed(self, channel: Channel, subtype: str, **more: Any) -> None:
        if not self._hears(channel):
            return
        ts = self._workspace.new_ts()
        self._delivery.event(
            {
                "type": "message",
                "subtype": subtype,
                "channel": channel.id,
                "channel_type": channel.channel_type,
                "ts": ts,
                "event_ts": ts,
                "hidden": True,
                **more,
            }
        )


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": "r", "elements": [section]}
