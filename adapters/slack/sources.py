"""Reading what somebody wants summarized, where they may read it themselves.

Refuses to summarize: it hands on a question in words, and the messages that it is about.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.names import Names
from adapters.slack.paging import Pages
from adapters.slack.refusals import code_of
from adapters.slack.wanted import Source
from bot.errors import RequestRefused
from bot.request import Person
from bot.spans import echoed, in_zone, since
from bot.words import Words

Json = dict[str, Any]
#: What is meant where somebody names a channel and no time.
USUAL = "yesterday"
_GONE = frozenset({"thread_not_found", "message_not_found"})


class Sources:
    """For one workspace's bot."""

    def __init__(self, client: AsyncWebClient, names: Names, pages: Pages) -> None:
        self._client = client
        self._names = names
        self._pages = pages

    async def read(
        self, source: Source, asker: Person, now: datetime, words: Words
    ) -> tuple[str, list[Json]]:
        """The question that asks for the summary, and all messages that belong to it, oldest first.

        Raises RequestRefused: the bot or the asker is no member there, the time is not understood,
        the message is gone, or nothing was written since then.
        """
        name = await self._name(source, words)
        if not await self._pages.is_member(source.channel, asker.id):
            raise RequestRefused(said="refused.not_yours_to_read", channel=name)
        if source.root:
            return words.say("slack.summarize_link", channel=name), await self._thread(source)
        begun = since(source.since or USUAL, in_zone(now, asker.tz))
        if begun is None:
            raise RequestRefused(said="refused.no_such_time", text=source.since[:80])
        # On a thread: the first day of a language is read from a file.
        at = await asyncio.to_thread(echoed, begun, words.language)
        messages = await self._pages.since(source.channel, begun.timestamp())
        bot = await self._names.bot_user()
        if not any(one.get("user") != bot for one in messages):
            raise RequestRefused(said="refused.nothing_since", channel=name, since=at)
        return words.say("slack.summarize_since", channel=name, since=at), messages

    async def _name(self, source: Source, words: Words) -> str:
        """The channel as people call it. Raises RequestRefused where the bot is no member."""
        try:
            found = (await self._client.conversations_info(channel=source.channel))["channel"]
        except SlackApiError as error:
            if code_of(error) != "channel_not_found":
                raise
            raise await self._names.not_member(source.name, words) from error
        name = str(found.get("name") or "")
        if not (found.get("is_member") or found.get("is_im")):
            raise await self._names.not_member(name or source.name, words)
        return words.say("slack.here") if found.get("is_im") else f"#{name}"

    async def _thread(self, source: Source) -> list[Json]:
        try:
            return await self._pages.thread(source.channel, source.root)
        except SlackApiError as error:
            if code_of(error) not in _GONE:
                raise
            raise RequestRefused(said="refused.no_such_message") from error
