"""Decisions on a thread of its own, so that typing never waits: the newest text wins.

Refuses to know a terminal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple


class Asked(NamedTuple):
    """A text to decide; `final`: it is kept, so everything is looked for."""

    text: str
    final: bool


class Told(NamedTuple):
    """What was asked, and the decision in lines."""

    asked: Asked
    lines: list[str]


class Background:
    """Decides one text at a time; `ready` is called from the thread after each.

    The thread is a daemon: whoever leaves does not wait for a model that is still loading.
    """

    def __init__(self, decide: Callable[[Asked], list[str]], ready: Callable[[], None]) -> None:
        self._decide, self._ready = decide, ready
        self._wanted: Asked | None = None
        self._told: Told | None = None
        self._problem: BaseException | None = None
        self._changed = threading.Condition()
        threading.Thread(target=self._run, daemon=True).start()

    def ask(self, asked: Asked) -> None:
        """Decide this next; what was asked before and not begun is forgotten."""
        with self._changed:
            self._wanted = asked
            self._changed.notify()

    def take(self) -> Told | None:
        """The newest decision since the last call. Raises what broke the thread, if anything."""
        with self._changed:
            if self._problem is not None:
                raise self._problem
            told, self._told = self._told, None
            return told

    def _run(self) -> None:
        while self._problem is None:
            with self._changed:
                while self._wanted is None:
                    self._changed.wait()
                asked, self._wanted = self._wanted, None
            try:
                told = Told(asked, self._decide(asked))
            except BaseException as error:  # noqa: BLE001 - raised again where it is seen
                with self._changed:
                    self._problem = error
            else:
                with self._changed:
                    self._told = told
            self._ready()
