"""Sessions of an agent in a thread: agents.sessions.setStatus, and people who press Stop.

Refuses to stop anything itself: the app hears `agent_session_stopped` and does it; what it writes
meanwhile is refused as Slack refuses it (docs.slack.dev/reference/events/agent_session_stopped).
"""

from __future__ import annotations

from adapters.playground.arguments import SlackError, need
from adapters.playground.delivery import Outlet
from adapters.playground.posting import Posting
from adapters.playground.streaming import Streaming
from adapters.playground.workspace import Channel, Json, User, Workspace

STATES = frozenset({"active", "processing", "suspended", "closed"})
TITLE = 200


class Sessions:
    """By channel and thread."""

    def __init__(
        self, workspace: Workspace, posting: Posting, streaming: Streaming, outlet: Outlet
    ) -> None:
        self._workspace = workspace
        self._posting = posting
        self._streaming = streaming
        self._outlet = outlet
        self.subscriptions: frozenset[str] = frozenset()
        self._states: dict[tuple[str, str], str] = {}

    def set_status(self, arguments: Json) -> Json:
        """agents.sessions.setStatus: one of four words, no text."""
        need(arguments, "channel_id", "thread_ts", "status")
        channel = self._posting.channel({"channel": arguments["channel_id"]})
        thread_ts, status = str(arguments["thread_ts"]), str(arguments["status"])
        if status not in STATES or len(str(arguments.get("title") or "")) > TITLE:
            raise SlackError("invalid_arguments")
        if not self._workspace.thread(channel, thread_ts):
            raise SlackError("invalid_thread_ts")
        self._states[channel.id, thread_ts] = status
        self._workspace.announce("status", channel=channel.id, ts=thread_ts)
        heard = "agent_session_stopped" in self.subscriptions
        if status != "processing" or heard:
            return {}
        warning = "missing_agent_session_stopped_event_subscription"
        return {"warning": warning, "response_metadata": {"warnings": [warning]}}

    def state(self, channel: Channel, thread_ts: str) -> str:
        """What the session there is; "" without one."""
        return self._states.get((channel.id, thread_ts), "")

    def stop(self, channel: Channel, thread_ts: str, user: User) -> None:
        """A person presses Stop. Raises SlackError where there is no such button."""
        if self.state(channel, thread_ts) != "processing":
            raise SlackError("nothing is being worked on in that thread")
        if "agent_session_stopped" not in self.subscriptions:
            return
        self._outlet.event(
            {
                "type": "agent_session_stopped",
                "channel": channel.id,
                "thread_ts": thread_ts,
                "user": user.id,
                "streaming_message_ts": self._streaming.stopped(channel, thread_ts),
                "event_ts": self._workspace.new_ts(),
            }
        )
