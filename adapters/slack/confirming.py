"""`Do it`, `Cancel` and `Undo` under what a command says; the outcome takes their place.

Refuses to act for anybody but the one who gave the command.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.handing import Handing
from adapters.slack.operators import Operators
from adapters.slack.outcomes import ANOTHER, DO, DROP, UNDO, outcome_message

Json = dict[str, Any]


class Confirming:
    """Listeners for those buttons."""

    def __init__(self, handing: Handing, operators: Operators) -> None:
        self._handing = handing
        self._operators = operators

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(DO)(self._pressed)
        app.action(ANOTHER)(self._pressed)
        app.action(UNDO)(self._pressed)
        app.action(DROP)(self._pressed)

    async def _pressed(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        person = await self._operators.person(client, body)
        action = body["actions"][0]
        token = str(action["value"])
        if action["action_id"] == DROP:
            outcome = await self._handing.dropped(token, person)
        else:
            outcome = await self._handing.pressed(token, person, body)
        message = outcome_message(outcome, person.words)
        if body.get("response_url"):
            hook = AsyncWebhookClient(str(body["response_url"]))
            await hook.send(response_type="ephemeral", replace_original=True, **message)
