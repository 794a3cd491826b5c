"""Telling a person in danger whom to call: at once, by whoever comes first, once for a message.

Refuses to know how a person is told; a front and its door do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.keys import DAY_S, KeySpace
from bot.ports import Store
from bot.sealing import Sealer

#: As long as somebody who has begun to tell is trusted to end it; whoever waits looks this often.
TELLING_S, PAUSE_S = 5.0, 0.2
_TELLING, _TOLD = b"telling", b"told"


class Care:
    """Who was told already, for every process the same."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    def _key(self, team: str, job_id: str) -> str:
        return self._space.told(team, self._sealer.digest("told", team, job_id))

    async def begin(self, team: str, job_id: str) -> bool:
        """Take it on to tell; False: somebody tells or has told. Raises StoreError."""
        return await self._store.add(self._key(team, job_id), _TELLING, TELLING_S)

    async def end(self, team: str, job_id: str, tell: Callable[[], Awaitable[object]]) -> None:
        """Tell, after `begin`. Raises StoreError, and what `tell` raises: then it counts as not
        told, and whoever comes next tells at once."""
        key = self._key(team, job_id)
        try:
            await tell()
        except BaseException:
            await self._store.drop(key, _TELLING)
            raise
        await self._store.put(key, _TOLD, DAY_S)

    async def once(self, team: str, job_id: str, tell: Callable[[], Awaitable[object]]) -> bool:
        """Tell, unless it was told; False then. A process that dies while it tells is followed by
        the next one: it may be told twice, never not at all. Raises as `end`."""
        while not await self.begin(team, job_id):
            if await self._store.get(self._key(team, job_id)) == _TOLD:
                return False
            await asyncio.sleep(PAUSE_S)
        await self.end(team, job_id, tell)
        return True
