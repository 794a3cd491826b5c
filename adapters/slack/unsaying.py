"""Our own messages taken out of Slack again, for whoever wants to be forgotten.

Refuses to delete anybody else's: Slack lets a bot delete its own alone
(docs.slack.dev/reference/methods/chat.delete).
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.messages import GONE
from adapters.slack.refusals import code_of
from bot.events import Events


class SlackUnsaying:
    """`bot.ports.Unsaying` in one workspace."""

    def __init__(self, client: AsyncWebClient, events: Events) -> None:
        self._client = client
        self._events = events

    async def unsay(self, messages: Sequence[tuple[str, str]]) -> int:
        """See `bot.ports.Unsaying`. What Slack refuses is logged and stays."""
        gone = 0
        for channel, ts in messages:
            try:
                await self._client.chat_delete(channel=channel, ts=ts)
            except SlackApiError as error:
                if code_of(error) not in GONE:
                    self._events.emit("slack_failed", job="", problem=code_of(error))
                    continue
            gone += 1
        return gone
