"""First contact: hello on joining a channel, once, with two buttons that explain.

Refuses to know settings: the words for them are handed in.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import button, sentence
from adapters.slack.refusals import code_of
from adapters.slack.repeating import Repeating, respond
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.care import Care
from bot.routing.policies import Policies
from bot.seats import Seats
from bot.whereabouts import whereabouts
from bot.words import Words

Json = dict[str, Any]
WHAT, WHERE = "what_can_you_do", "where_does_text_go"


class Hello:
    """Listeners for joining, and for the two buttons."""

    def __init__(
        self, repeating: Repeating, care: Care, seats: Seats, policies: Policies, events: Events
    ) -> None:
        self._repeating = repeating
        self._care = care
        self._seats = seats
        self._policies = policies
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.event("member_joined_channel")(self._joined)
        app.action(WHAT)(self._what)
        app.action(WHERE)(self._where)

    async def _joined(
        self, body: Json, event: Json, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Once for a channel and day, however often Slack delivers it; people who join hear
        nothing."""
        if event.get("user") != context.bot_user_id:
            return
        channel = str(event["channel"])
        book = self._policies.at(str(body["team_id"])).book
        fixed = book.in_force(channel).policy.display.language
        inviter = {"team_id": body["team_id"], "user_id": event.get("inviter")}
        words = Words(fixed) if fixed else await self._repeating.words(inviter)
        message = hello(self._seats, words)

        async def greet() -> None:
            await client.chat_postMessage(channel=channel, **message)

        try:
            await self._care.once(str(body["team_id"]), f"hello:{channel}", greet)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))
        except StoreError as error:
            self._events.emit("store_failed", what="hello", detail=str(error))

    async def _what(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        await respond(body, helped(self._seats, await self._repeating.words(body)))

    async def _where(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        channel = str((body.get("channel") or {}).get("id") or "")
        team = str((body.get("team") or {}).get("id") or "")
        policy = self._policies.at(team).book.in_force(channel).policy
        await respond(body, whereabouts(self._seats, policy, await self._repeating.words(body)))


def hello(seats: Seats, words: Words) -> Json:
    """The message to all."""
    text = words.say("hello.text", fast=seats.fast.label, reasoning=seats.reasoning.label)
    what = button(WHAT, words.say("hello.what"), "hello", words.say("hello.what_label"))
    where = button(WHERE, words.say("hello.where"), "hello", words.say("hello.where_label"))
    return sentence(text, {"type": "actions", "elements": [what, where]})


def helped(seats: Seats, words: Words) -> str:
    """What the app does, with examples to copy, and what it cannot do."""
    names = {"fast": seats.fast.label, "reasoning": seats.reasoning.label}
    return words.say("commands.help_slack", ask="/ask", think="/think", **names)
