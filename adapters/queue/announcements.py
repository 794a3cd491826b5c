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

from bot.ending import ended

RECONNECT_S = 0.5


class Announcements:
    """One subscription for all listeners of this process; begun at the first `wait`."""

    def __init__(self, client: Redis, channels: Sequence[str]) -> None:
        self._client = client
        self._channels = channels
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._missed: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def forget(self, topic: str) -> None:
        """What was announced so far is being looked at: the next `wait` waits for what follows."""
        self._missed.discard(topic)

    async def wait(self, topic: str, timeout_s: float | None) -> bool:
        """Until `topic` is announced (True) or the timeout is over (False).

        A topic is `wake:quick`, `wake:deep` or `cancel:<job id>`. Of `wake` topics nothing is
        missed between `forget` and this call; a new subscription counts as an announcement.
        """
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        if topic in self._missed:
            return True
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
            await ended(self._task)

    async def _listen(self) -> None:
        while True:
            with suppress(RedisError, OSError):
                async with self._client.pubsub() as subscription:
                    await subscription.subscribe(*self._channels)
                    while True:
                        message = await subscription.get_message(timeout=None)
                        if message is not None:
                            self._tell(message["channel"].decode(), message["data"])
            await asyncio.sleep(RECONNECT_S)

    def _tell(self, channel: str, data: bytes | int) -> None:
        """`data` is a job's id; a number when a subscription begins: then anything may wait."""
        topic = channel.split(":", 1)[1]
        if topic == "cancel":
            topic = f"cancel:{data.decode()}" if isinstance(data, bytes) else ""
        else:
            self._missed.add(topic)
        for event in self._waiting.get(topic, ()):
            event.set()
