"""The `chat.*` methods.

Refuses what Slack refuses, with Slack's codes.
"""

from __future__ import annotations

import re
from typing import Any

from adapters.playground.arguments import Json, SlackError, need
from adapters.playground.blockkit import faults
from adapters.playground.workspace import Channel, Workspace

TEXT_LIMIT = 40_000
#: docs.slack.dev/reference/methods/chat.update, `msg_too_long`.
UPDATE_LIMIT = 4_000
MARKDOWN_LIMIT = 12_000
_TS = re.compile(r"\d{10}\.\d{6}")


class Posting:
    """Writing messages into a workspace as the app's bot."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def channel(self, arguments: Json, *, member: bool = True) -> Channel:
        """The channel that is meant. Raises SlackError."""
        need(arguments, "channel")
        named = str(arguments["channel"])
        if named in self._workspace.users:
            return self._workspace.direct(named)
        found = self._workspace.channels.get(named) or next(
            (one for one in self._workspace.channels.values() if f"#{one.name}" == named), None
        )
        if found is None:
            raise SlackError("channel_not_found")
        bot = self._workspace.bot_user_id
        if bot not in found.members:
            if found.is_private or found.is_im:
                raise SlackError("channel_not_found")
            if member:
                raise SlackError("not_in_channel")
        return found

    def _content(self, arguments: Json) -> Json:
        text, blocks = arguments.get("text"), arguments.get("blocks")
        markdown = arguments.get("markdown_text")
        if markdown and (text or blocks):
            raise SlackError("markdown_text_conflict")
        if markdown:
            if len(markdown) > MARKDOWN_LIMIT:
                raise SlackError("msg_too_long")
            blocks, text = [{"type": "markdown", "text": markdown}], markdown
        if blocks:
            refuse(faults(blocks))
        if not text and not blocks and not arguments.get("attachments"):
            raise SlackError("no_text")
        if text and len(text) > TEXT_LIMIT:
            raise SlackError("msg_too_long")
        content: Json = {"text": text or "", "blocks": list(blocks or [])}
        for index, block in enumerate(content["blocks"]):
            content["blocks"][index] = {"block_id": f"b{index}", **block}
        if arguments.get("metadata"):
            content["metadata"] = arguments["metadata"]
        return content

    def _mine(self, content: Json) -> Json:
        place = self._workspace
        return {
            "type": "message",
            "user": place.bot_user_id,
            "bot_id": place.bot_id,
            "app_id": place.app_id,
            "team": place.team_id,
            "ts": place.new_ts(),
            **content,
        }

    def post_message(self, arguments: Json) -> Json:
        """chat.postMessage."""
        channel = self.channel(arguments)
        message = self._mine(self._content(arguments))
        self._threaded(channel, message, str(arguments.get("thread_ts") or ""))
        self._workspace.post(channel, message)
        return {"channel": channel.id, "ts": message["ts"], "message": message}

    def _threaded(self, channel: Channel, message: Json, thread_ts: str) -> None:
        """Put the message into that thread, if there is one. Raises SlackError."""
        if not thread_ts:
            return
        if not _TS.fullmatch(thread_ts):
            raise SlackError("invalid_thread_ts")
        root = self._workspace.message(channel, thread_ts)
        message["thread_ts"] = root.get("thread_ts", thread_ts) if root else thread_ts
        self._workspace.statuses.pop((channel.id, message["thread_ts"]), None)

    def begin(self, channel: Channel, thread_ts: str) -> Json:
        """An empty message of the app's, to be filled bit by bit."""
        message = self._mine({"text": "", "blocks": []})
        self._threaded(channel, message, thread_ts)
        self._workspace.post(channel, message)
        return message

    def share(self, channel: Channel, files: list[Json], comment: str, thread_ts: str) -> None:
        """Files in a message of the app's."""
        message = self._mine({"text": comment, "subtype": "file_share", "files": files})
        self._threaded(channel, message, thread_ts)
        self._workspace.post(channel, message)

    def update(self, arguments: Json) -> Json:
        """chat.update."""
        need(arguments, "ts")
        channel = self.channel(arguments)
        message = self._workspace.message(channel, str(arguments["ts"]))
        if message is None:
            raise SlackError("message_not_found")
        if message.get("bot_id") != self._workspace.bot_id:
            raise SlackError("cant_update_message")
        if message.get("streaming_state") == "in_progress":
            raise SlackError("streaming_state_conflict")
        if len(str(arguments.get("text") or "")) > UPDATE_LIMIT:
            raise SlackError("msg_too_long")
        content = self._content(arguments)
        message.update(content)
        message["edited"] = {"user": message["user"], "ts": self._workspace.new_ts()}
        self._workspace.announce("message", channel=channel.id, ts=message["ts"])
        return {
            "channel": channel.id,
            "ts": message["ts"],
            "text": message["text"],
            "message": message,
        }

    def post_ephemeral(self, arguments: Json) -> Json:
        """chat.postEphemeral."""
        need(arguments, "user")
        channel = self.channel(arguments)
        if arguments["user"] not in channel.members:
            raise SlackError("user_not_in_channel")
        message = self._mine(self._content(arguments))
        if arguments.get("thread_ts"):
            message["thread_ts"] = arguments["thread_ts"]
        self.keep_ephemeral(channel, message, str(arguments["user"]))
        return {"message_ts": message["ts"]}

    def keep_ephemeral(self, channel: Channel, message: Json, user: str) -> None:
        """A message that one person sees until they reload."""
        self._workspace.ephemeral.append({**message, "channel": channel.id, "ephemeral_to": user})
        self._workspace.announce("ephemeral", channel=channel.id, ts=message["ts"])

    def respond(self, channel: Channel, user: str, body: Json, replaced: str = "") -> str:
        """What a `response_url` was sent: ephemeral unless it says otherwise; its id. `replaced`
        is the message in whose place it stands."""
        message = self._mine(self._content(body))
        for old in [one for one in self._workspace.ephemeral if one["ts"] == replaced]:
            self._workspace.ephemeral.remove(old)
            message["ts"] = replaced
            message["edited"] = {"user": message["user"], "ts": self._workspace.new_ts()}
        if body.get("thread_ts"):
            message["thread_ts"] = body["thread_ts"]
        if body.get("response_type") == "in_channel":
            self._workspace.post(channel, message)
        else:
            self.keep_ephemeral(channel, message, user)
        return str(message["ts"])

    def delete(self, arguments: Json) -> Json:
        """chat.delete."""
        need(arguments, "ts")
        channel = self.channel(arguments)
        message = self._workspace.message(channel, str(arguments["ts"]))
        if message is None:
            raise SlackError("message_not_found")
        if message.get("bot_id") != self._workspace.bot_id:
            raise SlackError("cant_delete_message")
        self._workspace.remove(channel, message)
        return {"channel": channel.id, "ts": message["ts"]}

    def permalink(self, arguments: Json) -> Json:
        """chat.getPermalink."""
        need(arguments, "message_ts")
        channel = self.channel(arguments, member=False)
        ts = str(arguments["message_ts"])
        if self._workspace.message(channel, ts) is None:
            raise SlackError("message_not_found")
        home = f"https://{self._workspace.domain}.slack.example"
        link = f"{home}/archives/{channel.id}/p{ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": link}


def refuse(found: list[tuple[str, str]]) -> None:
    """Raise Slack's `invalid_blocks` for the faults, each with its JSON pointer."""
    if found:
        messages: list[Any] = [f"[ERROR] {problem} [json-pointer:{at}]" for at, problem in found]
        raise SlackError(
            "invalid_blocks",
            errors=[problem for _, problem in found],
            response_metadata={"messages": messages},
        )
