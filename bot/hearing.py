"""Who hears an answer while it is being written.

Refuses to know who asks for it: what is asked of a model does not depend on who listens, so the
listener is no argument of the road but stands beside it, for one task.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

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


_listening: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener | None) -> Iterator[None]:
    """What this task asks for meanwhile is heard by that one."""
    before = _listening.set(listener)
    try:
        yield
    finally:
        _listening.reset(before)


def listener() -> Listener | None:
    """Who hears what this task asks for."""
    return _listening.get()
