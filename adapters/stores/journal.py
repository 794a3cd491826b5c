"""Append-only lines on a Redis or Valkey server, as streams; old ones go as new ones come.

Refuses to know what the lines say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from adapters.stores.valkey import Client, translated


class ValkeyJournal:
    """`bot.ports.Journal`: one stream a key, entries named by the server's clock."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def append(self, key: str, value: bytes, keep_s: float) -> None:
        """See `bot.ports.Journal`."""
        async with translated():
            seconds, micros = await self._client.time()
            oldest = str(max(0, round((seconds + micros / 1e6 - keep_s) * 1000)))
            await self._client.xadd(key, {"s": value}, minid=oldest, approximate=False)

    async def latest(self, key: str, limit: int) -> Sequence[tuple[datetime, bytes]]:
        """See `bot.ports.Journal`."""
        async with translated():
            found = await self._client.xrevrange(key, count=limit)
        lines: list[tuple[datetime, bytes]] = []
        for entry, fields in found or ():
            assert isinstance(entry, bytes)
            value = (fields or {})[b"s"]
            assert isinstance(value, bytes)
            lines.append((datetime.fromtimestamp(int(entry.split(b"-")[0]) / 1000, UTC), value))
        return lines
