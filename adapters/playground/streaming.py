"""Messages that are written bit by bit: chat.startStream, chat.appendStream, chat.stopStream.

Refuses what Slack refuses, with Slack's codes (docs.slack.dev/reference/methods, read 2026-11); a
stream ends by itself after five minutes (field/slack.md 1.7).
"""

from __future__ import annotations

from dataclasses import dataclass

from adapters.playground.arguments import SlackError, need
from adapters.playground.blockkit import faults
from adapters.playground.posting import MARKDOWN_LIMIT, Posting, refuse
from adapters.playground.workspace import Channel, Json, Workspace

LIFE_S = 300.0


@dataclass
class _Stream:
    """One that is open: what it says, until when."""

    message: Json
    until: float
    stopped: bool = False


class Streaming:
    """The three methods."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        self._workspace = workspace
        self._posting = posting
        self._open: dict[str, _Stream] = {}

    def start(self, arguments: Json) -> Json:
        """chat.startStream: a message in a thread, for the person who reads it as it comes."""
        channel = self._posting.channel(arguments)
        need(arguments, "thread_ts")
        if not channel.is_im:
            for name in ("recipient_user_id", "recipient_team_id"):
                if not arguments.get(name):
                    raise SlackError(f"missing_{name}")
        pieces = _pieces(arguments)
        message = self._posting.begin(channel, str(arguments["thread_ts"]))
        message["streaming_state"] = "in_progress"
        stream = _Stream(message, self._workspace.now() + LIFE_S)
        self._open[message["ts"]] = stream
        self._say(channel, stream, pieces)
        return {"channel": channel.id, "ts": message["ts"]}

    def append(self, arguments: Json) -> Json:
        """chat.appendStream."""
        channel, stream = self._found(arguments)
        if stream.stopped:
            raise SlackError("stopped_by_user")
        pieces = _pieces(arguments)
        if not pieces:
            raise SlackError("no_text")
        self._say(channel, stream, pieces)
        return {"channel": channel.id, "ts": stream.message["ts"]}

    def stop(self, arguments: Json) -> Json:
        """chat.stopStream: with what is still to be said, and blocks below it."""
        channel, stream = self._found(arguments)
        below = arguments.get("blocks") or []
        refuse(faults(below))
        self._say(channel, stream, _pieces(arguments))
        message = stream.message
        for index, block in enumerate(below, len(message["blocks"])):
            message["blocks"].append({"block_id": f"b{index}", **block})
        if arguments.get("metadata"):
            message["metadata"] = arguments["metadata"]
        self._close(channel, message)
        return {"channel": channel.id, "ts": message["ts"], "message": message}

    def stopped(self, channel: Channel, thread_ts: str) -> list[str]:
        """A person has stopped what is being written in that thread: which messages."""
        found = [
            stream
            for stream in self._open.values()
            if stream.message.get("thread_ts") == thread_ts and stream.message in channel.messages
        ]
        for stream in found:
            stream.stopped = True
        return [str(stream.message["ts"]) for stream in found]

    def _found(self, arguments: Json) -> tuple[Channel, _Stream]:
        need(arguments, "ts")
        channel, ts = self._posting.channel(arguments), str(arguments["ts"])
        message = self._workspace.message(channel, ts)
        if message is None:
            raise SlackError("message_not_found")
        if message.get("bot_id") != self._workspace.bot_id:
            raise SlackError("message_not_owned_by_app")
        stream = self._open.get(ts)
        if stream is not None and self._workspace.now() > stream.until:
            self._close(channel, message)
            stream = None
        if stream is None:
            raise SlackError("message_not_in_streaming_state")
        return channel, stream

    def _say(self, channel: Channel, stream: _Stream, pieces: list[Json]) -> None:
        message = stream.message
        text = "".join(str(one["text"]) for one in pieces if one["type"] == "markdown")
        if len(message["text"] + text) > MARKDOWN_LIMIT:
            raise SlackError("msg_too_long")
        message["text"] += text
        blocks: list[Json] = message["blocks"]
        for piece in pieces:
            if piece["type"] == "markdown" and blocks and blocks[-1]["type"] == "markdown":
                blocks[-1]["text"] += piece["text"]
            else:
                blocks.append({"block_id": f"b{len(blocks)}", **piece})
        self._workspace.announce("message", channel=channel.id, ts=message["ts"])

    def _close(self, channel: Channel, message: Json) -> None:
        self._open.pop(message["ts"], None)
        message["streaming_state"] = "completed"
        self._workspace.announce("message", channel=channel.id, ts=message["ts"])


def _pieces(arguments: Json) -> list[Json]:
    """What is to be added, as blocks: given as text or in chunks, never both."""
    text, chunks = str(arguments.get("markdown_text") or ""), arguments.get("chunks")
    if text and chunks:
        raise SlackError("invalid_arguments")
    pieces: list[Json] = [{"type": "markdown", "text": text}] if text else []
    for chunk in chunks or []:
        match chunk.get("type") if isinstance(chunk, dict) else None:
            case "markdown_text" if chunk.get("text"):
                pieces.append({"type": "markdown", "text": str(chunk["text"])})
            case "blocks" if isinstance(chunk.get("blocks"), list):
                refuse(faults(chunk["blocks"]))
                pieces += chunk["blocks"]
            case _:
                raise SlackError("invalid_chunks")
    if sum(len(str(one["text"])) for one in pieces if one["type"] == "markdown") > MARKDOWN_LIMIT:
        raise SlackError("msg_too_long")
    return pieces
