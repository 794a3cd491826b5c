"""The door for buttons that ask about a message: what it says by now, or a summary of it.

Refuses to call models and Slack: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.offers import ASK, accepted
from adapters.slack.repeating import Repeating
from adapters.slack.taking import Taking
from bot.errors import StoreError

Json = dict[str, Any]


class Offering:
    """The listener for those buttons."""

    def __init__(self, taking: Taking, repeating: Repeating) -> None:
        self._taking = taking
        self._repeating = repeating

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.action(ASK)(self._ask)

    async def _ask(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        taken = accepted(body)
        if taken is None:
            await ack()
            await self._repeating.gone(body)
            return
        try:
            await self._taking.take_and_tell(*taken, client)
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        await ack()
