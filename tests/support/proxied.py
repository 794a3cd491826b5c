"""A TCP proxy that makes a bad network: latency, cut connections, black holes.

Refuses to know what flows through it. One address in front of any number of servers, as a load
balancer: a connection goes to the next server that takes it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Sequence

CHUNK_BYTES = 65_536


class Proxy:
    """`port` on 127.0.0.1, in front of the ports `behind`."""

    def __init__(self, behind: Sequence[int]) -> None:
        self._behind = tuple(behind)
        self._turn = itertools.count()
        self._lines: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._open = asyncio.Event()
        self._open.set()
        self.latency_s = 0.0
        self.port = 0

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._line, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self._open.set()
        self.cut()
        await self._server.wait_closed()

    def cut(self) -> int:
        """Every connection ends at once, as when a cable is pulled; how many those were."""
        lines = list(self._lines)
        for line in lines:
            line.transport.abort()
        return len(lines) // 2

    async def swallow(self, seconds: float) -> None:
        """For so long nothing passes and nobody is told: a black hole."""
        self._open.clear()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._open.set()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far = await self._far()
        if far is None:
            writer.transport.abort()
            return
        there, back = far
        self._lines |= {writer, back}
        try:
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        finally:
            self._lines -= {writer, back}

    async def _far(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = next(self._turn)
        for number in range(len(self._behind)):
            port = self._behind[(first + number) % len(self._behind)]
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                await self._open.wait()
                if self.latency_s:
                    await asyncio.sleep(self.latency_s)
                writer.write(data)
                await writer.drain()
        writer.close()
