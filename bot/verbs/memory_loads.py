"""The benchmark of the memory: near questions found among thousands of one scope, in a real store.

Refuses to judge; `measuring` prints.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.answer import Answer, CacheNote, Text, Usage
from bot.asking import pinned_fast
from bot.bench import Row
from bot.bootstrap.house import House, open_house
from bot.caching.memory import Memory
from bot.caching.near.reading import read
from bot.caching.near.same import judged
from bot.caching.recalling import Recalling
from bot.caching.tally import Tally
from bot.events import Silence
from bot.request import Person, Place, Request
from bot.routing.rules import MemoryRule
from bot.settings import Settings

ENTRIES, FEWER = 10_000, 1_000
RULE = MemoryRule(on=True, near=True, ttl_h=24)
_AT_ONCE = 20


async def memory_rows(quick: bool) -> list[Row]:
    """What a near lookup takes among 10,000 remembered questions (quick: 1,000), and a judgement
    alone."""
    rounds, entries = (100, FEWER) if quick else (500, ENTRIES)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), preset="offline")
        async with open_house(settings, Silence(), "t") as house:
            found = await _looked_up(house, rounds, entries)
    name = f"near lookup, {entries:,} in the scope"
    return [
        Row.below(name, statistics.median(found), "ms p50", 15.0),
        Row.below(f"{name}, p99", _late(found), "ms p99"),
        Row.below("near, judging a pair", _judging(rounds), "ms p50"),
    ]


async def _looked_up(house: House, rounds: int, entries: int) -> list[float]:
    tally = Tally(house.store, house.space, house.events)
    memory = Memory(house.cache, house.sealer, house.events, tally)
    recalling = Recalling(
        memory, house.sealer, house.space, house.events, lambda: datetime.now(UTC)
    )
    decision = pinned_fast()
    said = Text(text="Open the settings.", model="m", label="m", complete=True)
    note = CacheNote(state="miss")
    answer = Answer(id="J", answer=said, decision=decision, usage=Usage(), cache=note, seconds=1)
    for start in range(0, entries, _AT_ONCE):
        each = (
            recalling.keep(
                _asked(f"How do I reset meter {n}?"), decision, answer, house.seats, RULE
            )
            for n in range(start, start + _AT_ONCE)
        )
        await asyncio.gather(*each)
    times = []
    for n in range(rounds):
        asked = _asked(f"could you please tell me how to reset meter {n * 7 % entries}")
        begun = time.perf_counter()
        hit = await recalling.find(asked, decision, house.seats, RULE)
        times.append((time.perf_counter() - begun) * 1000)
        assert hit is not None
        assert hit.cache.state == "near"
    return times


def _judging(rounds: int) -> float:
    times = []
    for n in range(rounds):
        read.cache_clear()
        begun = time.perf_counter()
        judged(f"How do I reset meter {n}?", f"hi, how can I reset meter {n} please")
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _late(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _asked(text: str) -> Request:
    return Request(
        id="J",
        text=text,
        asker=Person(id="U1"),
        place=Place(team="T1", channel="C1", kind="channel"),
        asked_at=datetime.now(UTC),
    )
