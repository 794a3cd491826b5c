"""The only file that names an adapter: settings in, assembled parts out.

Refuses to do anything at import; each function imports what it assembles.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from bot.documents import Reading
from bot.errors import PluginError
from bot.events import Events
from bot.jobs.care import Care
from bot.jobs.windows import Windows
from bot.keys import KeySpace
from bot.ports import Classifier, Documents, FullLedger, LocalSlack, Store, TokenCounter
from bot.routing.overlay import Overlay
from bot.routing.policies import Policies, watched
from bot.sealing import Sealer, keys_wanted
from bot.seats import Seat, Seats
from bot.settings import Settings
from bot.status import WorkerSeen, seen, unready

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from adapters.playground.loads import Figures
    from adapters.slack.serving import Serving
    from adapters.stores.valkey import Client, ServerFacts
    from adapters.telemetry.events import LoggedEvents
    from bot.jobs.worker import Worker
    from bot.pipeline import Pipeline

Realm = Literal["p", "t"]


@dataclass(frozen=True)
class House:
    """Everything that a process shares: settings, seats, policy, and a connected store."""

    settings: Settings
    seats: Seats
    policies: Policies
    events: Events
    sealer: Sealer
    space: KeySpace
    ledger: FullLedger
    store: Store
    cache: Store
    windows: Windows
    care: Care
    client: Client
    place: str


def logged_events(settings: Settings, process: str) -> LoggedEvents:
    """Log lines and counters."""
    from adapters.telemetry.events import LoggedEvents

    return LoggedEvents(settings.log_level, process)


def seats_of(settings: Settings) -> Seats:
    """Who sits in the two seats. Raises SettingsError."""
    from adapters.models.presets import seats

    return seats(settings)


@asynccontextmanager
async def open_house(
    settings: Settings, events: Events, realm: Realm = "p"
) -> AsyncIterator[House]:
    """Connect, check, assemble; everything is closed again afterwards. Raises SettingsError."""
    from adapters.queue.valkey import ValkeyLedger
    from adapters.stores.embedded import ensure_secret_keys, start_embedded
    from adapters.stores.valkey import ValkeyStore, connect

    seats = seats_of(settings)
    keys = settings.secret_keys.get_secret_value()
    async with AsyncExitStack() as stack:
        if settings.embedded_store:
            embedded = await start_embedded(settings.data_dir)
            stack.callback(embedded.close)
            keys = keys or await asyncio.to_thread(ensure_secret_keys, settings.data_dir)
        elif not keys:
            raise keys_wanted("needed when REDIS_URL is set: what is kept there is sealed")
        redis_url = settings.redis_url.get_secret_value()
        cache_url = settings.cache_url.get_secret_value()
        client = connect(redis_url or embedded.url)
        stack.push_async_callback(client.aclose)
        cache_client = connect(cache_url) if cache_url else client
        stack.push_async_callback(cache_client.aclose)
        sealer, space = Sealer(keys), KeySpace(settings.partitions, realm)
        ledger, store = ValkeyLedger(client, space, sealer, events), ValkeyStore(client)
        stack.push_async_callback(ledger.close)
        overlay = Overlay(store, sealer, space)
        policies = await stack.enter_async_context(watched(settings.policy, overlay, events))
        yield House(
            settings=settings,
            seats=seats,
            policies=policies,
            events=events,
            sealer=sealer,
            space=space,
            ledger=ledger,
            store=store,
            windows=Windows(store, sealer, space),
            care=Care(store, sealer, space),
            cache=ValkeyStore(cache_client, spare_memory=True),
            client=client,
            place="REDIS_URL" if redis_url else str(settings.data_dir),
        )


def pipeline_of(house: House) -> Pipeline:
    """The road, with the models of the two seats."""
    from adapters.models.chat import build_all, without_tracing
    from bot.asking import Asking, Chair
    from bot.caching.memory import Memory
    from bot.pipeline import Pipeline
    from bot.routed_model import RoutedChatModel
    from bot.spending.purse import Purse

    without_tracing()
    fast, *thinkers = build_all(house.seats, pace=house.settings.offline_pace)
    model, *lighter = (
        RoutedChatModel(
            fast=fast,
            reasoning=thinker,
            policy=house.policies.base,
            classifier=classifier(),
            seats=house.seats.model_copy(update={"reasoning": seat}),
            on_escalation="raise",
        )
        for thinker, seat in zip(
            thinkers, (house.seats.reasoning, *house.seats.fallback), strict=True
        )
    )
    stand_ins = tuple(Chair(one.seats.reasoning, one) for one in lighter)
    purse = Purse(house.store, house.sealer, house.space, house.events)
    clock = partial(datetime.now, UTC)
    memory = Memory(house.cache, house.sealer, house.events)
    return Pipeline(
        asking=Asking(model, house.seats, purse, house.events, clock, stand_ins),
        seats=house.seats,
        policies=house.policies,
        memory=memory,
        purse=purse,
        counter=token_counter(),
        classifier=classifier(),
        sealer=house.sealer,
        space=house.space,
        events=house.events,
        clock=clock,
    )


async def store_facts(house: House) -> ServerFacts | None:
    """What the store says of itself; None when it does not answer."""
    from adapters.stores.valkey import inspected

    return await inspected(house.client)


@cache
def classifier() -> Classifier:
    """The trained reading of sentences; one for the process, loaded at the first question."""
    from adapters.models.classifier import SentenceClassifier
    from adapters.models.encoder import SentenceEncoder

    return SentenceClassifier(SentenceEncoder())


def token_counter() -> TokenCounter:
    """Exact counts with the models' own vocabulary; loaded at the first count."""
    from adapters.models.tokens import DeepSeekTokens

    return DeepSeekTokens()


