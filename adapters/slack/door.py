"""The door: every event, command and click is recorded before Slack hears 200.

Refuses to call models and tokenizers, and Slack but to open a modal or to tell a person in danger
whom to call: it answers from Redis alone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.behind import BehindDoor
from adapters.slack.blocks import AGAIN, EVERYTHING, GO, OTHER, QUICK
from adapters.slack.care import warn
from adapters.slack.envelope import Envelope, of_click, of_command, of_event, received
from adapters.slack.refusals import code_of
from bot.errors import RequestRefused, SealError, StoreError, UnknownVersion
from bot.events import Events
from bot.explained import answer_in, request_in
from bot.jobs.care import Care
from bot.jobs.ids import new_id
from bot.jobs.record import Job
from bot.jobs.windows import Windows
from bot.ports import FullLedger
from bot.request import Place, Request, Wish
from bot.routing.danger import sign
from bot.routing.text import read
from bot.sealing import Sealer
from bot.seats import Seats
from bot.words import Words

COMMANDS = re.compile(r"^/(?:[\w-]*?)(ask|think|thinktwice)$")
Json = dict[str, Any]


class Door:
    """Listeners of one Bolt app."""

    def __init__(
        self,
        ledger: FullLedger,
        sealer: Sealer,
        seats: Seats,
        windows: Windows,
        care: Care,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._seats = seats
        self._care = care
        self._events = events
        self._telling: set[asyncio.Task[None]] = set()
        self._behind = BehindDoor(ledger, sealer, seats, windows, events)

    def attach(self, app: AsyncApp) -> None:
        """Register every listener; what is subscribed and needs no answer is acknowledged, too:
        Bolt answers 404 otherwise, and Slack would deliver it again (field/slack.md 1.2)."""
        app.event("app_mention")(self._mention)
        app.event("message")(self._message)
        for quiet in ("app_home_opened", "app_uninstalled", "tokens_revoked"):
            app.event(quiet)(self._nothing)
        app.command(COMMANDS)(self._command)
        app.action(OTHER)(self._other)
        app.action(AGAIN)(self._again)
        app.action(GO)(self._go)
        app.action(QUICK)(self._quick)
        self._behind.attach(app)
        app.action(EVERYTHING)(self._everything)

    async def _nothing(self) -> None:
        return

    async def _take(self, envelope: Envelope, names: tuple[str, ...]) -> tuple[str, bool]:
        """Into the ledger; the id, or that of the first one, and whether its writer is to be told
        now whom to call: someone may be in danger, and no other process tells. Raises StoreError.
        """
        entry = received(envelope, names, self._sealer)
        danger = bool(envelope.text and sign(read(envelope.text)))
        # Before it is recorded: the worker that takes it up at once shall not tell as well.
        telling = danger and await self._care.begin(entry.team, entry.id)
        receipt = await self._ledger.receive(entry)
        name = "duplicate" if receipt.duplicate else "received"
        self._events.emit(name, job=receipt.id, kind=envelope.kind, team=envelope.team)
        return receipt.id, telling and not receipt.duplicate

    async def _asked(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        envelope, names = of_event(body, event)
        job_id, telling = await self._take(envelope, names)
        if telling:
            # Slack hears 200 meanwhile; should this process die here, the worker tells.
            task = asyncio.create_task(
                self._tell(envelope.team, job_id, lambda: warn(client, envelope))
            )
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell(self, team: str, job_id: str, tell: Callable[[], Awaitable[object]]) -> None:
        try:
            await self._care.end(team, job_id, tell)
        except SlackApiError as error:
            self._events.emit("slack_failed", job=job_id, problem=code_of(error))
        except StoreError as error:
            self._events.emit("store_failed", what="care", detail=str(error))
        else:
            self._events.emit("warned", job=job_id)

    async def _mention(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        if "user" in event and not event.get("bot_id"):
            await self._asked(body, event, client)

    async def _message(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        """Direct messages only; in channels a mention arrives as an event of its own."""
        spoken = event.get("subtype") in (None, "file_share") and not event.get("bot_id")
        if event.get("channel_type") == "im" and spoken and event.get("user"):
            await self._asked(body, event, client)

    async def _command(self, ack: AsyncAck, command: Json) -> None:
        words = Words()
        verb, text = _verb(str(command["command"]), str(command.get("text") or ""))
        if verb not in ("ask", "think"):
            await ack(self._help(words, str(command["command"])))
            return
        wish = Wish(tier="reasoning", said=f"/{verb}") if verb == "think" else None
        envelope, names = of_command(command, text, wish)
        if not envelope.text:
            await ack(words.say("refused.empty"))
            return
        try:
            job_id, telling = await self._take(envelope, names)
        except StoreError as error:
            self._events.emit("store_failed", what="command", detail=str(error))
            # Slack does not deliver commands again: the person must be told here.
            await ack(words.say("error.store", id=new_id()))
            return
        if telling:
            await self._tell(envelope.team, job_id, lambda: ack(words.say("danger.now")))
            return
        await ack(words.say("slack.on_it", id=job_id) if envelope.private else "")

    def _help(self, words: Words, command: str) -> str:
        base = command.removesuffix("thinktwice").removesuffix("ask").removesuffix("think")
        return words.say(
            "slack.help",
            ask=f"{base}ask",
            think=f"{base}think",
            fast=self._seats.fast.label,
            reasoning=self._seats.reasoning.label,
        )

    async def _record(self, body: Json) -> Job | None:
        """The job whose answer the pressed button stands under. Raises StoreError."""
        try:
            return await self._ledger.job(str(body["team"]["id"]), str(body["actions"][0]["value"]))
        except UnknownVersion:
            return None

    async def _repeat(self, ack: AsyncAck, body: Json, name: str, **changes: object) -> None:
        """The same question again, changed; under one name per press or per opinion."""
        words = Words()
        try:
            job = await self._record(body)
            request = request_in(job, self._sealer) if job else None
            if job is None or request is None:
                raise RequestRefused(said="slack.gone")
            asked = request.model_copy(update={"place": _place(request, body), **changes})
            names = (f"trigger:{body['trigger_id']}", *([name] if name else []))
            await self._take(*of_click(asked, str(body["user"]["id"]), names))
            await ack()
        except StoreError as error:
            await self._store_down(ack, body, error)
        except (RequestRefused, SealError):
            await ack()
            await self._respond(body, words.say("slack.gone"))

    async def _store_down(self, ack: AsyncAck, body: Json, error: StoreError) -> None:
        self._events.emit("store_failed", what="click", detail=str(error))
        await ack()
        await self._respond(body, Words().say("error.store", id=new_id()))

    async def _respond(self, body: Json, text: str) -> None:
        from slack_sdk.webhook.async_client import AsyncWebhookClient

        if body.get("response_url"):
            await AsyncWebhookClient(str(body["response_url"])).send(
                text=text, response_type="ephemeral", replace_original=False
            )

    async def _other(self, ack: AsyncAck, body: Json) -> None:
        try:
            job = await self._other_tier(body)
        except StoreError as error:
            await self._store_down(ack, body, error)
            return
        if job is None:
            await self._repeat(ack, body, "")
            return
        job_id, wish = job
        await self._repeat(
            ack,
            body,
            f"second:{job_id}:{wish.tier}",
            wish=wish,
            second_of=job_id,
            fresh=False,
        )

    async def _other_tier(self, body: Json) -> tuple[str, Wish] | None:
        try:
            job = await self._record(body)
            answer = answer_in(job, self._sealer) if job else None
        except SealError:
            return None
        if job is None or answer is None:
            return None
        other = "reasoning" if answer.decision.tier == "fast" else "fast"
        label = str(body["actions"][0].get("text", {}).get("text") or "button")
        return job.id, Wish.model_validate({"tier": other, "said": label})

    async def _again(self, ack: AsyncAck, body: Json) -> None:
        await self._repeat(ack, body, "", fresh=True)

    async def _everything(self, ack: AsyncAck, body: Json) -> None:
        """The record holds what was read; the worker gathers the whole thread again."""
        said = Words().say("slack.button.everything", label=self._seats.reasoning.label)
        wish = Wish(tier="reasoning", said=said)
        whole: Json = {"context": (), "extent": None, "everything": True}
        await self._repeat(ack, body, "", wish=wish, second_of="", **whole)

    async def _go(self, ack: AsyncAck, body: Json) -> None:
        name = f"confirmed:{body['actions'][0]['value']}"
        await self._repeat(ack, body, name, confirmed=True)

    async def _quick(self, ack: AsyncAck, body: Json) -> None:
        """A first answer for a question that is being thought about; pressing twice is once."""
        target = str(body["actions"][0]["value"])
        await self._repeat(ack, body, f"first:{target}", first_for=target)


def _place(request: Request, body: Json) -> Place:
    """Where the button stands: a command's answer has a thread that its request did not know."""
    container = body.get("container") or {}
    thread = container.get("thread_ts") or container.get("message_ts") or ""
    return request.place.model_copy(update={"thread_ts": request.place.thread_ts or str(thread)})


def _verb(command: str, text: str) -> tuple[str, str]:
    """(`ask`, `think` or `help`, the rest), from `/ask …` and from `/thinktwice ask …` alike."""
    found = COMMANDS.match(command)
    verb = found.group(1) if found else "help"
    if verb != "thinktwice":
        return verb, text
    first, _, rest = text.strip().partition(" ")
    return (first.lower(), rest.strip()) if first else ("help", "")
