"""Measured durations, and the line in front of the reasoning tier."""

from __future__ import annotations

import pytest

from adapters.queue.memory import MemoryLedger
from adapters.stores.memory import MemoryStore
from bot.jobs.line import Line
from bot.jobs.paces import ENOUGH, KEPT, Paces
from bot.jobs.record import Ahead, Received
from bot.keys import KeySpace, key_class


@pytest.fixture
async def paces() -> Paces:
    return Paces(MemoryStore(), KeySpace())


async def ledger_with(waiting: int) -> MemoryLedger:
    ledger = MemoryLedger()
    for number in range(waiting):
        await ledger.receive(
            Received(
                id=f"J{number}",
                kind="mention",
                team="T1",
                channel="C1",
                user="U1",
                sealed=b"-",
                dedupe=(f"J{number}",),
                queue="deep",
            )
        )
    return ledger


async def test_a_few_durations_are_no_measure(paces: Paces) -> None:
    for _ in range(ENOUGH - 1):
        await paces.note("reasoning", 30.0)
    assert await paces.usual("reasoning") is None
    await paces.note("reasoning", 30.0)
    assert await paces.usual("reasoning") == (30.0, 30.0, 30.0)
    assert await paces.usual("fast") is None


async def test_only_the_latest_count(paces: Paces) -> None:
    for seconds in (900.0, *range(1, KEPT + 1)):
        await paces.note("fast", seconds)
    pace = await paces.usual("fast")
    assert pace is not None
    assert pace.low < pace.middle == 20.5 < pace.high < 40


def test_their_key_is_known_and_expires() -> None:
    kept = key_class(KeySpace().at(0, "pace:reasoning"))
    assert kept is not None
    assert kept.ttl_s


@pytest.mark.parametrize(
    ("waiting", "crew", "ahead"),
    [
        (0, 4, Ahead(waiting=0, minutes=0, attended=True)),
        (18, 4, Ahead(waiting=18, minutes=5, attended=True)),
        (1, 4, Ahead(waiting=1, minutes=1, attended=True)),
        (3, 0, Ahead(waiting=3, minutes=0, attended=False)),
    ],
)
async def test_what_stands_ahead(paces: Paces, waiting: int, crew: int, ahead: Ahead) -> None:
    for _ in range(ENOUGH):
        await paces.note("reasoning", 60.0)
    counted = 0

    async def workers() -> int:
        nonlocal counted
        counted += 1
        return crew

    line = Line(await ledger_with(waiting), paces, workers)
    assert await line.ahead() == ahead
    assert await line.ahead() == ahead
    assert counted == 1


async def test_without_a_measure_no_minutes_are_named(paces: Paces) -> None:
    async def workers() -> int:
        return 1

    assert await Line(await ledger_with(2), paces, workers).ahead() == Ahead(
        waiting=2, minutes=0, attended=True
    )
