"""From an envelope to the whole question: names, time zone, the thread, paged to its end.

Refuses to read what the asker cannot see: only the thread the question stands in.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.attached import Attachments
from adapters.slack.envelope import Envelope
from adapters.slack.refusals import code_of
from bot.errors import RequestRefused
from bot.jobs.record import Job
from bot.request import Person, Place, PlaceKind, Request, Unit
from bot.routing.marks import read_marks
from bot.words import Words
from bot.words.languages import of_locale, spoken_in

PAGE = 200
NAMES_S = 600.0
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!([^|>]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>")
_ATTACHED = ("pretext", "title", "text")
_LINES = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})
SKIPPED = frozenset({"channel_join", "channel_leave", "group_join", "group_leave"})


class Gatherer:
    """Reads Slack for one workspace's bot; people's names are remembered for ten minutes."""

    def __init__(
        self,
        client: AsyncWebClient,
        page: int = PAGE,
        attachments: Attachments | None = None,
        language: Callable[[str], str] = lambda channel: "",
    ) -> None:
        """`language`: the one that a channel has fixed, or ""."""
        self._language = language
        self._client = client
        self._attachments = attachments
        self._page = page
        self._people: dict[str, tuple[float, Person]] = {}
        self._bot = ""

    async def bot_user(self) -> str:
        """The bot's own user id."""
        if not self._bot:
            self._bot = str((await self._client.auth_test())["user_id"])
        return self._bot

    async def request(self, job: Job, envelope: Envelope) -> Request:
        """The whole question. Raises RequestRefused when nothing is asked."""
        if envelope.request is not None:
            return await self._again(envelope.request.model_copy(update={"id": job.id}))
        bot = await self.bot_user()
        marks = read_marks(await self.readable(_without(envelope.text, bot)))
        if not marks.text:
            raise RequestRefused(said="refused.empty")
        asker = await self.person(envelope.user)
        kind = _place_kind(envelope)
        root = envelope.thread_ts or envelope.ts
        private = marks.private or envelope.private
        if envelope.kind == "command" and not private:
            # Where the bot is no member, only the asker can be answered.
            private = not await self.is_member(envelope.channel)
            if private and kind == "dm":
                # A direct message between other people: only the response_url reaches it.
                kind = "group_dm"
        language = self._language(envelope.channel) or _language(marks.text, asker, private)
        context, unread = await self._read(
            envelope.channel, envelope.thread_ts, envelope.ts, Words(language)
        )
        return Request(
            id=job.id,
            text=marks.text,
            asker=asker,
            place=Place(
                team=envelope.team,
                channel=envelope.channel,
                kind=kind,
                thread_ts=root,
                message_ts=envelope.ts,
            ),
            asked_at=datetime.now(UTC),
            context=context,
            unread=unread,
            wish=marks.wish or envelope.wish,
            fresh=marks.fresh,
            private=private,
            external=envelope.external,
            unknown_mark=marks.unknown,
            meant_mark=marks.meant,
            language=language,
        )

    async def _again(self, request: Request) -> Request:
        """A known question; its thread is read again where all of it is wanted."""
        place = request.place
        if not request.everything or request.context:
            return request
        context, unread = await self._read(
            place.channel, place.thread_ts, place.message_ts, Words(request.language)
        )
        return request.model_copy(update={"context": context, "unread": unread})

    async def _read(
        self, channel: str, root: str, asked: str, words: Words
    ) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
        """The thread and the files in it, those of the question included, and what of them could
        not be read. Slack often leaves the files out of a mention (field/slack.md 1.3), so the
        question's own message is read again."""
        messages: list[dict[str, Any]] = []
        units: tuple[Unit, ...] = ()
        if root and root != asked:
            messages = await self.messages(channel, root)
            units = await self.thread(messages, skip=asked)
        elif asked and self._attachments is not None:
            messages = await self._alone(channel, asked)
        if self._attachments is None:
            return units, ()
        bot = await self.bot_user()
        theirs = [one for one in messages if one.get("user") != bot]
        found, skipped = await self._attachments.read(theirs)
        return units + found, tuple(one.told(words) for one in skipped)

    async def _alone(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """That message, where it can be seen."""
        try:
            reply = await self._client.conversations_replies(channel=channel, ts=ts, limit=1)
        except SlackApiError:
            return []
        return [one for one in reply["messages"] if one["ts"] == ts]

    async def messages(self, channel: str, root: str) -> list[dict[str, Any]]:
        """The thread as Slack has it, paged to its end."""
        messages: list[dict[str, Any]] = []
        cursor = ""
        while True:
            reply = await self._client.conversations_replies(
                channel=channel, ts=root, limit=self._page, cursor=cursor or None
            )
            messages += reply["messages"]
            cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return messages

    async def thread(self, messages: Sequence[dict[str, Any]], skip: str) -> tuple[Unit, ...]:
        """Every message of the thread but the question, oldest first, newest included; not what
        we said after the question, which is no part of what it asks about."""
        bot = await self.bot_user()
        units = []
        for message in messages:
            late = message.get("user") == bot and float(message["ts"]) > float(skip or "inf")
            if message.get("subtype") in SKIPPED or message["ts"] == skip or late:
                continue
            text = await self.readable(_without(said(message), bot))
            if text:
                units.append(await self._unit(message, text, bot))
        return tuple(units)

    async def _unit(self, message: dict[str, Any], text: str, bot: str) -> Unit:
        user = str(message.get("user") or "")
        profile = message.get("bot_profile") or {}
        name = str(message.get("username") or profile.get("name") or "app")
        if user:
            name = (await self.person(user)).name
        at = datetime.fromtimestamp(float(message["ts"]), UTC)
        return Unit(
            source="thread",
            place=f"{name}, {at:%Y-%m-%d %H:%M} UTC",
            text=text,
            author=name,
            by_assistant=user == bot,
        )

    async def is_member(self, channel: str) -> bool:
        """Whether the bot can post there; a channel it cannot see counts as one it is not in."""
        try:
            found = (await self._client.conversations_info(channel=channel))["channel"]
        except SlackApiError as error:
            if code_of(error) in ("channel_not_found", "missing_scope"):
                return False
            raise
        return bool(found.get("is_member") or found.get("is_im"))

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
        names = {user: (await self.person(user)).name for user in set(_MENTION.findall(text))}
        return decoded(text, names)


def _language(text: str, asker: Person, private: bool) -> str:
    """In a channel everybody reads along: the question's own language; else the asker's."""
    told = None if private else spoken_in(text)
    return told or of_locale(asker.locale)


def decoded(text: str, names: Mapping[str, str]) -> str:
    """Slack's references as people read them, entities decoded; unknown people by their id."""
    text = _MENTION.sub(lambda found: f"@{names.get(found.group(1), found.group(1))}", text)
    text = _CHANNEL.sub(lambda found: f"#{found.group(2) or found.group(1)}", text)
    text = _SPECIAL.sub(lambda found: found.group(2) or f"@{found.group(1)}", text)
    text = _LINK.sub(lambda found: _link(found.group(1), found.group(2)), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def said(message: dict[str, Any]) -> str:
    """The text of a message; of other apps also what stands only in blocks or attachments."""
    text = str(message.get("text") or "").strip()
    if text and not message.get("bot_id"):
        return text
    parts = _texts(message.get("blocks") or [])
    for attachment in dicts(message.get("attachments")):
        found = [str(attachment[name]) for name in _ATTACHED if attachment.get(name)]
        for item in dicts(attachment.get("fields")):
            found.append(f"{item.get('title', '')}: {item.get('value', '')}")
        found += _texts(attachment.get("blocks") or [])
        parts += found or [str(attachment.get("fallback") or "")]
    return "\n".join([*([text] if text else []), *(one for one in parts if _adds(one, text))])


def dicts(value: object) -> list[dict[str, Any]]:
    """The objects of a list; of anything else none: what was imported may be oddly shaped."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _adds(part: str, text: str) -> bool:
    return bool(part.strip()) and part.strip() not in text


def _texts(thing: Any) -> list[str]:
    """Every text inside blocks, in order; buttons say nothing, a rich line is one text."""
    if isinstance(thing, list):
        return [text for item in thing for text in _texts(item)]
    if not isinstance(thing, dict) or str(thing.get("type")) in ("actions", "button"):
        return []
    if str(thing.get("type")) in _LINES:
        return ["".join(_piece(one) for one in dicts(thing.get("elements")))]
    text = thing.get("text")
    if isinstance(text, str):
        return [text]
    return [found for value in thing.values() for found in _texts(value)]


def _piece(element: dict[str, Any]) -> str:
    if element.get("user_id"):
        return f"<@{element['user_id']}>"
    return str(element.get("text") or element.get("url") or "")


def _without(text: str, bot: str) -> str:
    """The text without the mention of the bot itself."""
    return re.sub(rf"<@{bot}(?:\|[^>]*)?>[ ,:]*", "", text).strip()


def _link(address: str, label: str | None) -> str:
    return f"{label} ({address})" if label and label != address else address


def _place_kind(envelope: Envelope) -> PlaceKind:
    known: dict[str, PlaceKind] = {"im": "dm", "group": "private", "mpim": "group_dm"}
    if envelope.channel.startswith("D"):
        return "dm"
    return known.get(envelope.channel_type, "channel")
