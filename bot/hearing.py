"""What comes of an answer while it is being written, and who hears it.

Refuses to know who asks for it: what is asked of a model does not depend on who listens, so the
course of an answer is no argument of the road but stands beside it, for one task.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from bot.answer import Usage

#: Writes slots of a job into its record at once. Raises StoreError, Fenced.
Keep = Callable[[dict[str, str]], Awaitable[None]]

#: Whether nothing else is said in the answer's place meanwhile. Raises StoreError, SealError.
Alone = Callable[[], Awaitable[bool]]


class Listener(Protocol):
    """Hears one answer. Raises StoreError and Fenced, nothing else."""

    async def heard(self, text: str) -> None:
        """The next piece; what a gate holds back never comes here."""

    async def anew(self) -> None:
        """What was heard counts no more: another try begins, or nobody goes on with it."""

    def by(self, label: str) -> None:
        """From now on that model writes, in place of the one that was to."""


class Course:
    """How one answer has gone so far: its text, as far as it may be seen, whose it is, and what the
    calls for it have used. Whatever comes goes on to the listener, if there is one."""

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener
        self._started = time.monotonic()
        self.text = self.label = ""
        self.usage = Usage()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._started

    def hush(self) -> None:
        """From now on nobody hears it."""
        self._listener = None

    async def begins(self, label: str) -> None:
        """Another try, by that model; the listener is told of one that stands in for another."""
        await self.anew()
        if self.label not in ("", label) and self._listener is not None:
            self._listener.by(label)
        self.text, self.label = "", label

    async def heard(self, text: str) -> None:
        """See `Listener`."""
        self.text += text
        if self._listener is not None:
            await self._listener.heard(text)

    async def anew(self) -> None:
        """See `Listener`."""
        if self._listener is not None:
            await self._listener.anew()

    def used(self, usage: Usage) -> None:
        """What a call has used, whatever came of it."""
        self.usage += usage


_course: ContextVar[Course | None] = ContextVar("course", default=None)


@contextmanager
def followed_by(course: Course) -> Iterator[None]:
    """What this task asks for meanwhile goes by that course."""
    before = _course.set(course)
    try:
        yield
    finally:
        _course.reset(before)


def course() -> Course:
    """The course of what this task asks for; one that nobody follows where there is none."""
    return _course.get() or Course()
