"""Processes of `python -m bot` for tests, forked from one that has imported the house already.

Refuses to be the proof that the house starts from nothing: the live prompt and the tests of imports
start it anew. Importing and loading the encoder takes three seconds of processor
time, a hundred times over in a run of all tests; a forked process needs none of it and is otherwise
the same: its own memory, environment, signals and exit code.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.support.preloaded"])


class Started:
    """One process; `out` and `err` are read ends of what it prints, `err` only where asked for.

    With a `terminal` (the program's end of a pty) it reads and prints there, and `out` stays empty.
    """

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: Mapping[str, str],
        *,
        err: bool = False,
        terminal: int | None = None,
    ) -> None:
        self.out, printed = _FORKING.Pipe(duplex=False)
        self.err: Connection | None = None
        told: Connection | None = None
        if err:
            self.err, told = _FORKING.Pipe(duplex=False)
        # A connection is what can be handed to another process; this one is only carried.
        seen = None if terminal is None else Connection(os.dup(terminal))
        self._process = _FORKING.Process(
            target=_be, args=(arguments, dict(environment), printed, told, seen)
        )
        self._process.start()
        printed.close()
        if told is not None:
            told.close()

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; minus the signal's number when one ended it."""
        return self._process.exitcode

    def terminate(self) -> None:
        """SIGTERM, unless it is over."""
        self._process.terminate()

    def kill(self) -> None:
        """SIGKILL, unless it is over."""
        self._process.kill()

    def joined(self, timeout_s: float | None = None) -> int:
        """Wait for the end; the exit code. Raises TimeoutError, having killed it."""
        self._process.join(timeout_s)
        if self._process.exitcode is None:
            self.kill()
            raise TimeoutError
        return self._process.exitcode

    async def wait(self) -> int:
        """The same from an event loop, for as long as it takes."""
        return await asyncio.to_thread(self.joined)

    async def readline(self) -> str:
        """The next line that it prints; "" at the end."""
        return await asyncio.to_thread(_line, self.out)


def ran(
    *arguments: str, environment: Mapping[str, str], timeout_s: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run one verb to its end, as `subprocess.run` would, with nothing on standard input."""
    process = Started(arguments, environment, err=True)
    assert process.err is not None
    told: list[bytes] = []
    reading = threading.Thread(target=lambda end: told.append(_all(end)), args=(process.err,))
    reading.start()
    watch = threading.Timer(timeout_s, process.kill)
    watch.start()
    printed = _all(process.out)
    reading.join()
    code = process.joined()
    watch.cancel()
    return subprocess.CompletedProcess(
        arguments, code, printed.decode("utf-8"), told[0].decode("utf-8")
    )


def _all(end: Connection) -> bytes:
    with open(end.fileno(), "rb", closefd=False) as file:
        return file.read()


def _line(end: Connection) -> str:
    line = b""
    while not line.endswith(b"\n") and (sign := os.read(end.fileno(), 1)):
        line += sign
    return line.decode("utf-8")


def _be(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    printed: Connection,
    told: Connection | None,
    seen: Connection | None,
) -> None:
    """In the new process: become `python -m bot`."""
    # A parent in the background may have handed down that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(printed.fileno(), 1)
    printed.close()
    if told is not None:
        os.dup2(told.fileno(), 2)
        told.close()
    if seen is not None:
        os.setsid()
        for number in range(3):
            os.dup2(seen.fileno(), number)
        seen.close()
        # The fork has another standard input: none.
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["bot", *arguments]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
