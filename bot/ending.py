"""Ending background tasks for certain.

Refuses to keep what they found: read a task's result before you end it.
"""

from __future__ import annotations

import asyncio

#: A task that tidies up for longer than this is cancelled in the middle of it (seconds).
AGAIN_S = 2.0


async def ended(*tasks: asyncio.Task[object], again_s: float = AGAIN_S) -> None:
    """Cancel the tasks and come back when all are over, however they ended.

    One cancellation may not do: until Python 3.12 `asyncio.wait_for`, through which redis-py
    writes, lost one that came just as its own wait was over
    (github.com/python/cpython/issues/86296). A task that goes on is cancelled again every
    `again_s` seconds.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=again_s)
    # An error that nobody reads is logged by asyncio with its message: perhaps a person's text.
    await asyncio.gather(*tasks, return_exceptions=True)
