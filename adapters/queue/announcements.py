"""What the ledger announces: that a queue has work, that a job shall stop.

Refuses to be relied on: a lost announcement costs its listener one timeout, never a job.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

RECONNECT_S = 0.5


class Announcements:
    """One subscription for all listeners of this process; begun at the first `wait`."""

    def __init__(self, client: Redis, channels: Sequence[str]) -> None:
        self._client = client
        self._channels = channels
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def wait(self, topic: str, timeout_s: float | None) -> bool:
        """Until `topic` is announced (True) or the timeout is over (False).

        A topic is `wake:quick`, `wake:deep` or `cancel:<job id>`.
        """
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            await asyncio.wait_for(event.wait(), timeout_s)
        except TimeoutError:
            return False
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]
        return True

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        while True:
            with suppress(RedisError, OSError):
                async with self._client.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(*self._channels)
                    while True:
                        message = await subscription.get_message(timeout=None)
                        if message is not None:
                            self._tell(message["channel"].decode(), message["data"].decode())
            await asyncio.sleep(RECONNECT_S)

    def _tell(self, channel: str, job_id: str) -> None:
        name = channel.split(":", 1)[1]
        topic = f"cancel:{job_id}" if name == "cancel" else name
        for event in self._waiting.get(topic, ()):
            event.set()
