"""Who people are, as Slack tells it; remembered for ten minutes.

Refuses to know what they say.
"""

from __future__ import annotations

import time

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.saying import decoded, mentioned
from bot.request import Person

NAMES_S = 600.0


class People:
    """Names, locales and time zones of one workspace's people."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[float, Person]] = {}

    async def person(self, user: str) -> Person:
        """Who that is; by id alone when Slack does not say."""
        at, known = self._known.get(user, (0.0, None))
        if known is not None and time.monotonic() - at < NAMES_S:
            return known
        try:
            found = (await self._client.users_info(user=user, include_locale=True))["user"]
        except SlackApiError:
            return Person(id=user, name=user)
        profile = found.get("profile") or {}
        name = profile.get("display_name") or found.get("real_name") or found.get("name") or user
        person = Person(
            id=user,
            name=str(name),
            locale=str(found.get("locale") or "en-US"),
            tz=str(found.get("tz") or "UTC"),
        )
        self._known[user] = (time.monotonic(), person)
        return person

    async def readable(self, text: str) -> str:
        """Slack's references as people read them, entities decoded."""
        names = {user: (await self.person(user)).name for user in mentioned(text)}
        return decoded(text, names)
