"""From an envelope to the whole question: names, time zone, the thread, paged to its end.

Refuses to read what the asker cannot see: only the thread the question stands in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.attached import Attachments, label
from adapters.slack.envelope import Envelope
from adapters.slack.refusals import code_of
from adapters.slack.saying import decoded, mentioned, quoted, said, without
from bot.errors import RequestRefused
from bot.jobs.record import Job
from bot.request import Person, Place, PlaceKind, Request, Unit
from bot.routing.marks import only_emoji, read_marks
from bot.words import Words
from bot.words.languages import of_locale, spoken_in

PAGE = 200
NAMES_S = 600.0
#: What the root of a thread leaves behind when it is deleted.
STONE = "tombstone"
SKIPPED = frozenset({"channel_join", "channel_leave", "group_join", "group_leave", STONE})
#: What Slack answers for a message that is no more.
GONE = frozenset({"thread_not_found", "message_not_found"})
#: The catalogue's key for a question that its writer took back before it was answered.
TAKEN_BACK = "refused.taken_back"


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
            return await self._again(await self._pressed(job, envelope, envelope.request))
        bot = await self.bot_user()
        messages = await self._around(envelope)
        written = await self._written(envelope, messages)
        marks = read_marks(await self.readable(without(written, bot)))
        _something_asked(marks.text, asked_in(messages, envelope.ts))
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
        context, unread = await self._read(messages, envelope.ts, Words(language))
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
            fresh=marks.fresh or envelope.compare,
            compare=envelope.compare,
            private=private,
            external=envelope.external,
            unknown_mark=marks.unknown,
            meant_mark=marks.meant,
            language=language,
        )

    async def _pressed(self, job: Job, envelope: Envelope, request: Request) -> Request:
        """A known question as asked by whoever pressed: in their name, and on their budget."""
        asker = request.asker
        if envelope.user != asker.id:
            asker = await self.person(envelope.user)
        return request.model_copy(update={"id": job.id, "asker": asker})

    async def _again(self, request: Request) -> Request:
        """A known question; its thread is read again where all of it is wanted."""
        place = request.place
        if not request.everything or request.context:
            return request
        messages = await self._standing(place.channel, place.thread_ts, place.message_ts)
        context, unread = await self._read(
            messages or [], place.message_ts, Words(request.language)
        )
        return request.model_copy(update={"context": context, "unread": unread})

    async def _around(self, envelope: Envelope) -> list[dict[str, Any]]:
        """The messages that belong to the question, itself among them. Raises RequestRefused when
        the question was taken back."""
        found = await self._standing(envelope.channel, envelope.thread_ts, envelope.ts)
        if found is None:
            return []
        if envelope.ts and asked_in(found, envelope.ts) is None:
            raise RequestRefused(said=TAKEN_BACK)
        return found

    async def stands(self, envelope: Envelope) -> bool:
        """Whether the question still stands where it was written; where that cannot be seen, it
        does."""
        if not envelope.ts:
            return True
        found = await self._standing(envelope.channel, "", envelope.ts)
        return found is None or asked_in(found, envelope.ts) is not None

    async def _written(self, envelope: Envelope, messages: Sequence[dict[str, Any]]) -> str:
        """The question as it stands now: whoever edits it before it is read has it read so."""
        asked = asked_in(messages, envelope.ts)
        if asked is None or envelope.as_given:
            return envelope.text
        return str(asked.get("text") or "")

    async def _read(
        self, messages: Sequence[dict[str, Any]], asked: str, words: Words
    ) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
        """The thread, what the question quotes, and the files in it, those of the question
        included; and what of them could not be read. Slack often leaves the files out of a mention
        (field/slack.md 1.3), so the question's own message is read again."""
        units = await self.thread(messages, skip=asked)
        question = asked_in(messages, asked)
        if question is not None:
            units += await self._quoted(question)
        if self._attachments is None:
            return units, ()
        bot = await self.bot_user()
        theirs = [one for one in messages if one.get("user") != bot]
        found, skipped = await self._attachments.read(theirs)
        return units + found, tuple(one.told(words) for one in skipped)

    async def _quoted(self, message: dict[str, Any]) -> tuple[Unit, ...]:
        """Messages that the question shares: other people's and other bots' words, as context."""
        units = []
        for name, text in quoted(message):
            words = await self.readable(text)
            units.append(Unit(source="thread", place=f"quoted, {name}", text=words, author=name))
        return tuple(units)

    async def _standing(self, channel: str, root: str, asked: str) -> list[dict[str, Any]] | None:
        """The thread, or the message alone; [] when it is gone, None when it cannot be seen."""
        if not root and not asked:
            return None
        try:
            if root and root != asked:
                return await self.messages(channel, root)
            reply = await self._client.conversations_replies(channel=channel, ts=asked, limit=1)
        except SlackApiError as error:
            if code_of(error) in GONE:
                return []
            if root and root != asked:
                raise
            return None
        return [one for one in reply["messages"] if one["ts"] == asked]

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
            text = await self.readable(without(said(message), bot))
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
        names = {user: (await self.person(user)).name for user in mentioned(text)}
        return decoded(text, names)


def _language(text: str, asker: Person, private: bool) -> str:
    """In a channel everybody reads along: the question's own language; else the asker's."""
    told = None if private else spoken_in(text)
    return told or of_locale(asker.locale)


def _place_kind(envelope: Envelope) -> PlaceKind:
    known: dict[str, PlaceKind] = {"im": "dm", "group": "private", "mpim": "group_dm"}
    if envelope.channel.startswith("D"):
        return "dm"
    return known.get(envelope.channel_type, "channel")


def asked_in(messages: Sequence[dict[str, Any]], ts: str) -> dict[str, Any] | None:
    """The question among these messages, unless it was taken back."""
    found = (one for one in messages if one["ts"] == ts and one.get("subtype") != STONE)
    return next(found, None)


def _something_asked(text: str, message: dict[str, Any] | None) -> None:
    """Raises RequestRefused with what is there instead of a question: a file, an emoji, nothing."""
    if only_emoji(text):
        raise RequestRefused(said="refused.only_emoji")
    if text:
        return
    names = [label(file) for file in (message or {}).get("files") or []]
    if names:
        raise RequestRefused(said="refused.only_files", files=", ".join(names))
    raise RequestRefused(said="refused.empty")
