"""What the memory was good for: hits, time and money saved, counted by day.

Refuses to know whom: a partition's teams are counted together.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from bot.errors import StoreError
from bot.events import Events
from bot.keys import DAY_S, KeySpace
from bot.ports import Store
from bot.request import Noun

DAYS = 30
_KEPT_S = (DAYS + 1) * DAY_S
_MICRO, _MILLI = 1_000_000, 1_000


class Saved(Noun):
    """Of the last 30 days: answers from memory, exact and near; near questions looked at and
    refused; answers that were not kept; seconds and dollars that the hits would have taken."""

    hits: int = 0
    near: int = 0
    near_refused: int = 0
    not_kept: int = 0
    saved_s: float = 0.0
    saved_usd: float = 0.0


class Tally:
    """Counters in the store. Never raises for it."""

    def __init__(self, store: Store, space: KeySpace, events: Events) -> None:
        self._store = store
        self._space = space
        self._events = events

    async def add(self, team: str, today: date, **amounts: float) -> None:
        """Add to counters named like the fields of `Saved`."""
        names = [
            (self._space.tally(self._space.partition(team), f"{name}:{today}"), _whole(name, value))
            for name, value in amounts.items()
        ]
        try:
            await asyncio.gather(
                *(self._store.count(key, value, _KEPT_S) for key, value in names if value)
            )
        except StoreError as error:
            self._events.emit("store_failed", what="tally", detail=str(error))

    async def total(self, today: date) -> Saved:
        """Everything of the last 30 days, over all partitions. Raises StoreError."""
        days = [today - timedelta(days=back) for back in range(DAYS)]
        sums = {}
        for name in Saved.model_fields:
            keys = [
                self._space.tally(partition, f"{name}:{day}")
                for partition in range(self._space.partitions)
                for day in days
            ]
            found = await asyncio.gather(*(self._store.get(key) for key in keys))
            sums[name] = sum(int(raw) for raw in found if raw is not None) / _scale(name)
        return Saved.model_validate(sums)


def _scale(name: str) -> int:
    return {"saved_s": _MILLI, "saved_usd": _MICRO}.get(name, 1)


def _whole(name: str, value: float) -> int:
    return round(value * _scale(name))
