"""A worker tells one person how their command ended: in its place, or directly when that is gone.

Refuses to show it to anybody else.
"""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.outcomes import outcome_message
from adapters.slack.refusals import code_of
from adapters.slack.workspaces import Workspaces
from bot.commands.outcome import Outcome
from bot.errors import SealError
from bot.events import Events
from bot.installations import NotInstalled
from bot.words import Words


class SlackReplies:
    """`bot.ports.Replies` in Slack; an address is a `response_url`."""

    def __init__(self, client: AsyncWebClient, events: Events) -> None:
        self._client = client
        self._events = events

    async def reply(self, address: str, user: str, outcome: Outcome, language: str) -> None:
        """See `bot.ports.Replies`."""
        message = outcome_message(outcome, Words(language))
        if address:
            hook = AsyncWebhookClient(address)
            sent = await hook.send(response_type="ephemeral", replace_original=True, **message)
            if sent.status_code == 200:
                return
        try:
            await self._client.chat_postMessage(channel=user, **message)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))


class OperatorsLine:
    """One line for the operators of a workspace, in their channel."""

    def __init__(self, workspaces: Workspaces, events: Events) -> None:
        self._workspaces = workspaces
        self._events = events

    async def say(self, team: str, channel: str, text: str) -> None:
        """Post it; a channel or a workspace that is gone is logged."""
        try:
            client = await self._workspaces.client(team)
            await client.chat_postMessage(channel=channel, text=text, unfurl_links=False)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))
        except (NotInstalled, SealError) as error:
            self._events.emit("slack_failed", job="", problem=error.key)
