"""Keeps one valkey-server alive exactly as long as somebody uses it.

Refuses to know Thinktwice: standard library only, started as a plain file in its own session.

Every user holds a shared lock on the file `users`; the kernel gives it back however a process
ends. This guard waits for the exclusive lock: when it has it, nobody is left, and the server is
stopped. A server that dies while it has users is started again.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG = 1  # https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
RESTART_S = 0.2
REFUSAL_S = 2.0


def _die_with_the_guard() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(users: str, command: list[str]) -> int:
    """Run `command` until the last user is gone; 0 then, else its exit code at first start."""
    nobody_left = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def wait_for_the_last_user() -> None:
        with open(users, "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            nobody_left.set()
            for server in running[-1:]:
                server.terminate()
                server.wait()
            os._exit(0)

    threading.Thread(target=wait_for_the_last_user, daemon=True).start()
    while not nobody_left.is_set():
        started = time.monotonic()
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_the_guard,
        )
        running.append(server)
        code = server.wait()
        refused_to_start = code > 0 and time.monotonic() - started < REFUSAL_S
        if refused_to_start:
            return code
        del running[:-1]
        time.sleep(RESTART_S)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
