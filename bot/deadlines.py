"""Our own deadlines over a stream: how long it may be silent, how long it may take.

Refuses to count anything but content: servers keep connections alive with comments for minutes
(field/models.md 1.3), which a socket's read timeout would take for life.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

from bot.errors import ModelTimeout

T = TypeVar("T")


async def guarded(stream: AsyncIterator[T], silence_s: float, total_s: float) -> AsyncIterator[T]:
    """The stream's items, each as it comes. Raises ModelTimeout; the source is closed always."""
    loop = asyncio.get_running_loop()
    end = loop.time() + total_s
    source = aiter(stream)
    try:
        while True:
            left = end - loop.time()
            wait = min(silence_s, left)
            if wait <= 0:
                raise ModelTimeout("total deadline", seconds=total_s)
            try:
                # Not wait_for: it makes a task of every single piece.
                async with asyncio.timeout(wait) as clock:
                    item = await anext(source)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                if not clock.expired():
                    raise
                over = silence_s if wait == silence_s else total_s
                raise ModelTimeout("silence or total deadline", seconds=over) from error
            yield item
    finally:
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()
