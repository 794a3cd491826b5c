"""The door for what is said in channels and direct messages: recorded before Slack hears 200.

Refuses to call models, tokenizers and Slack: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.envelope import of_event
from adapters.slack.taking import Taking

Json = dict[str, Any]


class Door:
    """Listeners for mentions and direct messages."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners; what is subscribed and needs no answer is acknowledged, too:
        Bolt answers 404 otherwise, and Slack would deliver it again (field/slack.md 1.2)."""
        app.event("app_mention")(self._mention)
        app.event("message")(self._message)
        for quiet in ("app_home_opened", "app_uninstalled", "tokens_revoked"):
            app.event(quiet)(self._nothing)

    async def _nothing(self) -> None:
        return

    async def _mention(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        if "user" in event and not event.get("bot_id"):
            await self._taking.take_and_tell(*of_event(body, event), client)

    async def _message(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        """Direct messages only; in channels a mention arrives as an event of its own."""
        spoken = event.get("subtype") in (None, "file_share") and not event.get("bot_id")
        if event.get("channel_type") == "im" and spoken and event.get("user"):
            await self._taking.take_and_tell(*of_event(body, event), client)
