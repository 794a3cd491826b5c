"""The store's contract, held in memory and on Valkey alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.stores.memory import MemoryStore
from adapters.stores.valkey import ValkeyStore, connect
from bot.errors import StoreError

Store = MemoryStore | ValkeyStore
KEY = "{p0}:answer:" + "0" * 32
LOCK = "{p0}:flight:" + "0" * 32
POLICY = "{p0}:policy"
COUNTER = "{p0}:count:usd:" + "0" * 32 + ":2026-11-24"


@pytest.fixture(params=["memory", "valkey"])
async def store(request: pytest.FixtureRequest, valkey_url: str) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    client = connect(valkey_url)
    yield ValkeyStore(client, spare_memory=True)
    await client.aclose()


async def test_a_value_lives_for_its_time(store: Store) -> None:
    assert await store.get(KEY) is None
    await store.put(KEY, b"\x00value", 0.1)
    assert await store.get(KEY) == b"\x00value"
    await asyncio.sleep(0.15)
    assert await store.get(KEY) is None


async def test_the_first_to_add_wins_and_only_the_owner_drops(store: Store) -> None:
    assert await store.add(LOCK, b"mine", 5)
    assert not await store.add(LOCK, b"yours", 5)
    await store.drop(LOCK, b"yours")
    assert await store.get(LOCK) == b"mine"
    await store.drop(LOCK, b"mine")
    assert await store.add(LOCK, b"yours", 5)
    await store.drop(LOCK)
    assert await store.get(LOCK) is None


async def test_what_lies_under_a_prefix_is_found_with_its_values(store: Store) -> None:
    names = [f"{{p0}}:vote:J{number}:{'0' * 32}" for number in range(3)]
    for name in names:
        await store.put(name, name.encode(), 60)
    await store.put(KEY, b"other", 60)
    await store.put(f"{names[0]}x", b"over", 0.01)
    await asyncio.sleep(0.05)
    assert await store.under("{p0}:vote:") == [(name, name.encode()) for name in names]
    assert await store.under("{p1}:vote:") == []


async def test_a_swap_wins_only_over_what_it_has_seen(store: Store) -> None:
    assert await store.swap(POLICY, None, b"\x00one")
    assert not await store.swap(POLICY, None, b"two")
    assert not await store.swap(POLICY, b"other", b"two")
    assert await store.get(POLICY) == b"\x00one"
    assert await store.swap(POLICY, b"\x00one", b"two")
    assert await store.get(POLICY) == b"two"
    outcomes = await asyncio.gather(*(store.swap(POLICY, b"two", b"%d" % n) for n in range(20)))
    assert sum(outcomes) == 1
    held = await store.get(POLICY)
    assert await store.swap(POLICY, held, b"soon gone", 0.05)
    assert await store.get(POLICY) == b"soon gone"
    await asyncio.sleep(0.1)
    assert await store.get(POLICY) is None


async def test_a_counter_counts_and_expires_from_its_first_use(store: Store) -> None:
    assert await store.count(COUNTER, 5, 0.2) == 5
    assert await store.count(COUNTER, 7, 60) == 12
    await asyncio.sleep(0.25)
    assert await store.count(COUNTER, 1, 5) == 1


async def test_a_server_that_is_not_there_is_a_store_error() -> None:
    client = connect("redis://127.0.0.1:1")
    with pytest.raises(StoreError):
        await ValkeyStore(client).get(KEY)
    await client.aclose()


async def test_cancelled_requests_leave_no_foreign_reply(valkey_url: str) -> None:
    """redis-py once handed a cancelled request's reply to the next one (issues 2624, 2665)."""
    client = connect(valkey_url)
    store = ValkeyStore(client)
    keys = [f"{{p0}}:answer:{number:032x}" for number in range(40)]
    for key in keys:
        await store.put(key, key.encode(), 30)
    for round_ in range(25):
        tasks = [asyncio.create_task(store.get(key)) for key in keys]
        await asyncio.sleep(0.0002 * (round_ % 7))
        for task in tasks[::2]:
            task.cancel()
        replies = await asyncio.gather(*tasks, return_exceptions=True)
        for key, reply in zip(keys, replies, strict=True):
            # Never another key's value; on a slow machine a new connection may give up.
            nothing = isinstance(reply, (asyncio.CancelledError, StoreError))
            assert nothing or reply == key.encode()
    await client.aclose()
