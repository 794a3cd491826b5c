"""How far a long task is, told now and then: never often, never two tellings at once.

Refuses to know who is told, and to hold the task up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.ending import ended

#: Slack takes about fifty changes of messages a minute (field/slack.md 1.8), of all jobs together.
EVERY_S = 3.0

#: done, total, seconds left (None: nobody can tell).
Tell = Callable[[int, int, float | None], Awaitable[None]]


class Card:
    """For one task; `tell` may be called as often as one likes."""

    def __init__(self, tell: Tell, every_s: float = EVERY_S) -> None:
        self._tell = tell
        self._every_s = every_s
        self._started = self._last = time.monotonic()
        self._tellings: list[asyncio.Task[None]] = []

    def tell(self, done: int, total: int) -> None:
        """So many of so many; what comes too soon after the last telling is left out."""
        now = time.monotonic()
        busy = bool(self._tellings) and not self._tellings[-1].done()
        if total < 2 or busy or now - self._last < self._every_s:
            return
        self._last = now
        left = (now - self._started) / done * (total - done) if done else None
        self._tellings.append(asyncio.create_task(self._told(done, total, left)))

    async def _told(self, done: int, total: int, left: float | None) -> None:
        await self._tell(done, total, left)

    async def close(self) -> None:
        """Nothing is told any more: the answer is about to take the place."""
        await ended(*self._tellings)
