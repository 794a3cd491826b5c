"""Who is who, and whether the bot is there: names, locales and zones, remembered for ten minutes.

Refuses to read messages.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refusals import code_of
from adapters.slack.saying import decoded, mentioned
from bot.errors import RequestRefused
from bot.request import Person
from bot.words import Words

NAMES_S = 600.0
#: What Slack calls conversations that have no name of their own.
NAMELESS = frozenset({"", "privategroup", "directmessage"})


class Names:
    """The people of one workspace, and its bot."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._people: dict[str, tuple[float, Person]] = {}
        self._bot = self._home = ""

    async def bot_user(self) -> str:
        """The bot's own user id."""
        if not self._bot:
            found = await self._client.auth_test()
            self._bot, self._home = str(found["user_id"]), str(found.get("url") or "")
        return self._bot

    async def home(self) -> str:
        """The workspace's own address, under which its messages can be opened."""
        await self.bot_user()
        return self._home

    async def permalink(self, channel: str, message: Mapping[str, Any]) -> str:
        """Where a message can be opened, as `chat.getPermalink` writes it, without a call for each
        (docs.slack.dev/reference/methods/chat.getPermalink)."""
        home = await self.home()
        if not home:
            return ""
        ts = str(message["ts"])
        root = str(message.get("thread_ts") or ts)
        place = f"{home.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
        return place if root == ts else f"{place}?thread_ts={root}&cid={channel}"

    async def is_member(self, channel: str) -> bool:
        """Whether the bot can post there; a channel it cannot see counts as one it is not in."""
        try:
            found = (await self._client.conversations_info(channel=channel))["channel"]
        except SlackApiError as error:
            if code_of(error) in ("channel_not_found", "missing_scope"):
                return False
            raise
        return bool(found.get("is_member") or found.get("is_im"))

    async def not_member(self, channel: str, words: Words) -> RequestRefused:
        """What is said where the bot is no member; `channel` is Slack's name of the place."""
        where = words.say("slack.here") if channel in NAMELESS else f"#{channel}"
        bot = (await self.person(await self.bot_user())).name
        return RequestRefused(said="refused.not_member", channel=where, bot=bot)

    async def placed(self, channel: str, words: Words) -> dict[str, str]:
        """How sentences name a channel, and the bot itself."""
        try:
            found = (await self._client.conversations_info(channel=channel))["channel"]
            name = str(found.get("name") or "")
        except SlackApiError:
            name = ""
        where = words.say("slack.here") if name in NAMELESS else f"#{name}"
        try:
            bot = (await self.person(await self.bot_user())).name
        except SlackApiError:
            bot = ""
        return {"channel": where, "bot": bot}

    async def person(self, user: str) -> Person:
        """Who that is; by id alone when Slack does not say."""
        at, known = self._people.get(user, (0.0, None))
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
        self._people[user] = (time.monotonic(), person)
        return person

    async def readable(self, text: str) -> str:
        """Slack's references as people read them, entities decoded."""
        names = {user: (await self.person(user)).name for user in mentioned(text)}
        return decoded(text, names)
