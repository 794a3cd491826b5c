"""How many questions a person asks within a minute, so that they can be told that none is lost.

Refuses to turn anybody away: every question is taken on.
"""

from __future__ import annotations

from bot.keys import KeySpace
from bot.ports import Store
from bot.sealing import Sealer

WINDOW_S = 60.0
#: From so many within the window on somebody is told once that all of them are in hand.
MANY = 6


class Bursts:
    """Counts, for every process the same."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    async def became_many(self, team: str, user: str) -> bool:
        """Count one more; True for exactly the one that makes it many. Raises StoreError."""
        key = self._space.burst(team, self._sealer.digest("burst", team, user))
        return await self._store.count(key, 1, WINDOW_S) == MANY
