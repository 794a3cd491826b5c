"""`bot.ports.Store` and `Journal` in this process: for tests and for callers that want no server.

Refuses to outlive the process.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase


class MemoryJournal:
    """`bot.ports.Journal` in this process; the clock can be handed in."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._lines: dict[str, list[tuple[datetime, bytes]]] = {}

    async def append(self, key: str, value: bytes, keep_s: float) -> None:
        """See `bot.ports.Journal`."""
        at = self._clock()
        kept = [
            line for line in self._lines.get(key, []) if (at - line[0]).total_seconds() <= keep_s
        ]
        self._lines[key] = [*kept, (at, value)]

    async def latest(self, key: str, limit: int) -> Sequence[tuple[datetime, bytes]]:
        """See `bot.ports.Journal`."""
        return self._lines.get(key, [])[::-1][:limit]


class MemoryKeys:
    """`bot.ports.Keys` over a store in this process."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def names(self, pattern: str) -> Sequence[str]:
        """See `bot.ports.Keys`."""
        # Redis's brackets mean what those of fnmatch mean; braces are no signs of either.
        return [name for name in self._store.held() if fnmatchcase(name, pattern)]

    async def value(self, name: str) -> bytes | None:
        """See `bot.ports.Keys`."""
        return await self._store.get(name)

    async def drop(self, names: Sequence[str]) -> int:
        """See `bot.ports.Keys`."""
        held = set(self._store.held())
        for name in names:
            await self._store.drop(name)
        return len(held.intersection(names))


class MemoryStore:
    """The same contract as `ValkeyStore`; the clock can be handed in (seconds)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: dict[str, tuple[bytes, float]] = {}

    def held(self) -> list[str]:
        """The names of what is kept now."""
        now = self._clock()
        return [name for name, (_, until) in self._values.items() if until > now]

    async def get(self, key: str) -> bytes | None:
        """The value, or None."""
        value, until = self._values.get(key, (b"", 0.0))
        if until <= self._clock():
            self._values.pop(key, None)
            return None
        return value

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep it for that long."""
        self._values[key] = (value, self._clock() + ttl_s)

    async def add(self, key: str, value: bytes, ttl_s: float) -> bool:
        """Keep it unless the key exists; True when it was kept."""
        if await self.get(key) is not None:
            return False
        await self.put(key, value, ttl_s)
        return True

    async def swap(
        self, key: str, before: bytes | None, after: bytes, ttl_s: float | None = None
    ) -> bool:
        """See `bot.ports.Store`."""
        if await self.get(key) != before:
            return False
        await self.put(key, after, math.inf if ttl_s is None else ttl_s)
        return True

    async def drop(self, key: str, value: bytes | None = None) -> None:
        """Forget it; with `value` only if it still holds that."""
        if value is None or await self.get(key) == value:
            self._values.pop(key, None)

    async def under(self, prefix: str) -> Sequence[tuple[str, bytes]]:
        """See `bot.ports.Store`."""
        names = sorted(name for name in self._values if name.startswith(prefix))
        found = [(name, await self.get(name)) for name in names]
        return [(name, value) for name, value in found if value is not None]

    async def count(self, key: str, amount: int, ttl_s: float) -> int:
        """Add to a counter that lives `ttl_s` from its first use; the new total."""
        before = await self.get(key)
        total = int(before or b"0") + amount
        until = self._values[key][1] if before is not None else self._clock() + ttl_s
        self._values[key] = (str(total).encode(), until)
        return total
