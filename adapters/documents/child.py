"""The child process: limits first, then one file, its pieces as lines of JSON on stdout.

Refuses to open files by name, to connect anywhere, to start processes, and to see any secret:
its environment is empty and the file comes as a descriptor that is open already.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import resource
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from adapters.documents.opening import pieces
from bot.pieces import Caps, Gap, Piece, Task, Unreadable

#: Exit code for memory that ran out where Python could still say so.
OUT_OF_MEMORY = 71
_FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.fork")
_FORBIDDEN_TOO = ("os.posix_spawn", "os.system", "os.forkpty")


def main(order: Mapping[str, Any]) -> None:
    """Read the file behind `order["fd"]` and leave."""
    confine(**order["limits"])
    code = 0
    try:
        run(order)
    except MemoryError:
        code = OUT_OF_MEMORY
    except BrokenPipeError:
        code = 1
    # Not sys.exit: tearing down a library's heap that a hostile file has bent may never end.
    os._exit(code)


def run(order: Mapping[str, Any]) -> None:
    """Every piece as a line, then the line that says that this was all."""
    task = Task(order["name"], "", Caps(**order["caps"]), order["sees"])
    with open(order["fd"], "rb") as file:
        try:
            for one in pieces(file, task, order["readers"]):
                send(one)
        except Unreadable as reason:
            send(Gap("", reason.reason, reason.values))
    _line({"end": True})


def send(one: Piece | Gap) -> None:
    """At once, not collected: what was read before a crash is kept."""
    if isinstance(one, Piece):
        image = base64.b64encode(one.image).decode() if one.image else ""
        _line({"unit": one.unit, "text": one.text, "image": image})
    else:
        _line({"unit": one.unit, "reason": one.reason, "values": dict(one.values)})


def _line(content: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(content).encode() + b"\n")
    sys.stdout.buffer.flush()


def confine(memory: int, cpu_s: int, files: int, hard_memory: int, hard_cpu_s: int) -> None:
    """Limits; up to the hard ones only the reading of letters in pictures goes (`ocr`). A
    container's killer takes this process first."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")
    wanted: Iterable[tuple[int, int, int]] = (
        (resource.RLIMIT_CPU, cpu_s, hard_cpu_s),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, files, files),
        (resource.RLIMIT_CORE, 0, 0),
    )
    for name, soft, hard in wanted:
        resource.setrlimit(name, (soft, hard))
    # macOS has the constant and refuses the call.
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard_memory))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: object) -> None:
    if event in _FORBIDDEN or event in _FORBIDDEN_TOO:
        raise PermissionError(event)
