"""Commands between Slack and where they are run: here, or handed to a worker with the way back.

Refuses to know commands and to show outcomes.
"""

from __future__ import annotations

from typing import Any

from bot.commands.errand import Errand, entry
from bot.commands.outcome import Outcome
from bot.commands.running import Ended, Person, Running
from bot.errors import StoreError
from bot.events import Events
from bot.jobs.ids import new_id
from bot.ports import Ledger
from bot.sealing import Sealer

Json = dict[str, Any]


class Handing:
    """What every listener shares that runs a command. `body` is Slack's payload."""

    def __init__(self, running: Running, ledger: Ledger, sealer: Sealer, events: Events) -> None:
        self.running = running
        self._ledger = ledger
        self._sealer = sealer
        self._events = events

    async def typed(self, text: str, person: Person, body: Json) -> Outcome:
        """A command as it was typed."""
        return await self._on(await self.running.typed(text, person), person, body, agreed=False)

    async def filled(
        self, name: str, values: dict[str, str], person: Person, body: Json
    ) -> Outcome:
        """A command whose fields were filled in."""
        return await self._on(
            await self.running.filled(name, values, person), person, body, agreed=False
        )

    async def pressed(self, token: str, person: Person, body: Json) -> Outcome:
        """A yes, or an undo."""
        try:
            ended = await self.running.pressed(token, person)
        except StoreError as error:
            return self._down(person, error)
        return await self._on(ended, person, body, agreed=True)

    async def dropped(self, token: str, person: Person) -> Outcome:
        """A no."""
        try:
            await self.running.pending.drop(token, person.caller)
        except StoreError as error:
            return self._down(person, error)
        return Outcome(command="", state="refused", text=person.words.say("commands.dropped"))

    async def _on(self, ended: Ended, person: Person, body: Json, *, agreed: bool) -> Outcome:
        if ended.outcome.state != "handed":
            return ended.outcome
        errand = Errand(
            order=ended.order,
            caller=person.caller,
            agreed=agreed,
            reply=str(body.get("response_url") or ""),
            prefix=person.prefix,
            holders=person.holders,
            language=person.words.language,
        )
        names = (f"trigger:{body.get('trigger_id') or new_id()}",)
        try:
            await self._ledger.receive(entry(errand, names, self._sealer))
        except StoreError as error:
            return self._down(person, error)
        return ended.outcome

    def _down(self, person: Person, error: StoreError) -> Outcome:
        self._events.emit("store_failed", what="command", detail=str(error))
        text = person.words.say("error.store", id=new_id())
        return Outcome(command="", state="failed", text=text)
