"""Running a command as a person gave it: right, arguments, preview, yes, time limit, log, undo.

Refuses to know what any of them does, and to let one that fails take anything with it.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from bot.commands.audit import AuditLine
from bot.commands.command import (
    Call,
    Caller,
    Command,
    Home,
    Offers,
    Order,
    Questions,
    Said,
)
from bot.commands.desk import Desk
from bot.commands.outcome import Another, Outcome, State
from bot.commands.pending import Pending
from bot.commands.reading import arguments, validated
from bot.commands.registry import Registry, may_run
from bot.errors import CommandRefused, PolicyError, StoreError, ThinktwiceError
from bot.jobs.ids import new_id
from bot.words import Words, prepared
from bot.words.languages import ENGLISH

#: Slack waits 3 s for an answer to a command; a worker may take its time.
LIMIT_S: dict[Home, float] = {"web": 2.3, "worker": 300.0}
#: Workspace, channel, line.
Tell = Callable[[str, str, str], Awaitable[None]]


@dataclass(frozen=True)
class Person:
    """Who is at it, and how they are spoken to. `holders` says who operates here; `questions`
    takes on what they ask, where that can be answered."""

    caller: Caller
    words: Words
    prefix: str = "/thinktwice"
    holders: str = ""
    questions: Questions | None = None


@dataclass(frozen=True)
class Ended:
    """How it ended; `order` is what a worker is handed, `shapes` what `--json` prints."""

    outcome: Outcome
    order: Order
    shapes: Sequence[BaseModel] = ()


class Running:
    """`here` is the process's home: `web` hands on what belongs into a worker. `tell` posts a line
    in a channel, where there is Slack."""

    def __init__(self, registry: Registry, desk: Desk, here: Home, tell: Tell | None) -> None:
        self.registry = registry
        self.desk = desk
        self.pending = Pending(desk.store, desk.sealer, desk.space)
        self._here = here
        self._tell = tell

    async def typed(self, text: str, person: Person) -> Ended:
        """What somebody typed behind the prefix; `handed` says: to a worker with it."""
        name, *more = text.split(None, 1)
        rest = more[0] if more else ""
        order = Order(command=name)
        try:
            command = self._allowed(name, person)
            order = order_of(command, arguments(command.Arguments, rest))
        except CommandRefused as error:
            refused = self._refused(name, error, person)
            return Ended(refused, order, (refused,))
        return await self.step(order, person)

    async def filled(self, name: str, values: dict[str, str], person: Person) -> Ended:
        """The same with its fields by name, as a form gives them."""
        order = Order(command=name)
        try:
            command = self._allowed(name, person)
            order = order_of(command, validated(command.Arguments, dict(values)))
        except CommandRefused as error:
            refused = self._refused(name, error, person)
            return Ended(refused, order, (refused,))
        return await self.step(order, person)

    def example(self, command: type[Command], person: Person) -> str:
        """How it is typed."""
        return f"{person.prefix} {self._call(person).labelled(command.example)}"

    async def pressed(self, token: str, person: Person) -> Ended:
        """`Do it` or `Undo` was pressed: once, and only by the one who gave the command.
        Raises StoreError."""
        order = await self.pending.take(token, person.caller)
        if order is None:
            gone = Outcome(command="", state="refused", text=person.words.say("commands.gone"))
            return Ended(gone, Order(command=""), (gone,))
        return await self.step(order, person, agreed=True)

    async def step(self, order: Order, person: Person, *, agreed: bool = False) -> Ended:
        """Preview or run; whatever goes wrong is told, never raised."""
        try:
            command = self._allowed(order.command, person)
            args = validated(command.Arguments, dict(order.args))
            if self._here == "web" and command.home == "worker":
                text = person.words.say("commands.handed")
                return Ended(Outcome(command=command.name, state="handed", text=text), order)
            return await self._timed(command, args, order, person, agreed=agreed)
        except (CommandRefused, PolicyError) as error:
            outcome = self._refused(order.command, error, person)
        except TimeoutError:
            outcome = self._failed(order, person, "commands.slow", "TimeoutError")
        except StoreError as error:
            self.desk.events.emit("store_failed", what="command", detail=str(error))
            outcome = self._failed(order, person, "error.store", "")
        except Exception as error:  # noqa: BLE001 - a stranger's command must not take us with it
            last = traceback.extract_tb(error.__traceback__)[-1]
            problem = f"{type(error).__name__} {last.name}:{last.lineno}"
            outcome = self._failed(order, person, "commands.failed", problem)
        if agreed and outcome.state in ("refused", "failed"):
            await self._write(order, person, outcome.state, "")
        return Ended(outcome, order, (outcome,))

    async def _timed(
        self, command: type[Command], args: BaseModel, order: Order, person: Person, *, agreed: bool
    ) -> Ended:
        await prepared(self._log_language(person.caller))
        one = command(self._call(person))
        async with asyncio.timeout(LIMIT_S[self._here]):
            preview = "" if agreed else await one.preview(args)
            if preview:
                token = await self.pending.put(order, person.caller)
                asks = Outcome(
                    command=command.name,
                    state="asks",
                    text=preview,
                    token=token,
                    another=await self._another(one, args, person),
                )
                return Ended(asks, order, (asks,))
            said = await one.run(args)
        text = said.text
        if said.line and not await self._write(order, person, "done", said.line, told=not said.own):
            text = f"{text}\n{person.words.say('commands.unwritten')}"
        token = await self._undoable(said, person)
        done = Outcome(command=command.name, state="done", text=text, token=token)
        return Ended(done, order, said.shapes or (done,))

    async def _another(self, one: Command, args: BaseModel, person: Person) -> Another | None:
        offered = await one.another(args) if isinstance(one, Offers) else None
        if offered is None:
            return None
        text, order = offered
        return Another(text=text, token=await self.pending.put(order, person.caller))

    async def _undoable(self, said: Said, person: Person) -> str:
        return await self.pending.put(said.undo, person.caller) if said.undo else ""

    def _call(self, person: Person) -> Call:
        return Call(
            caller=person.caller,
            desk=self._desk(person.caller),
            words=person.words,
            at=datetime.now(UTC),
            prefix=person.prefix,
            registry=self.registry,
            log=Words(self._log_language(person.caller)),
            questions=person.questions,
        )

    def _log_language(self, caller: Caller) -> str:
        """What operators read the log in: the language that their channel has fixed, else English;
        not that of whoever acts."""
        policies = self._desk(caller).policies
        channel = policies.base.operators.channel
        return policies.book.in_force(channel).policy.display.language or ENGLISH

    def _desk(self, caller: Caller) -> Desk:
        """As the caller's workspace has it: what it changes holds there alone."""
        return replace(self.desk, policies=self.desk.policies.at(caller.team))

    def _allowed(self, name: str, person: Person) -> type[Command]:
        command = self.registry.find(name)
        if not may_run(command, person.caller):
            raise CommandRefused(said="commands.not_yours", name=name, holders=person.holders)
        return command

    async def _write(
        self,
        order: Order,
        person: Person,
        outcome: State,
        line: str,
        *,
        told: bool = True,
    ) -> bool:
        """Into the log, and to the operators; False: it could not be written."""
        caller = person.caller
        written = AuditLine(
            at=datetime.now(UTC),
            who=caller.shown,
            team=caller.team,
            channel=caller.channel,
            command=order.command,
            outcome=outcome,
            line=line,
        )
        self.desk.events.emit("commanded", command=order.command, outcome=outcome)
        try:
            await self.desk.audit.write(written)
        except StoreError as error:
            self.desk.events.emit("store_failed", what="audit", detail=str(error))
            return False
        channel = self._desk(caller).policies.base.operators.channel
        if line and channel and self._tell and told:
            words = await prepared(self._log_language(caller))
            said = words.say("commands.told", who=caller.shown, line=line)
            await self._tell(caller.team, channel, said)
        return True

    def _refused(self, name: str, error: ThinktwiceError, person: Person) -> Outcome:
        values: dict[str, Any] = {"name": name, "prefix": person.prefix, "holders": person.holders}
        values |= error.values
        text = person.words.say(error.key, **values)
        try:
            command = self.registry.find(name)
        except CommandRefused:
            return Outcome(command=name, state="refused", text=text)
        if error.key in ("commands.wrong", "commands.missing", "commands.too_much"):
            example = self.example(command, person)
            text = f"{text} {person.words.say('commands.example', example=example)}"
        return Outcome(command=name, state="refused", text=text)

    def _failed(self, order: Order, person: Person, said: str, problem: str) -> Outcome:
        error_id = new_id()
        if problem:
            self.desk.events.emit(
                "command_failed", command=order.command, problem=problem, id=error_id
            )
        text = person.words.say(said, name=order.command, id=error_id)
        return Outcome(command=order.command, state="failed", text=text)


def order_of(command: type[Command], args: BaseModel) -> Order:
    """The command with its arguments, as it can be kept."""
    given = args.model_dump(mode="json", exclude_defaults=True)
    return Order(command=command.name, args=given)
