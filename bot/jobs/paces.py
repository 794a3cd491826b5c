"""How long answers have taken here lately, by tier.

Refuses to know questions: it keeps seconds, and of them only the latest.
"""

from __future__ import annotations

import json
import statistics
from typing import NamedTuple

from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Tier

KEPT, ENOUGH = 40, 5
KEPT_S = 7 * 86_400.0


class Pace(NamedTuple):
    """Seconds: what answers usually take, from the quicker ones to the slower ones."""

    low: float
    middle: float
    high: float


class Paces:
    """Measured durations, for every process the same. Raises StoreError."""

    def __init__(self, store: Store, space: KeySpace) -> None:
        self._store = store
        self._space = space

    async def note(self, tier: Tier, seconds: float) -> None:
        """An answer of this tier took so long. Two workers at once may lose one of two."""
        latest = [*await self._latest(tier), round(seconds, 2)][-KEPT:]
        await self._store.put(self._key(tier), json.dumps(latest).encode(), KEPT_S)

    async def usual(self, tier: Tier) -> Pace | None:
        """What the latest took, from the first to the ninth tenth; None before there are enough."""
        latest = await self._latest(tier)
        if len(latest) < ENOUGH:
            return None
        tenths = statistics.quantiles(latest, n=10, method="inclusive")
        return Pace(tenths[0], tenths[4], tenths[8])

    async def _latest(self, tier: Tier) -> list[float]:
        kept = await self._store.get(self._key(tier))
        return [float(one) for one in json.loads(kept)] if kept else []

    def _key(self, tier: Tier) -> str:
        return self._space.at(0, f"pace:{tier}")
