"""Reading a file in a child process, and a name for everything that was not read.

Refuses to parse: bytes of strangers are touched by the child only. Whatever the child does (crash,
hang, eat memory, flood its pipe), this process goes on and says what happened.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from adapters.documents.arriving import Arriving
from adapters.documents.pictures import can_recognise
from bot.documents import Reading, Skipped
from bot.pieces import Caps

MB = 1024 * 1024
OUT_OF_MEMORY = 71
#: The order comes as one line on stdin: nothing of a person's file stands in `ps`.
_BOOT = (
    "import json, sys; order = json.loads(sys.stdin.readline()); sys.path[:] = order['path']; "
    "from adapters.documents.child import main; main(order)"
)


@dataclass(frozen=True)
class Limits:
    """What one child may use (field/documents.md 1.5)."""

    memory: int = 1024 * MB
    cpu_s: int = 20
    files: int = 16
    #: Above the CPU limit, because on a busy machine a child waits for its turn.
    wall_s: float = 60.0
    #: With the extra `ocr`, and only once it reads: 700 MB and 4 s a page (field/documents.md 1.6).
    ocr_memory: int = 4096 * MB
    ocr_s: int = 120
    output: int = 64 * MB
    at_once: int = 2


@dataclass
class ContainedDocuments:
    """`bot.ports.Documents`. `readers`: kind -> "module:attribute" of its reader."""

    readers: Mapping[str, str]
    caps: Caps = field(default_factory=Caps)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._turn = asyncio.Semaphore(self.limits.at_once)

    async def read(self, name: str, file: BinaryIO, *, sees: bool = False) -> Reading:
        """The units of an open regular file. Never raises for what is in it."""
        source = shown(name)
        size = os.fstat(file.fileno()).st_size
        reason = ""
        if size == 0:
            reason = "empty"
        elif size > self.caps.file_bytes:
            reason = "big"
        if reason:
            values = {"size": round(size / MB), "most": round(self.caps.file_bytes / MB)}
            return Reading(
                source=source,
                skipped=(Skipped(source=source, reason=reason, values=dict(values)),),
            )
        arriving = Arriving(source, self.limits.output)
        async with self._turn:
            letters = not sees and await asyncio.to_thread(can_recognise)
            order = self._order(name, file.fileno(), sees, letters)
            order["path"] = await asyncio.to_thread(_import_path)
            wall_s = self.limits.wall_s + (self.limits.ocr_s if letters else 0)
            ended = await self._run(order, wall_s, arriving)
        if not arriving.complete:
            arriving.broke_off(ended, self._values(ended))
        return arriving.reading()

    def _order(self, name: str, descriptor: int, sees: bool, letters: bool) -> dict[str, Any]:
        some = self.limits
        limits = {
            "memory": some.memory,
            "cpu_s": some.cpu_s,
            "files": some.files,
            "hard_memory": some.ocr_memory if letters else some.memory,
            "hard_cpu_s": some.ocr_s if letters else some.cpu_s + 2,
        }
        return {
            "fd": descriptor,
            "name": name,
            "sees": sees,
            "caps": asdict(self.caps),
            "limits": limits,
            "readers": dict(self.readers),
        }

    async def _run(self, order: dict[str, Any], wall_s: float, arriving: Arriving) -> str:
        """Feed it, listen, and say how it ended when it did not end well."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-B", "-c", _BOOT),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
            pass_fds=(order["fd"],),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(wall_s):
                return await self._listen(process, order, arriving)
        except TimeoutError:
            return "slow"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def _listen(
        self, process: asyncio.subprocess.Process, order: dict[str, Any], arriving: Arriving
    ) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            await process.stdin.drain()
            process.stdin.close()
        while chunk := await process.stdout.read(65536):
            if not arriving.take(chunk):
                return "flood"
            if arriving.complete:
                return ""
        return _ending(await process.wait())

    def _values(self, ended: str) -> dict[str, str | int]:
        if ended == "memory":
            return {"most": round(self.limits.memory / MB)}
        return {"seconds": self.limits.cpu_s} if ended == "slow" else {}


def _import_path() -> list[str]:
    """Where this process finds modules; the empty entry means the folder it was started in."""
    return [os.path.abspath(entry) for entry in sys.path]


def _ending(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "slow"
    # Native code aborts when memory is refused; SIGKILL that we did not send is the kernel's.
    if code in (OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGKILL):
        return "memory"
    return "crashed"


def shown(name: str) -> str:
    """A file's name as a label: no control or direction characters, one line, not endless."""
    kept = "".join(
        " " if char.isspace() else char
        for char in name
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )
    kept = " ".join(kept.split())
    return kept if len(kept) <= 200 else f"{kept[:120]}…{kept[-79:]}"
