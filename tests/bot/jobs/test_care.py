"""Who may be in danger is told whom to call: once, and never not at all."""

from __future__ import annotations

import asyncio

import pytest

from adapters.stores.memory import MemoryStore
from bot.jobs.care import TELLING_S, Care
from bot.keys import KeySpace, key_class
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Told:
    """Counts; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.count, self.failures = 0, failures

    async def __call__(self) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        self.count += 1


def care(clock: Clock | None = None) -> Care:
    return Care(MemoryStore(clock or Clock()), SEALER, KeySpace())


async def test_many_processes_tell_once() -> None:
    one, told = care(), Told()
    results = await asyncio.gather(*(one.once("T1", "J1", told) for _ in range(5)))
    assert (told.count, sorted(results)) == (1, [False] * 4 + [True])
    assert await one.once("T1", "J2", told)
    assert told.count == 2


async def test_a_worker_waits_for_the_door_and_does_not_tell_again() -> None:
    one, told = care(), Told()
    assert await one.begin("T1", "J1")
    waiting = asyncio.create_task(one.once("T1", "J1", told))
    await asyncio.sleep(0)
    await one.end("T1", "J1", told)
    assert not await waiting
    assert told.count == 1


async def test_where_the_door_died_the_worker_tells() -> None:
    clock, told = Clock(), Told()
    one = care(clock)
    assert await one.begin("T1", "J1")
    clock.now += TELLING_S + 1
    assert await one.once("T1", "J1", told)
    assert told.count == 1


async def test_what_failed_is_told_by_the_next_at_once() -> None:
    one, told = care(), Told(failures=1)
    with pytest.raises(ConnectionError):
        await one.once("T1", "J1", told)
    assert await one.once("T1", "J1", told)
    assert told.count == 1


def test_the_key_is_known_and_names_nobody() -> None:
    key = KeySpace().told("T1", SEALER.digest("told", "T1", "J1"))
    known = key_class(key)
    assert known is not None
    assert known.name == "told"
    assert "J1" not in key
