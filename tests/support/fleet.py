"""Several `serve` and `worker` processes and a Valkey of their own, each restarted when it dies.

Refuses to choose who dies and when: `storming` does. What the processes print as errors is kept
in one file of the folder.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from proxied import Proxy
from started import Started

from adapters.stores.embedded import server_binary
from bot.sealing import new_key

READY_S = 60.0


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Member:
    """One process that comes back whenever it ends, until `leave`."""

    def __init__(self, verb: str, environment: Mapping[str, str], told: Path) -> None:
        self.verb, self._environment, self._told = verb, environment, told
        self.starts = 0
        self._leaving = False
        self.process = self._begin()
        self._watch = asyncio.create_task(self._again())

    def _begin(self) -> Started:
        self.starts += 1
        process = Started((self.verb,), self._environment, err=True)
        # Other tests run beside a storm, with clocks of their own.
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, process.pid, 5)
        assert process.err is not None
        for end in (process.out, process.err):
            threading.Thread(target=_kept, args=(os.dup(end.fileno()), self._told)).start()
            end.close()
        return process

    async def _again(self) -> None:
        while True:
            await self.process.wait()
            if self._leaving:
                return
            self.process = self._begin()

    def signal(self, number: int) -> bool:
        """Send it; False when it was dead already."""
        try:
            os.kill(self.process.pid, number)
        except ProcessLookupError:
            return False
        return True

    async def leave(self) -> None:
        """End it for good: politely, and after 30 s not."""
        self._leaving = True
        self.signal(signal.SIGCONT)
        self.process.terminate()
        _, late = await asyncio.wait({self._watch}, timeout=30)
        if late:
            self.process.kill()
            await self._watch


class Server:
    """A Valkey with an append-only file, on a TCP port; it can be killed and is there again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self._begin()

    def _begin(self) -> None:
        settings = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "logfile": str(self._folder / "valkey.log"),
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen([server_binary(), *arguments])

    def restart(self) -> None:
        """SIGKILL, and started anew at once from its file."""
        self.close()
        self._begin()

    def close(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()

    async def ready(self) -> None:
        """Until it takes connections."""
        async with asyncio.timeout(READY_S):
            while True:
                try:
                    _, line = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                else:
                    line.close()
                    return


class Fleet:
    """`members` behind three proxies: `door` (Slack to the web processes), `store` (everyone to
    Valkey), `mind` (workers to the models)."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], models_port: int, webs: int, hands: int
    ) -> None:
        self._folder, self._environment = folder, dict(environment)
        self._ports = [free_port() for _ in range(webs)]
        self._hands = hands
        self.door, self.mind = Proxy(self._ports), Proxy([models_port])
        self.told = folder / "told.jsonl"
        self.members: list[Member] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Fleet:
        self.server = await asyncio.to_thread(Server, self._folder)
        self._stack.callback(self.server.close)
        self.store = Proxy([self.server.port])
        for proxy in (self.door, self.store, self.mind):
            await self._stack.enter_async_context(proxy)
        await self.server.ready()
        common = {
            **self._environment,
            "REDIS_URL": f"redis://127.0.0.1:{self.store.port}/0",
            "THINKTWICE_SECRET_KEYS": new_key(),
            "THINKTWICE_FAST__BASE_URL": f"http://127.0.0.1:{self.mind.port}/v1",
            "THINKTWICE_REASONING__BASE_URL": f"http://127.0.0.1:{self.mind.port}/v1",
        }
        for port in self._ports:
            self._join("serve", {**common, "PORT": str(port)})
        for _ in range(self._hands):
            self._join("worker", common)
        await self._ready()
        return self

    def _join(self, verb: str, environment: Mapping[str, str]) -> None:
        member = Member(verb, environment, self.told)
        self.members.append(member)
        self._stack.push_async_callback(member.leave)

    async def _ready(self) -> None:
        async with asyncio.timeout(READY_S):
            while self._told_ready() < len(self.members):  # noqa: ASYNC110 - other processes
                await asyncio.sleep(0.05)

    def _told_ready(self) -> int:
        return self.told.read_text().count("Ready") if self.told.exists() else 0

    async def __aexit__(self, *reason: object) -> None:
        for member in self.members:
            member.signal(signal.SIGCONT)
        await self._stack.aclose()

    def anyone(self, choice: random.Random) -> Member:
        """One of them."""
        return choice.choice(self.members)


def _kept(end: int, file: Path) -> None:
    """Everything that is printed there, at the end of that file."""
    with file.open("ab", buffering=0) as kept:
        while data := os.read(end, 65_536):
            kept.write(data)
    os.close(end)
