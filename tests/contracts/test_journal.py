"""The journal's contract, held in memory and on Valkey alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.stores.journal import ValkeyJournal
from adapters.stores.memory import MemoryJournal
from adapters.stores.valkey import connect
from bot.errors import StoreError

Journal = MemoryJournal | ValkeyJournal
KEY = "{p0}:audit:" + "0" * 32


@pytest.fixture(params=["memory", "valkey"])
async def journal(request: pytest.FixtureRequest, valkey_url: str) -> AsyncIterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal()
        return
    client = connect(valkey_url)
    yield ValkeyJournal(client)
    await client.aclose()


async def test_the_newest_lines_come_first_with_their_time(journal: Journal) -> None:
    assert await journal.latest(KEY, 9) == []
    await asyncio.gather(*(journal.append(KEY, b"\x00%d" % n, 60) for n in range(20)))
    lines = await journal.latest(KEY, 99)
    assert {value for _, value in lines} == {b"\x00%d" % n for n in range(20)}
    times = [at for at, _ in lines]
    assert times == sorted(times, reverse=True)
    assert len(await journal.latest(KEY, 3)) == 3


async def test_what_is_too_old_goes_when_a_line_comes(journal: Journal) -> None:
    await journal.append(KEY, b"old", 60)
    await asyncio.sleep(0.05)
    await journal.append(KEY, b"new", 0.02)
    assert [value for _, value in await journal.latest(KEY, 9)] == [b"new"]


async def test_a_server_that_is_not_there_is_a_store_error() -> None:
    client = connect("redis://127.0.0.1:1")
    with pytest.raises(StoreError):
        await ValkeyJournal(client).append(KEY, b"x", 60)
    with pytest.raises(StoreError):
        await ValkeyJournal(client).latest(KEY, 1)
    await client.aclose()
