"""What every process shares: settings, seats, policy, and a connected store.

Refuses to do anything at import; each function imports what it assembles.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.bootstrap.parts import seats_of
from bot.events import Events
from bot.installations import Installations
from bot.jobs.care import Care
from bot.jobs.readers import Readers
from bot.jobs.votes import Votes
from bot.jobs.windows import Windows
from bot.keys import KeySpace
from bot.ports import FullLedger, Store
from bot.routing.overlay import Overlay
from bot.routing.policies import Policies, watched
from bot.sealing import Sealer, keys_wanted
from bot.seats import Seats
from bot.settings import Settings
from bot.status import WorkerSeen, seen, unready

if TYPE_CHECKING:
    from adapters.stores.valkey import Client, ServerFacts

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
    readers: Readers
    votes: Votes
    installations: Installations
    client: Client
    cache_client: Client
    place: str


@asynccontextmanager
async def open_house(
    settings: Settings, events: Events, realm: Realm = "p"
) -> AsyncIterator[House]:
    """Connect, check, assemble; everything is closed again afterwards. Raises SettingsError."""
    from adapters.queue.valkey import ValkeyLedger
    from adapters.stores.embedded import ensure_secret_keys, start_embedded
    from adapters.stores.sweeping import ValkeyKeys
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
        policies = await stack.enter_async_context(
            watched(settings.policy, overlay, events, by_team=settings.many_workspaces)
        )
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
            readers=Readers(store, sealer, space),
            votes=Votes(store, sealer, space),
            installations=Installations(store, ValkeyKeys(client), sealer, space, events),
            cache=ValkeyStore(cache_client, spare_memory=True),
            client=client,
            cache_client=cache_client,
            place="REDIS_URL" if redis_url else str(settings.data_dir),
        )


async def store_facts(house: House) -> ServerFacts | None:
    """What the store says of itself; None when it does not answer."""
    from adapters.stores.valkey import inspected

    return await inspected(house.client)


async def readiness(house: House) -> str:
    """What keeps this process from being ready; empty when nothing does."""
    return unready(await store_facts(house))


async def crew(house: House) -> int:
    """Slots that work on deep questions, over all workers that live; each is taken to have as many
    as this one. Raises StoreError."""
    deep = sum("deep" in one.queues for one in await workers_seen(house))
    return deep * house.settings.slots


async def attended(house: House) -> bool:
    """Whether any worker lives that takes questions up. Raises StoreError."""
    return any("quick" in one.queues for one in await workers_seen(house))


async def workers_seen(house: House) -> list[WorkerSeen]:
    """Workers that gave a sign of life in the last 15 s. Raises StoreError."""
    from adapters.stores.valkey import living

    return seen(await living(house.client, house.space.worker("")), house.space.worker(""))
