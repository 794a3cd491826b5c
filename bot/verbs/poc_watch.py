"""Looking at the models' servers while a proof of concept runs, and at this process.

Refuses to know metrics' names; an adapter reads them.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.bootstrap.parts import engine_load
from bot.ending import ended
from bot.poc.resources import Resource, Watch, resource_of
from bot.poc.running import TIERS
from bot.request import Tier
from bot.seats import Seats
from bot.words import Words

LOOK_S = 2.0


@asynccontextmanager
async def watched(seats: Seats) -> AsyncIterator[Watch]:
    """The highest figures of each server: looked at from the start to the end of the block."""
    watch = Watch()

    async def keep_looking() -> None:
        while True:
            await _look(seats, watch)
            await asyncio.sleep(LOOK_S)

    looking = asyncio.create_task(keep_looking())
    try:
        yield watch
    finally:
        await ended(looking)
    await _look(seats, watch)


async def _look(seats: Seats, watch: Watch) -> None:
    for tier in TIERS:
        load = await engine_load(seats.of(tier))
        if load is not None:
            watch.see(tier, load, time.monotonic())


def resources(seats: Seats, watch: Watch, words: Words) -> dict[Tier, Resource]:
    """By tier: what was seen of its server; for a model in this process its memory."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = used // 1024 if sys.platform != "darwin" else used // 1024**2
    most = watch.most()
    return {tier: resource_of(seats.of(tier), most.get(tier), megabytes, words) for tier in TIERS}
