"""`/thinktwice` alone: a window with every command of this person, filled in and run from there.

Refuses to call models: what takes longer is handed to a worker, like a typed command.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.handing import Handing
from adapters.slack.menu_views import (
    BACK,
    DO,
    FILLED,
    OPEN,
    RUN,
    Origin,
    ended,
    form,
    listed,
    origin_in,
    values_in,
)
from adapters.slack.operators import Operators
from adapters.slack.refusals import code_of
from adapters.slack.taking import Taking
from adapters.slack.typed import Asked
from bot.commands.outcome import Outcome
from bot.commands.running import Person
from bot.errors import CommandRefused
from bot.events import Events
from bot.routing.policies import Policies

Json = dict[str, Any]
#: Commands that ask when they are typed without arguments.
FORMS = frozenset({"advise", "summarize"})


class Menu:
    """Listeners for its buttons; `open` is called by the command."""

    def __init__(
        self,
        handing: Handing,
        taking: Taking,
        operators: Operators,
        policies: Policies,
        events: Events,
    ) -> None:
        self._policies = policies
        self._handing = handing
        self._taking = taking
        self._operators = operators
        self._events = events

    def attach(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(OPEN)(self._opened)
        app.action(BACK)(self._back)
        app.action(RUN)(self._run)
        app.action(DO)(self._do)
        app.view(re.compile(f"^{FILLED}"))(self._filled)

    async def open(self, client: AsyncWebClient, command: Json, person: Person) -> bool:
        """The first page, for whoever typed the command alone. False: Slack would not open it."""
        view = self._list(person, _origin(command, person))
        return await self._open(client, command, view)

    async def ask(self, client: AsyncWebClient, command: Json, person: Person, name: str) -> bool:
        """The fields of a command that was typed without them. False: it has none to ask for, or
        Slack would not open it."""
        if name not in FORMS:
            return False
        running = self._handing.running
        found = running.registry.find(name)
        view = form(found, running.example(found, person), person, _origin(command, person))
        return await self._open(client, command, view)

    async def _open(self, client: AsyncWebClient, command: Json, view: Json) -> bool:
        try:
            await client.views_open(trigger_id=command["trigger_id"], view=view)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))
            return False
        return True

    def _list(self, person: Person, origin: Origin) -> Json:
        running = self._handing.running
        mine = running.registry.all(person.caller)
        return listed(mine, person, running.desk.seats, origin)

    async def _person(self, client: AsyncWebClient, body: Json) -> tuple[Person, Origin, Json]:
        """Who pressed, where the menu was opened, and the payload as of a typed command."""
        origin = origin_in(body["view"])
        given = {
            "team_id": str(body["team"]["id"]),
            "user_id": str(body["user"]["id"]),
            "channel_id": origin.channel,
            "response_url": origin.reply,
            "trigger_id": str(body.get("trigger_id") or ""),
        }
        person = await self._operators.person(client, given, origin.prefix)
        return person, origin, given

    async def _opened(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        person, origin, given = await self._person(client, body)
        name = str(body["actions"][0]["value"])
        running = self._handing.running
        try:
            command = running.registry.find(name)
        except CommandRefused:
            await self._show(client, body, self._list(person, origin))
            return
        if any(info.annotation is not bool for info in command.Arguments.model_fields.values()):
            example = running.example(command, person)
            await self._show(client, body, form(command, example, person, origin))
            return
        await self._end(client, body, await self._handing.filled(name, {}, person, given))

    async def _back(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        person, origin, _ = await self._person(client, body)
        await self._show(client, body, self._list(person, origin))

    async def _run(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        person, _, given = await self._person(client, body)
        asked = Asked(self._taking, self._policies, given, person.words)
        asker = Person(person.caller, person.words, person.prefix, person.holders, asked)
        name, values = str(body["actions"][0]["value"]), values_in(body["view"])
        outcome = await self._handing.filled(name, values, asker, given)
        if asked.warned:
            outcome = Outcome(command=name, state="done", text=asked.danger)
            await asked.told(lambda: self._end(client, body, outcome))
            return
        if outcome.state == "done" and not outcome.text:
            said = person.words.say("commands.menu_asked")
            outcome = outcome.model_copy(update={"text": said})
        await self._end(client, body, outcome)

    async def _filled(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A form that is sent off because it takes files; its window goes on with the outcome."""
        person, origin, given = await self._person(client, body)
        view = body["view"]
        name = str(view["callback_id"]).removeprefix(FILLED)
        outcome = await self._handing.filled(name, values_in(view), person, given)
        await ack(response_action="update", view=ended(outcome, person, origin))

    async def _do(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        person, _, given = await self._person(client, body)
        token = str(body["actions"][0]["value"])
        await self._end(client, body, await self._handing.pressed(token, person, given))

    async def _end(self, client: AsyncWebClient, body: Json, outcome: Outcome) -> None:
        person, origin, _ = await self._person(client, body)
        await self._show(client, body, ended(outcome, person, origin))

    async def _show(self, client: AsyncWebClient, body: Json, view: Json) -> None:
        """The next page in the same window; one that was closed meanwhile is no error."""
        try:
            await client.views_update(view_id=body["view"]["id"], view=view)
        except SlackApiError as error:
            self._events.emit("slack_failed", job="", problem=code_of(error))


def _origin(command: Json, person: Person) -> Origin:
    return Origin(
        channel=person.caller.channel,
        prefix=person.prefix,
        reply=str(command.get("response_url") or ""),
    )
