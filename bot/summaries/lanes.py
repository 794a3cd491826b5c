"""How many parts are read at once: bounded for each team, and for each model's server.

Refuses to know what is read.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lanes:
    """For one process. A team has `at_once` lanes; two teams together fill a server."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._teams: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        self._servers: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(2 * at_once)
        )

    @asynccontextmanager
    async def lane(self, team: str, server: str) -> AsyncIterator[None]:
        """Held while one call runs."""
        async with self._teams[team], self._servers[server]:
            yield