def documents() -> tuple[Documents, tuple[PluginError, ...]]:
    """Reading files, and plug-ins that failed. Looks through package metadata: not on a loop."""
    from adapters.documents.assembly import assembled

    return assembled()


def exported_thread(name: str, content: bytes) -> tuple[Reading, tuple[str, ...]]:
    """A thread as Slack exports it, and the names of the files attached in it."""
    from adapters.slack.exported import thread

    return thread(name, content)


def serving_of(house: House, metrics: Callable[[], bytes]) -> Serving:
    """The web process. Raises SettingsError when tokens are missing or wrong."""
    from adapters.slack.door import Door
    from adapters.slack.serving import Serving

    door = Door(house.ledger, house.sealer, house.seats, house.windows, house.care, house.events)
    return Serving(house.settings, door, lambda: readiness(house), metrics)


async def readiness(house: House) -> str:
    """What keeps this process from being ready; empty when nothing does."""
    return unready(await store_facts(house))


def worker_of(house: House, name: str) -> Worker:
    """A worker that answers in Slack. Raises SettingsError."""
    from adapters.slack.front import SlackFront
    from adapters.slack.serving import client_of
    from adapters.slack.why import WhyWindow
    from bot.jobs.behind import Behind
    from bot.jobs.firsts import Firsts
    from bot.jobs.work import Work
    from bot.jobs.worker import Worker

    client, pipeline, sealer = client_of(house.settings), pipeline_of(house), house.sealer
    front = SlackFront(client, house.seats, sealer, house.policies, house.events, documents()[0])
    window, events = WhyWindow(client, house.events), house.events
    behind = Behind(house.ledger, pipeline, window, house.windows, sealer, events)
    firsts = Firsts(house.store, sealer, house.space)
    work = Work(house.ledger, pipeline, front, firsts, sealer, events, house.care, behind)
    return Worker(name, house.ledger, work, events, house.settings.lease_s)


def playground_of(port: int, mode: str, events_url: str = "") -> LocalSlack:
    """The local Slack; not started yet."""
    from adapters.playground.server import Playground

    return Playground(port=port, mode=mode, events_url=events_url)


def manifest_of(
    mode: Literal["socket", "http"], url: str, prefix: str, name: str
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The manifest and the reason for each scope and event."""
    from adapters.slack.manifest import manifest, reasons

    return manifest(mode, url=url, prefix=prefix, name=name), reasons()


async def probe_seat(seat: Seat) -> tuple[bool, str]:
    """Whether a seat's server answers and offers its model; what was found."""
    from adapters.models.probing import probe

    return await probe(seat)


async def check_slack(settings: Settings) -> list[tuple[str, bool, str]]:
    """(what, fine, detail) for tokens and scopes. Raises SettingsError."""
    from adapters.slack.checking import check
    from adapters.slack.serving import client_of

    return await check(client_of(settings), settings.slack_app_token.get_secret_value())


def tokens_ready() -> bool:
    """Whether the vocabulary for exact counts is installed."""
    from adapters.models.tokens import installed

    return installed()


async def workers_seen(house: House) -> list[WorkerSeen]:
    """Workers that gave a sign of life in the last 15 s. Raises StoreError."""
    from adapters.stores.valkey import living

    return seen(await living(house.client, house.space.worker("")), house.space.worker(""))


async def load_figures(events: int, rate: float, cached: int) -> Figures:
    """What the real processes do under a bounded load from the local Slack."""
    from adapters.playground.loads import run

    return await run(events, rate, cached)


def chat_of(seat: Seat) -> BaseChatModel:
    """One seat's chat model."""
    from adapters.models.chat import build

    return build(seat)


@asynccontextmanager
async def scripted_models() -> AsyncIterator[str]:
    """An OpenAI-compatible server on loopback with one scripted answer; its base URL."""
    from adapters.playground.models import ModelServer, Script

    async with ModelServer(Script(text="four small words here", piece_s=0.001)) as server:
        yield server.url
