"""Waiting for a model's server that is busy, and asking again: so often, and all callers together.

Refuses to retry what cannot get better.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.errors import ModelError

TRIES = 4
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 60.0
_TOO_MANY = 429
T = TypeVar("T")


class Patience:
    """One for an account: where a limit is its, everybody waits."""

    def __init__(self) -> None:
        self._pause_until = 0.0

    async def call(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` gives, after as many tries as it takes. Raises the last ModelError."""
        for attempt in range(TRIES):
            await asyncio.sleep(max(0.0, self._pause_until - time.monotonic()))
            try:
                return await ask()
            except ModelError as error:
                if not error.retryable or attempt == TRIES - 1:
                    raise
                asked_for = getattr(error, "wait_s", 0.0)
                wait = min(LONGEST_WAIT_S, asked_for or FIRST_WAIT_S * 2**attempt)
                if error.status == _TOO_MANY:
                    self._pause_until = time.monotonic() + wait
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")
