"""A web process against a local Slack, and jobs as the ledger would hand them to a worker."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Any
from urllib.parse import urlencode

from command_cases import desk as command_desk
from command_cases import running
from house_cases import Heard
from routing_cases import SEATS
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.app import App
from adapters.playground.server import Playground
from adapters.playground.workspace import Channel, User, new_id
from adapters.slack.envelope import Envelope
from adapters.slack.listening import Listeners, listening
from adapters.slack.operators import Operators
from adapters.slack.replying import OperatorsLine
from adapters.slack.serving import Serving
from adapters.slack.unattended import Attended, Unattended
from adapters.slack.workspaces import OneWorkspace
from adapters.stores.memory import MemoryKeys, MemoryStore
from bot.installations import Installations
from bot.jobs.care import Care
from bot.jobs.readers import Readers
from bot.jobs.record import Job, Kind, seal_scope
from bot.jobs.votes import Votes
from bot.jobs.windows import Windows
from bot.keys import KeySpace
from bot.ports import FullLedger, Store
from bot.routing.policies import Policies
from bot.routing.rules import Policy
from bot.sealing import Sealer, new_key
from bot.seats import Seats
from bot.settings import Settings

Json = dict[str, Any]
SEALER = Sealer(new_key())


def settings(slack: Playground, **more: object) -> Settings:
    """Settings for the app installed there, HTTP by default."""
    fields: dict[str, object] = {
        "slack_bot_token": slack.app.bot_token,
        "slack_signing_secret": slack.app.signing_secret,
        "slack_api_url": slack.api_url,
        "egress": "loopback",
        "port": 0,
        **more,
    }
    return Settings.model_validate(fields)


def channel(slack: Playground, name: str, who: str = "dana") -> Channel:
    found = slack.workspace.find_channel(name, user(slack, who).id)
    assert found is not None
    return found


def user(slack: Playground, name: str) -> User:
    found = slack.workspace.find_user(name)
    assert found is not None
    return found


def job_of(kind: Kind = "mention", **more: Any) -> Job:
    fields: Json = {
        "id": "K7F3",
        "kind": kind,
        "team": "T1",
        "channel": "C1",
        "user": "U1",
        "sealed": b"",
        "state": "received",
        "queue": "quick",
        **more,
    }
    return Job.model_validate(fields)


async def yes() -> bool:
    return True


async def nothing_wrong() -> str:
    return ""


@dataclass
class Desk:
    """The house as far as the listeners need it."""

    ledger: FullLedger
    store: Store
    sealer: Sealer
    space: KeySpace
    windows: Windows
    care: Care
    votes: Votes
    installations: Installations
    readers: Readers
    events: Heard
    policies: Policies
    seats: Seats = SEATS


def desk(
    ledger: FullLedger,
    heard: Heard,
    policies: Policies | None = None,
    store: MemoryStore | None = None,
) -> Desk:
    kept = (store or MemoryStore(), SEALER, KeySpace())
    return Desk(
        ledger,
        *kept,
        Windows(*kept),
        Care(*kept),
        Votes(*kept),
        Installations(kept[0], MemoryKeys(kept[0]), SEALER, KeySpace(), heard),
        Readers(*kept),
        heard,
        policies or Policies.of_one(Policy.default(), heard),
    )


@dataclass
class Served:
    """A web process, the Slack it serves, what it recorded and what it said in its log."""

    slack: Playground
    serving: Serving
    ledger: FullLedger
    heard: Heard
    votes: Votes

    async def event(self, event: Json, **body: object) -> int:
        """Deliver one event, signed; the status."""
        whole = {
            "type": "event_callback",
            "team_id": self.slack.workspace.team_id,
            "api_app_id": self.slack.workspace.app_id,
            "event_id": new_id("Ev"),
            "event": event,
            **body,
        }
        return (await self.slack.delivery.post("application/json", json.dumps(whole), {}))[0]

    def mention(self, text: str = "what does HTTP 429 mean?", **more: object) -> Json:
        """An `app_mention` by dana in #general."""
        place = self.slack.workspace
        return {
            "type": "app_mention",
            "user": user(self.slack, "dana").id,
            "text": f"<@{place.bot_user_id}> {text}",
            "channel": channel(self.slack, "general").id,
            "channel_type": "channel",
            "ts": place.new_ts(),
            **more,
        }

    async def command(self, command: str, text: str, **more: str) -> tuple[int, str]:
        """A slash command; status and what the person is told at once."""
        payload = {
            "command": command,
            "text": text,
            "team_id": self.slack.workspace.team_id,
            "channel_id": channel(self.slack, "general").id,
            "user_id": user(self.slack, "dana").id,
            "trigger_id": new_id("t"),
            "response_url": "",
            **more,
        }
        kind = "application/x-www-form-urlencoded"
        status, _, body = await self.slack.delivery.post(kind, urlencode(payload), {})
        return status, body

    async def envelopes(self) -> list[Envelope]:
        """What stands in the ledger, oldest first."""
        return [
            Envelope.model_validate_json(SEALER.open(job.sealed, seal_scope(job.team, job.id)))
            for job in await self.ledger.jobs(100)
        ]


def listeners_of(
    ledger: FullLedger,
    heard: Heard,
    slack: Playground,
    operators: str = "",
    commands: tuple[EntryPoint, ...] = (),
    policies: Policies | None = None,
    store: MemoryStore | None = None,
    attended: Attended = yes,
) -> tuple[tuple[Listeners, ...], Unattended]:
    """Everything that listens, over parts in memory; and what of it goes on in the background."""
    client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
    line = OperatorsLine(OneWorkspace(client), heard)
    room = running(command_desk(SEALER, ledger, heard, store=store), "web", commands, line.say)
    here = desk(ledger, heard, policies, store)
    unattended = Unattended(ledger, attended, here.readers, heard)
    operating = Operators(operators, here.readers, heard)
    return listening(here, room, operating, unattended), unattended


@asynccontextmanager
async def served(
    ledger: FullLedger,
    *,
    store: MemoryStore | None = None,
    ready: Callable[[], Awaitable[str]] = nothing_wrong,
    redelivery: tuple[float, ...] = (),
    commands: tuple[EntryPoint, ...] = (),
    policies: Policies | None = None,
    app: App | None = None,
    attended: Attended = yes,
    **more: object,
) -> AsyncIterator[Served]:
    """Bolt behind real sockets, the ledger that is given behind Bolt."""
    mode = "socket" if "slack_app_token" in more else "http"
    async with Playground(mode=mode, redelivery=redelivery, app=app) as slack:
        if mode == "socket":
            more = {**more, "slack_app_token": slack.app.app_token}
        heard, store = Heard(), store or MemoryStore()
        operators = str(more.get("operators", ""))
        listeners, unattended = listeners_of(
            ledger, heard, slack, operators, commands, policies, store, attended
        )
        serving = Serving(
            settings(slack, **more),
            listeners,
            ready,
            lambda: b"asked_total 1\n",
            closing=unattended.close,
        )
        await serving.start()
        slack.deliver_to(f"http://127.0.0.1:{serving.port}/slack/events")
        try:
            yield Served(slack, serving, ledger, heard, Votes(store, SEALER, KeySpace()))
        finally:
            await serving.stop()
