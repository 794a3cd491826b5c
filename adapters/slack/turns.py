"""Whose turn it is: answers stand in a thread in the order of their questions, and posts into one
channel go one behind the other.

Refuses to know other processes, and to wait for ever: a question that takes long is overtaken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

#: So long an answer waits for that to an earlier question of its thread.
MOST_S = 10.0

Thread = tuple[str, str]


class Turns:
    """The questions at work in one process, by thread in the order in which they were taken up."""

    def __init__(self, most_s: float = MOST_S) -> None:
        self._most_s = most_s
        self._threads: dict[Thread, dict[str, asyncio.Event]] = {}
        self._where: dict[str, Thread] = {}

    def enter(self, job_id: str, channel: str, thread_ts: str) -> None:
        """It comes behind what was taken up before it; without a thread behind nothing."""
        if thread_ts:
            self._where[job_id] = (channel, thread_ts)
            self._threads.setdefault((channel, thread_ts), {})[job_id] = asyncio.Event()

    async def mine(self, job_id: str) -> None:
        """Until everything before it has something standing in the thread, or is over; at most
        `most_s` seconds."""
        line = self._threads.get(self._where.get(job_id, ("", "")), {})
        before = []
        for name, passed in line.items():
            if name == job_id:
                break
            before.append(passed.wait())
        try:
            async with asyncio.timeout(self._most_s):
                await asyncio.gather(*before)
        except TimeoutError:
            return

    def done(self, job_id: str) -> None:
        """What comes behind it need not wait any more; may be said twice."""
        thread = self._where.pop(job_id, None)
        if thread is None:
            return
        line = self._threads[thread]
        line.pop(job_id).set()
        if not line:
            del self._threads[thread]


class Channels:
    """Posts into channels: Slack takes one a second (docs.slack.dev, rate limits), and of many that
    were told to wait at once all but one would be told so again, until they give up."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(self, channel: str) -> AsyncIterator[None]:
        """Nothing else is posted there by this process meanwhile; first come, first served."""
        lock = self._locks.setdefault(channel, asyncio.Lock())
        async with lock:
            yield
