"""Looking through a server's keys, a part at a time, so that nobody else waits for it.

Refuses to know what they hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from adapters.stores.valkey import Client, translated

BATCH = 500


class ValkeyKeys:
    """`bot.ports.Keys` on one server or several (questions here, remembered answers there)."""

    def __init__(self, *clients: Client) -> None:
        self._clients = tuple(dict.fromkeys(clients))

    async def names(self, pattern: str) -> Sequence[str]:
        """See `bot.ports.Keys`."""
        found: list[str] = []
        async with translated():
            for client in self._clients:
                async for raw in client.scan_iter(match=pattern, count=BATCH):
                    found.append(raw.decode() if isinstance(raw, bytes) else str(raw))
        return list(dict.fromkeys(found))

    async def value(self, name: str) -> bytes | None:
        """See `bot.ports.Keys`."""
        async with translated():
            for client in self._clients:
                found = await client.get(name)
                if isinstance(found, bytes):
                    return found
        return None

    async def drop(self, names: Sequence[str]) -> int:
        """See `bot.ports.Keys`. One by one: in a cluster they lie on several servers."""
        gone = 0
        async with translated():
            for client in self._clients:
                for start in range(0, len(names), BATCH):
                    async with client.pipeline(transaction=False) as pipe:
                        for name in names[start : start + BATCH]:
                            pipe.unlink(name)
                        gone += sum(await pipe.execute())
        return gone
