"""Looking through keys, held in memory and on Valkey alike."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.stores.memory import MemoryKeys, MemoryStore
from adapters.stores.sweeping import ValkeyKeys
from adapters.stores.valkey import ValkeyStore, connect
from bot.errors import StoreError
from bot.ports import Keys, Store

ANSWERS = [f"{{p{n % 3}}}:answer:{n:032x}" for n in range(700)]
OTHER = "{p0}:flight:" + "0" * 32


@pytest.fixture(params=["memory", "valkey"])
async def both(
    request: pytest.FixtureRequest, valkey_url: str
) -> AsyncIterator[tuple[Store, Keys]]:
    if request.param == "memory":
        store = MemoryStore()
        yield store, MemoryKeys(store)
        return
    client = connect(valkey_url)
    yield ValkeyStore(client), ValkeyKeys(client, client)
    await client.aclose()


async def test_names_that_fit_are_found_and_dropped(both: tuple[Store, Keys]) -> None:
    store, keys = both
    for name in (*ANSWERS, OTHER):
        await store.put(name, b"x", 60)
    assert sorted(await keys.names("{*}:answer:*")) == sorted(ANSWERS)
    assert sorted(await keys.names("{p1}:*")) == sorted(ANSWERS[1::3])
    assert (await keys.value(OTHER), await keys.value(f"{OTHER}0")) == (b"x", None)
    assert await keys.drop(ANSWERS) == len(ANSWERS)
    assert await keys.drop(ANSWERS) == 0
    assert list(await keys.names("*")) == [OTHER]


async def test_a_server_that_is_not_there_is_a_store_error() -> None:
    client = connect("redis://127.0.0.1:1")
    with pytest.raises(StoreError):
        await ValkeyKeys(client).names("*")
    with pytest.raises(StoreError):
        await ValkeyKeys(client).drop(ANSWERS)
    with pytest.raises(StoreError):
        await ValkeyKeys(client).value(OTHER)
    await client.aclose()
