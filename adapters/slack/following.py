"""Follow-ups without a mention, where the policy allows them, and the button that ends them.

Refuses to call models and Slack: it answers from Redis alone.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.slack.buttons import MUTE
from adapters.slack.envelope import Envelope
from adapters.slack.repeating import Repeating
from adapters.slack.saying import mentioned, outside_code
from adapters.slack.speaking import by
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.talks import Talks
from bot.routing.marks import only_emoji, read_marks
from bot.routing.policies import Policies

Json = dict[str, Any]
#: How Slack writes @here, @channel, @everyone and user groups (docs.slack.dev, formatting).
TO_ALL = "<!"


class Following:
    """What the door asks about messages in channels, and the listener for `Mute here`."""

    def __init__(
        self, talks: Talks, repeating: Repeating, policies: Policies, events: Events
    ) -> None:
        self._talks = talks
        self._repeating = repeating
        self._policies = policies
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.action(MUTE)(self._mute)

    async def called(self, envelope: Envelope) -> None:
        """Somebody has mentioned the bot: they may follow up in that thread."""
        if not self._allowed(envelope):
            return
        thread = envelope.thread_ts or envelope.ts
        try:
            await self._talks.mentioned(envelope.team, envelope.channel, thread, envelope.user)
        except StoreError as error:
            # The question itself is recorded; a follow-up will need a mention.
            self._events.emit("store_failed", what="talk", detail=str(error))

    async def answers(self, envelope: Envelope) -> bool:
        """Whether a message that mentions nobody is answered: see `bot.following`. One to other
        people, or without a word, is none to us."""
        root, text = envelope.thread_ts, outside_code(envelope.text)
        if root in ("", envelope.ts) or not self._allowed(envelope):
            return False
        if TO_ALL in text or mentioned(text):
            return False
        said = read_marks(envelope.text).text
        if not said or only_emoji(said):
            return False
        place = (envelope.team, envelope.channel, root)
        try:
            return await self._talks.follows(*place, envelope.user, envelope.ts)
        except StoreError as error:
            self._events.emit("store_failed", what="talk", detail=str(error))
            return False

    def _allowed(self, envelope: Envelope) -> bool:
        book = self._policies.at(envelope.team).book
        return book.in_force(envelope.channel).policy.where.follow_ups

    async def _mute(self, ack: AsyncAck, body: Json) -> None:
        container = body.get("container") or {}
        root = str(container.get("thread_ts") or container.get("message_ts") or "")
        team, _ = by(body)
        try:
            await self._talks.mute(team, str(body["channel"]["id"]), root)
        except StoreError as error:
            await self._repeating.store_down(ack, body, error)
            return
        await ack()
        await self._repeating.tell(body, "following.muted")
