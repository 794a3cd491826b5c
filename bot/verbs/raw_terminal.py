"""A terminal read key by key, and given back as it was on every way out.

Refuses to know what is typed and drawn. Needs termios: whoever calls has looked for it.
"""

from __future__ import annotations

import os
import select
import signal
import termios
from types import FrameType
from typing import Any

from bot.verbs.keyboard import PASTE_OFF, PASTE_ON

SMALLEST = (8, 3)
PIECE = 65_536


class Terminal:
    """`with Terminal(0, 1) as terminal:` neither echoes nor waits for line ends inside; keys that
    are signals otherwise (Ctrl-C, Ctrl-Z) arrive as bytes. `wake()` ends a `wait` from a thread.

    SIGTERM and SIGHUP leave by SystemExit, so that the terminal is given back then, too.
    """

    def __init__(self, typed: int, drawn: int) -> None:
        self._typed, self._drawn = typed, drawn
        self._before = termios.tcgetattr(typed)
        # Not closed on the way out: a thread may still want to wake us until the process ends.
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Terminal:
        for number, handler in (
            (signal.SIGTERM, _leave),
            (signal.SIGHUP, _leave),
            (signal.SIGWINCH, self._on_change),
            (signal.SIGCONT, self._on_change),
        ):
            self._handlers[number] = signal.signal(number, handler)
        self._take()
        return self

    def __exit__(self, *_: object) -> None:
        self._give_back()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _take(self) -> None:
        mode = termios.tcgetattr(self._typed)
        # Output stays as it is, and so does CR to NL on the way in: only what hides keys goes.
        mode[0] &= ~(termios.IXON | termios.INLCR | termios.IGNCR)
        mode[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._typed, termios.TCSADRAIN, mode)
        self.write(PASTE_ON)

    def _give_back(self) -> None:
        try:
            # At once: a terminal that hung up would never drain.
            termios.tcsetattr(self._typed, termios.TCSANOW, self._before)
            self.write(PASTE_OFF)
        except (OSError, termios.error):
            return

    def _on_change(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGCONT:
            # The shell may have changed the mode while we were stopped.
            self._take()
        self.wake()

    def suspend(self) -> None:
        """Stop as Ctrl-Z does, the terminal given back meanwhile; goes on when it is resumed."""
        self._give_back()
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        self._take()

    def wake(self) -> None:
        """End a `wait`, from any thread."""
        try:
            os.write(self._waker, b".")
        except BlockingIOError:
            return

    def wait(self, seconds: float | None) -> bytes | None:
        """What was typed, all that is ready; empty when only woken or nothing came in time.

        None when the terminal is gone.
        """
        ready, _, _ = select.select([self._typed, self._woken], [], [], seconds)
        if self._woken in ready:
            os.read(self._woken, PIECE)
        typed = b""
        while self._typed in ready:
            try:
                piece = os.read(self._typed, PIECE)
            except OSError:
                return None
            if not piece:
                return None
            typed += piece
            ready, _, _ = select.select([self._typed], [], [], 0)
        return typed

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows, never fewer than can be drawn on."""
        try:
            columns, rows = os.get_terminal_size(self._drawn)
        except OSError:
            columns, rows = 80, 24
        # A pseudo-terminal nobody has sized says 0 x 0.
        return max(SMALLEST[0], columns or 80), max(SMALLEST[1], rows or 24)

    def write(self, text: str) -> None:
        """Draw this; on a terminal that has hung up nobody would see it."""
        data = text.encode("utf-8", "replace")
        try:
            while data:
                data = data[os.write(self._drawn, data) :]
        except OSError:
            return


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
