"""Keeps one valkey-server alive exactly as long as somebody uses it.

Refuses to know Thinktwice: standard library only, started as a plain file in its own session.

Every user holds a shared lock on the file `users`; the kernel gives it back however a process
ends. This guard waits for the exclusive lock: when it has it, nobody is left, and the server is
stopped. A server that dies while it has users is started again. While the guard holds the
exclusive lock nobody else starts a server in this folder.
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
STOP_S = 5.0

# Loaded before the fork: the child may not load libraries beside our thread.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with(guard: int) -> None:
    """In the child: SIGTERM when the guard dies; the guard may have died just before this."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != guard:
            os._exit(1)


class Guard:
    """One server, its users' lock, and the rule that binds them."""

    def __init__(self, users: str, command: list[str]) -> None:
        self._users = users
        self._command = command
        # Held while a server is being started: one that is half started could not be stopped.
        self._starting = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Until the last user is gone (then the process ends); else the exit code of a refusal."""
        threading.Thread(target=self._stop_after_the_last_user, daemon=True).start()
        while True:
            started = time.monotonic()
            with self._starting:
                self._server = self._start()
            code = self._server.wait()
            if code > 0 and time.monotonic() - started < REFUSAL_S:
                return code
            time.sleep(RESTART_S)

    def _start(self) -> "subprocess.Popen[bytes]":
        guard = os.getpid()
        return subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: _die_with(guard),
        )

    def _stop_after_the_last_user(self) -> None:
        with open(self._users, "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Never given back: this process ends here, and no server is started after this one.
            self._starting.acquire()
            if self._server is not None:
                self._server.terminate()
                try:
                    self._server.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    self._server.kill()
            os._exit(0)


if __name__ == "__main__":
    # A service manager that stops its whole control group would otherwise take the store away
    # from workers that still finish their jobs. The last user's lock ends this process.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(Guard(sys.argv[1], sys.argv[2:]).run())
