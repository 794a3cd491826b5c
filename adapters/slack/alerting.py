"""Telling those who operate a workspace of a trouble that only they can mend, once a day.

Refuses to judge what is trouble; whoever calls has.
"""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.neutral import plain
from adapters.slack.operators import Operators
from adapters.slack.refusals import code_of
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.care import Care
from bot.routing.policies import Policies


class Alerting:
    """For one workspace: in the operators' channel, else to each of them directly."""

    def __init__(
        self,
        client: AsyncWebClient,
        operators: Operators,
        policies: Policies,
        care: Care,
        events: Events,
    ) -> None:
        self._client = client
        self._operators = operators
        self._policies = policies
        self._care = care
        self._events = events

    async def tell(self, team: str, trouble: str, text: str) -> None:
        """The text, unless this trouble was told within a day; who cannot be reached is logged.
        `trouble` names it: the same cause has the same name, whoever met it."""
        self._events.emit("alarmed", team=team, trouble=trouble)
        try:
            await self._care.once(team, f"trouble:{trouble}", lambda: self._post(team, plain(text)))
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))
        except StoreError as error:
            self._events.emit("store_failed", what="alert", detail=str(error))

    async def _post(self, team: str, text: str) -> None:
        channel = self._policies.base.operators.channel
        if channel:
            try:
                await self._client.chat_postMessage(channel=channel, text=text, unfurl_links=False)
            except SlackApiError as error:
                self._events.emit("slack_failed", job="", problem=code_of(error))
            else:
                return
        for user in await self._operators.people(self._client, team):
            await self._client.chat_postMessage(channel=user, text=text, unfurl_links=False)
