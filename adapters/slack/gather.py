"""From an envelope to the whole question: names, time zone, the thread, paged to its end.

Refuses to read what the asker cannot see: only the thread the question stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.aimed import aimed
from adapters.slack.asked import STONE, asked_in, something_asked
from adapters.slack.attached import ROOM, SUMMARY_ROOM, Attachments, file_names
from adapters.slack.envelope import Envelope
from adapters.slack.names import Names
from adapters.slack.paging import PAGE, Pages
from adapters.slack.refusals import code_of
from adapters.slack.saying import quoted, said, without
from adapters.slack.seen import meant
from adapters.slack.sources import Sources
from adapters.slack.wanted import Source
from bot.errors import RequestRefused
from bot.jobs.readers import Readers
from bot.jobs.record import Job
from bot.request import Person, Place, PlaceKind, Request, Unit
from bot.routing.marks import read_marks
from bot.summaries.wanted import asked_for
from bot.words import Words
from bot.words.languages import of_locale, spoken_in

SKIPPED = frozenset({"channel_join", "channel_leave", "group_join", "group_leave", STONE})
#: What Slack answers for a message that is no more.
GONE = frozenset({"thread_not_found", "message_not_found"})
#: What Slack answers where the bot is no member.
OUTSIDE = frozenset({"not_in_channel", "channel_not_found"})
#: The catalogue's key for a question that its writer took back before it was answered.
TAKEN_BACK = "refused.taken_back"


class Gatherer:
    """Reads Slack for one workspace's bot."""

    def __init__(
        self,
        client: AsyncWebClient,
        page: int = PAGE,
        attachments: Attachments | None = None,
        language: Callable[[str], str] = lambda channel: "",
        readers: Readers | None = None,
    ) -> None:
        """`language`: the one that a channel has fixed, or "". `readers` learn how people read."""
        self._language, self._readers = language, readers
        self._client = client
        self._attachments = attachments
        self._names = Names(client)
        self._pages = Pages(client, page)
        self._sources = Sources(client, self._names, self._pages)

    async def request(self, job: Job, envelope: Envelope) -> Request:
        """The whole question. Raises RequestRefused when nothing is asked."""
        if envelope.request is not None:
            return await self._again(await self._pressed(job, envelope, envelope.request))
        bot = await self._names.bot_user()
        asker = await self.person(envelope.team, envelope.user)
        now = datetime.now(UTC)
        written, messages, source = await self._asked(envelope, asker, now)
        elsewhere = source is not None and source.channel != envelope.channel
        marks = read_marks(await self._names.readable(without(written, bot)))
        something_asked(marks.text, asked_in(messages, envelope.ts))
        private = marks.private or envelope.private or elsewhere
        private, kind = await self._seen(envelope, private)
        language = self._language(envelope.channel) or _language(marks.text, asker, private)
        summary = source or envelope.summary or asked_for(marks.text, file_names(messages))
        room = SUMMARY_ROOM if summary else ROOM
        where = source.channel if source else envelope.channel
        context, unread = await self._read(messages, where, envelope.ts, Words(language), room)
        if envelope.about and not messages:
            unread += (Words(language).say("slack.message_only"),)
        return Request(
            id=job.id,
            text=marks.text,
            asker=asker,
            place=Place(
                team=envelope.team,
                channel=envelope.channel,
                kind=kind,
                thread_ts=envelope.thread_ts or envelope.ts,
                message_ts=envelope.ts,
            ),
            asked_at=now,
            context=context,
            unread=unread,
            wish=marks.wish or envelope.wish,
            fresh=marks.fresh or envelope.compare,
            compare=envelope.compare,
            private=private,
            elsewhere=elsewhere,
            followed=envelope.followed,
            shape=envelope.shape or ("summary" if source else ""),
            external=envelope.external,
            reply_to=await self._author(envelope) if envelope.drafting else "",
            unknown_mark=marks.unknown,
            meant_mark=marks.meant,
            language=language,
        )

    async def _seen(self, envelope: Envelope, private: bool) -> tuple[bool, PlaceKind]:
        """Whether only the asker is to see the answer, and what kind of place it is."""
        kind = _place_kind(envelope)
        if private or envelope.kind not in ("command", "shortcut"):
            return private, kind
        # Where the bot is no member, only the asker can be answered; in a direct message between
        # other people only the response_url reaches them.
        private = not await self._names.is_member(envelope.channel)
        return private, "group_dm" if private and kind == "dm" else kind

    async def _pressed(self, job: Job, envelope: Envelope, request: Request) -> Request:
        """A known question as asked by whoever pressed: in their name, and on their budget."""
        asker = request.asker
        if envelope.user != asker.id:
            asker = await self.person(envelope.team, envelope.user)
        return request.model_copy(update={"id": job.id, "asker": asker})

    async def _again(self, request: Request) -> Request:
        """A known question; its thread is read again where all of it is wanted. Raises
        RequestRefused where it is to be shared and the bot is no member."""
        place = request.place
        if request.shared_of and not await self._names.is_member(place.channel):
            raise await self._names.not_member("", Words(request.language))
        if not request.everything or request.context:
            return request
        messages = await self._standing(place.channel, place.thread_ts, place.message_ts)
        room = SUMMARY_ROOM if asked_for(request.text, file_names(messages or [])) else ROOM
        context, unread = await self._read(
            messages or [], place.channel, place.message_ts, Words(request.language), room
        )
        return request.model_copy(update={"context": context, "unread": unread})

    async def _asked(
        self, envelope: Envelope, asker: Person, now: datetime
    ) -> tuple[str, list[dict[str, Any]], Source | None]:
        """What is asked, the messages that belong to it, and where they stand, if it is said.
        Raises RequestRefused."""
        words = Words(of_locale(asker.locale))
        source, messages = envelope.source, list[dict[str, Any]]()
        if source is None:
            messages = await self._around(envelope, words)
            text = await self._written(envelope, messages, words)
            if not envelope.thread_ts and not file_names(messages):
                source = meant(envelope.sight, text, asker, now)
        if source is None:
            return text, messages, None
        return *await self._sources.read(source, asker, now, words), source

    async def _around(self, envelope: Envelope, words: Words) -> list[dict[str, Any]]:
        """The messages that belong to the question, itself among them. Raises RequestRefused when
        the question was taken back."""
        try:
            found = await self._standing(envelope.channel, envelope.thread_ts, envelope.ts)
        except SlackApiError as error:
            if code_of(error) not in OUTSIDE or envelope.kind != "shortcut":
                raise
            if not envelope.about:
                raise await self._names.not_member(envelope.channel_name, words) from error
            return []
        if found is None:
            return []
        if envelope.ts and asked_in(found, envelope.ts) is None:
            raise RequestRefused(said=TAKEN_BACK)
        return found

    async def person(self, team: str, user: str) -> Person:
        """Somebody's name, time zone, and the locale they read in."""
        found = await self._names.person(user)
        return await self._readers.meet(team, found) if self._readers else found

    async def stands(self, envelope: Envelope) -> bool:
        """Whether the question still stands where it was written; where that cannot be seen, it
        does."""
        if not envelope.ts:
            return True
        found = await self._standing(envelope.channel, "", envelope.ts)
        return found is None or asked_in(found, envelope.ts) is not None

    async def _author(self, envelope: Envelope) -> str:
        """Whose message a shortcut was used on."""
        return (await self._names.person(envelope.author)).name if envelope.author else "app"

    async def _written(
        self, envelope: Envelope, messages: Sequence[dict[str, Any]], words: Words
    ) -> str:
        """The question as it stands now: whoever edits it before it is read has it read so."""
        if envelope.on and envelope.about:
            target = asked_in(messages, envelope.on)
            message = said(target) if target else envelope.about
            if envelope.drafting:
                return message
            return aimed(envelope.text, await self._author(envelope), message, words)
        asked = asked_in(messages, envelope.ts)
        if asked is None or envelope.as_given:
            return envelope.text
        return str(asked.get("text") or "")

    async def _read(
        self,
        messages: Sequence[dict[str, Any]],
        channel: str,
        asked: str,
        words: Words,
        room: int,
    ) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
        """The thread, what the question quotes, and the files in it, those of the question
        included; and what of them could not be read. Slack often leaves the files out of a mention
        (field/slack.md 1.3), so the question's own message is read again."""
        units = await self.thread(messages, channel, skip=asked)
        question = asked_in(messages, asked)
        if question is not None:
            units += await self._quoted(question)
        if self._attachments is None:
            return units, ()
        bot = await self._names.bot_user()
        theirs = [one for one in messages if one.get("user") != bot]
        found, skipped = await self._attachments.read(theirs, room)
        return units + found, tuple(one.told(words) for one in skipped)

    async def _quoted(self, message: dict[str, Any]) -> tuple[Unit, ...]:
        """Messages that the question shares: other people's and other bots' words, as context."""
        units = []
        for name, text in quoted(message):
            words = await self._names.readable(text)
            units.append(Unit(source="thread", place=f"quoted, {name}", text=words, author=name))
        return tuple(units)

    async def _standing(self, channel: str, root: str, asked: str) -> list[dict[str, Any]] | None:
        """The thread, or the message alone; [] when it is gone, None when it cannot be seen."""
        if not root and not asked:
            return None
        try:
            if root and root != asked:
                return await self._pages.thread(channel, root)
            reply = await self._client.conversations_replies(channel=channel, ts=asked, limit=1)
        except SlackApiError as error:
            if code_of(error) in GONE:
                return []
            if root and root != asked:
                raise
            return None
        return [one for one in reply["messages"] if one["ts"] == asked]

    async def thread(
        self, messages: Sequence[dict[str, Any]], channel: str, skip: str
    ) -> tuple[Unit, ...]:
        """Every message of the thread but the question, oldest first, newest included; not what
        we said after the question, which is no part of what it asks about."""
        bot = await self._names.bot_user()
        units = []
        for message in messages:
            late = message.get("user") == bot and float(message["ts"]) > float(skip or "inf")
            if message.get("subtype") in SKIPPED or message["ts"] == skip or late:
                continue
            text = await self._names.readable(without(said(message), bot))
            if text:
                units.append(await self._unit(message, channel, text, bot))
        return tuple(units)

    async def _unit(self, message: dict[str, Any], channel: str, text: str, bot: str) -> Unit:
        user = str(message.get("user") or "")
        profile = message.get("bot_profile") or {}
        name = str(message.get("username") or profile.get("name") or "app")
        if user:
            name = (await self._names.person(user)).name
        at = datetime.fromtimestamp(float(message["ts"]), UTC)
        return Unit(
            source="thread",
            place=f"{name}, {at:%Y-%m-%d %H:%M} UTC",
            text=text,
            author=name,
            by_assistant=user == bot,
            link=await self._names.permalink(channel, message),
        )


def _language(text: str, asker: Person, private: bool) -> str:
    """In a channel everybody reads along: the question's own language; else the asker's."""
    told = None if private else spoken_in(text)
    return told or of_locale(asker.locale)


def _place_kind(envelope: Envelope) -> PlaceKind:
    known: dict[str, PlaceKind] = {"im": "dm", "group": "private", "mpim": "group_dm"}
    if envelope.channel.startswith("D"):
        return "dm"
    return known.get(envelope.channel_type, "channel")
