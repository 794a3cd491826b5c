"""`response_url`s: five uses in thirty minutes, each a message to its person, new or in place.

Refuses what Slack refuses (docs.slack.dev/interactivity/handling-user-interaction, read 2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass

from adapters.playground.arguments import SlackError
from adapters.playground.posting import Posting
from adapters.playground.workspace import Channel, Json, Workspace, new_id

RESPONSE_USES = 5
RESPONSE_S = 1800.0


@dataclass
class Response:
    """For whom, where, under which message, how often it may still be used, until when."""

    channel: Channel
    user: str
    message: str
    left: int
    until: float


class Responses:
    """All that are alive."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        self._workspace = workspace
        self._posting = posting
        self.alive: dict[str, Response] = {}

    def url(self, channel: Channel, user: str, message: str = "") -> str:
        """A new one; `message` is the one whose button was pressed."""
        name = new_id("R")
        until = self._workspace.now() + RESPONSE_S
        self.alive[name] = Response(channel, user, message, RESPONSE_USES, until)
        return f"{self._workspace.base_url}/response/{name}"

    def respond(self, name: str, body: Json) -> None:
        """Something arrived there. Raises SlackError."""
        response = self.alive.get(name)
        if response is None or self._workspace.now() > response.until:
            raise SlackError("expired_url")
        if response.left <= 0:
            raise SlackError("used_url")
        response.left -= 1
        replaced = response.message if body.get("replace_original") else ""
        ts = self._posting.respond(response.channel, response.user, body, replaced)
        if body.get("replace_original"):
            # What is replaced again is what stands there now.
            response.message = ts
