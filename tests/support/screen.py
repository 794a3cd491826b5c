"""A terminal for tests: a real pty with a program in it, and the screen that it draws.

Refuses to know the program. Understands what ours sends: text of all widths, line ends, cursor up
and right, erase below, home.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from started import Started

ROOT = Path(__file__).resolve().parents[2]
_CONTROL = re.compile(r"\x1b\[(\??\d*)([A-Za-z])")


class Screen:
    """Lines of cells; scrolls only by growing, so everything that was ever kept can be read."""

    def __init__(self, columns: int) -> None:
        self.columns, self.lines = columns, [[""] * columns]
        self.row = self.column = 0

    def draw(self, text: str) -> None:
        at = 0
        while at < len(text):
            found = _CONTROL.match(text, at)
            if found:
                self._control(found.group(1), found.group(2))
                at = found.end()
                continue
            self._put(text[at])
            at += 1

    def _control(self, figure: str, kind: str) -> None:
        count = int(figure) if figure.isdigit() else 1
        if kind == "A":
            self.row -= count
            assert self.row >= 0
        elif kind == "C":
            self.column += count
            assert self.column < self.columns
        elif kind == "J":
            self.lines[self.row][self.column :] = [""] * (self.columns - self.column)
            del self.lines[self.row + 1 :]
        else:
            assert kind in "hlH", kind

    def _put(self, sign: str) -> None:
        if sign == "\r":
            self.column = 0
            return
        if sign == "\n":
            self.row += 1
            while len(self.lines) <= self.row:
                self.lines.append([""] * self.columns)
            return
        width = cell_len(sign)
        if not width:
            self.lines[self.row][self.column - 1] += sign
            return
        if self.column + width > self.columns:
            self._put("\r")
            self._put("\n")
        self.lines[self.row][self.column] = sign
        for other in range(self.column + 1, self.column + width):
            self.lines[self.row][other] = ""
        self.column += width

    @property
    def text(self) -> str:
        return "\n".join("".join(cell or "" for cell in line) for line in self.lines)


class Program:
    """`python -m bot …` in a pty of so many columns."""

    def __init__(self, *arguments: str, columns: int = 80, **environment: str) -> None:
        self.master, self.slave = pty.openpty()
        self.resize(columns)
        self.before = termios.tcgetattr(self.slave)
        self.screen, self._decoded = Screen(columns), b""
        self.process = self.started(
            arguments,
            {**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **environment},
        )

    def started(
        self, arguments: tuple[str, ...], environment: Mapping[str, str]
    ) -> Started | FromNothing:
        """The process, forked from one that has the house in memory."""
        return Started(arguments, environment, terminal=self.slave)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.joined()
        os.close(self.slave)
        os.close(self.master)

    def resize(self, columns: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def type(self, text: str) -> None:
        data = text.encode()
        while data:
            data = data[os.write(self.master, data[:1024]) :]
            self._read(0)

    def see(self, wanted: str) -> str:
        """Wait (pytest's own timeout ends it) until this stands on the screen; the screen."""
        while wanted not in self.screen.text:
            assert self._read(1) or self.process.returncode is None, self.screen.text
        return self.screen.text

    def end(self) -> int:
        """Wait until the program has ended; its exit code."""
        while self.process.returncode is None:
            self._read(0.05)
        while self._read(0.05):
            pass
        return self.process.joined()

    @property
    def mode(self) -> list[Any]:
        """The terminal's mode now."""
        return termios.tcgetattr(self.slave)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        self._decoded += os.read(self.master, 65_536)
        text = self._decoded.decode("utf-8", "ignore")
        # A cut character or sequence waits for its rest.
        whole = text if text.encode() == self._decoded else ""
        if whole and not re.search(r"\x1b(\[\??\d*)?\Z", whole):
            self._decoded = b""
            self.screen.draw(whole)
        return True


class FromNothing:
    """A process of its own interpreter, as a person starts it."""

    def __init__(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], terminal: int
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            env=environment,
        )
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """SIGKILL, unless it is over."""
        self._process.kill()

    def joined(self) -> int:
        """Wait for the end; the exit code."""
        return self._process.wait()


class ColdProgram(Program):
    """The same in an interpreter that has imported nothing yet."""

    def started(
        self, arguments: tuple[str, ...], environment: Mapping[str, str]
    ) -> Started | FromNothing:
        """The process, started from nothing."""
        return FromNothing(arguments, environment, self.slave)
