"""The door for the policy's window: opened from App Home, by operators, and run through the same
command as when it is typed.

Refuses to change the policy itself: `policy set` and `policy undo` do, with preview, log and undo.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.handing import Handing
from adapters.slack.menu_views import values_in
from adapters.slack.operators import Operators
from adapters.slack.refusals import code_of
from adapters.slack.ruling_views import (
    BACK,
    CHANNEL,
    DO,
    EVERYWHERE,
    KEY,
    LAST,
    NEXT,
    OPEN,
    VALUE,
    Ruled,
    outcome_view,
    policy_view,
    ruled_in,
)
from bot.commands.outcome import Outcome
from bot.commands.running import Person
from bot.events import Events
from bot.routing.shown import shown

Json = dict[str, Any]


class Ruling:
    """Listeners for the window's buttons and menus."""

    def __init__(self, handing: Handing, operators: Operators, events: Events) -> None:
        self._handing = handing
        self._operators = operators
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(OPEN)(self._open)
        app.action(CHANNEL)(self._channel)
        app.action(EVERYWHERE)(self._everywhere)
        app.action(KEY)(self._key)
        app.action(NEXT)(self._next)
        app.action(LAST)(self._last)
        app.action(DO)(self._do)
        app.action(BACK)(self._back)

    async def _open(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        person = await self._person(client, body, Ruled())
        view = self._page(person, Ruled())
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))

    async def _channel(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        chosen = str(body["actions"][0].get("selected_conversation") or "")
        await self._turn(client, body, Ruled(channel=chosen, key=ruled_in(body["view"]).key))

    async def _everywhere(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await self._turn(client, body, Ruled(key=ruled_in(body["view"]).key))

    async def _key(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        chosen = (body["actions"][0].get("selected_option") or {}).get("value") or ""
        page = ruled_in(body["view"])
        await self._turn(client, body, page.model_copy(update={"key": str(chosen)}))

    async def _next(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        page = ruled_in(body["view"])
        value = values_in(body["view"]).get(f"{VALUE}.{page.key}", "")
        await self._run(client, body, {"what": "set", "key": page.written, "value": value})

    async def _last(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await self._run(client, body, {"what": "undo"})

    async def _run(self, client: AsyncWebClient, body: Json, values: dict[str, str]) -> None:
        page = ruled_in(body["view"])
        person = await self._person(client, body, page)
        outcome = await self._handing.filled("policy", values, person, body)
        await self._show(client, body, outcome_view(outcome, page, person.words))

    async def _do(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        page = ruled_in(body["view"])
        person = await self._person(client, body, page)
        outcome = await self._handing.pressed(str(body["actions"][0]["value"]), person, body)
        await self._show(client, body, outcome_view(outcome, page, person.words))

    async def _back(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Without a word about a change that waited for a yes: it is let go."""
        await ack()
        page, token = ruled_in(body["view"]), str(body["actions"][0]["value"])
        if token != "back":
            await self._handing.dropped(token, await self._person(client, body, page))
        await self._turn(client, body, page.model_copy(update={"key": ""}))

    async def _person(self, client: AsyncWebClient, body: Json, page: Ruled) -> Person:
        given = {
            "team_id": str(body["team"]["id"]),
            "user_id": str(body["user"]["id"]),
            "channel_id": page.channel,
        }
        return await self._operators.person(client, given)

    def _page(self, person: Person, page: Ruled) -> Json:
        """What holds there; for one who may not see it, who may."""
        if not person.caller.operator:
            said = person.words.say("commands.not_yours", name="policy", holders=person.holders)
            refused = Outcome(command="policy", state="refused", text=said)
            return outcome_view(refused, Ruled(), person.words)
        policies = self._handing.running.desk.policies.at(person.caller.team)
        zone = person.caller.zone
        return policy_view(shown(policies.book, page.channel), page, person.words, zone)

    async def _turn(self, client: AsyncWebClient, body: Json, page: Ruled) -> None:
        person = await self._person(client, body, page)
        await self._show(client, body, self._page(person, page))

    async def _show(self, client: AsyncWebClient, body: Json, view: Json) -> None:
        """The next page in the same window; one that was closed meanwhile is no error."""
        try:
            await client.views_update(view_id=body["view"]["id"], view=view)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))
