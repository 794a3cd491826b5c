"""A server that runs full: answers give way, oldest first; everything else stays."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.stores.valkey import ValkeyStore, connect

BLOB = b"x" * 200_000
COUNTER = "{p0}:count:usd:" + "0" * 32 + ":2026-11-24"


def answer(number: int) -> str:
    return f"{{p0}}:answer:{number:032x}"


@pytest.fixture
async def small(valkey_url: str) -> AsyncIterator[ValkeyStore]:
    client = connect(valkey_url)
    before = (await client.config_get("maxmemory"))["maxmemory"] or "0"
    await client.config_set("maxmemory", 24 * 1024 * 1024)
    yield ValkeyStore(client, spare_memory=True)
    await client.config_set("maxmemory", before)
    await client.aclose()


async def test_the_oldest_answers_give_way_and_counters_stay(
    small: ValkeyStore, valkey_url: str
) -> None:
    client = connect(valkey_url)
    for number in range(100):
        await client.set(answer(number), BLOB, px=(1_000 + number) * 1000)
    await client.set(COUNTER, b"7", px=60_000)
    await small.put(answer(999), BLOB, 5_000)
    assert await small.get(answer(999)) is None, "a full server keeps no more answers"
    left = [number for number in range(100) if await small.get(answer(number)) is not None]
    assert left == list(range(25, 100))
    assert await small.get(COUNTER) == b"7"
    assert await small.add("{p0}:flight:" + "0" * 32, b"mine", 5)
    await client.aclose()


async def test_with_room_again_answers_are_kept_again(small: ValkeyStore) -> None:
    await small.put(answer(1), BLOB, 60)
    assert await small.get(answer(1)) == BLOB
