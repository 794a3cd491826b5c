"""Open windows: which look through one is the newest, and by which mark it may be changed.

Refuses to know what is shown there. Names of windows are kept as keyed digests.
"""

from __future__ import annotations

from bot.keys import KeySpace
from bot.ports import Store
from bot.sealing import Sealer

OPEN_S = 3600.0


class Windows:
    """Turns and marks, for every process the same. All methods raise StoreError."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    def _key(self, what: str, team: str, window: str) -> str:
        return self._space.window(team, f"{what}:{self._sealer.digest('window', team, window)}")

    async def turn(self, team: str, window: str) -> int:
        """The number of a new look; from now on it is the newest."""
        return await self._store.count(self._key("turn", team, window), 1, OPEN_S)

    async def newest(self, team: str, window: str, turn: int) -> bool:
        """Whether no later look was begun."""
        return await self._store.count(self._key("turn", team, window), 0, OPEN_S) == turn

    async def mark(self, team: str, window: str) -> str:
        """The state in which somebody of us left it; "" when nobody did."""
        return (await self._store.get(self._key("mark", team, window)) or b"").decode()

    async def left(self, team: str, window: str, mark: str) -> None:
        """Write down the state in which it was left."""
        await self._store.put(self._key("mark", team, window), mark.encode(), OPEN_S)
