"""The memory itself: recall, remember, and one flight per question inside one scope.

Refuses to know Redis and Slack. When the store is down there is no memory, and no error either.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from bot.answer import Answer
from bot.caching.address import Address
from bot.caching.nearby import Nearby
from bot.caching.tally import Tally
from bot.ending import ended
from bot.errors import SealError, StoreError
from bot.events import Events
from bot.ports import Store
from bot.request import Noun
from bot.sealing import Sealer

POLL_S = 0.1
LOCK_S = 3.0


class Remembered(Noun):
    """An answer as kept: with the full key, so that a foreign reply can never pass for it."""

    version: Literal[1] = 1
    key: str
    at: AwareDatetime
    answer: Answer

    def age_s(self, now: datetime) -> float:
        """Seconds since it was given; never negative, whatever the clocks say."""
        return max(0.0, (now - self.at).total_seconds())


class Memory:
    """Answers by address, sealed under their scope, each with a time to live of its own."""

    def __init__(self, store: Store, sealer: Sealer, events: Events, tally: Tally) -> None:
        self._store = store
        self._sealer = sealer
        self._events = events
        self.near = Nearby(store, sealer, events)
        self.tally = tally

    async def recall(self, address: Address) -> Remembered | None:
        """The answer kept there, or None: unknown, expired, unreadable, or the store is down."""
        try:
            sealed = await self._store.get(address.key)
        except StoreError as error:
            self._events.emit("store_failed", what="recall", detail=str(error))
            return None
        if sealed is None:
            return None
        try:
            found = Remembered.model_validate_json(self._sealer.open(sealed, address.scope))
        except (SealError, ValidationError) as error:
            self._events.emit("cache_unreadable", problem=type(error).__name__)
            return None
        return found if found.key == address.key else None

    async def remember(self, address: Address, answer: Answer, ttl_s: float) -> None:
        """Keep a complete answer so long; anything else, and any failure of the store, is passed
        over."""
        if not answer.answer.complete or not answer.answer.text.strip():
            return
        record = Remembered(key=address.key, at=datetime.now(UTC), answer=answer)
        sealed = self._sealer.seal(record.model_dump_json().encode(), address.scope)
        try:
            await self._store.put(address.key, sealed, ttl_s)
        except StoreError as error:
            self._events.emit("store_failed", what="remember", detail=str(error))

    async def forget(self, address: Address) -> None:
        """Drop what is kept there."""
        try:
            await self._store.drop(address.key)
        except StoreError as error:
            self._events.emit("store_failed", what="forget", detail=str(error))

    @asynccontextmanager
    async def flight(self, address: Address, wait_s: float) -> AsyncIterator[Remembered | None]:
        """Make the answer alone: yields None to the one who shall ask the model.

        Others wait up to `wait_s` for that answer and get it; when the one in front gives up or
        dies (its lock expires), or the store is down, they get None and ask for themselves.
        """
        token = secrets.token_bytes(12)
        try:
            leader, found = await self._board(address, token, wait_s)
        except asyncio.CancelledError:
            # The lock may be ours already; whoever waits for it should not wait it out.
            await self._land(address, token)
            raise
        flying = asyncio.create_task(self._fly(address, token)) if leader else None
        try:
            yield found
        finally:
            if flying is not None:
                await ended(flying)
                await self._land(address, token)

    async def _board(
        self, address: Address, token: bytes, wait_s: float
    ) -> tuple[bool, Remembered | None]:
        deadline = asyncio.get_running_loop().time() + wait_s
        try:
            while not await self._store.add(address.lock, token, LOCK_S):
                found = await self.recall(address)
                if found is not None:
                    return False, found
                if asyncio.get_running_loop().time() > deadline:
                    return False, None
                await asyncio.sleep(POLL_S)
        except StoreError as error:
            self._events.emit("store_failed", what="flight", detail=str(error))
            return False, None
        # Between our look and our lock the one before us may have landed.
        return True, await self.recall(address)

    async def _fly(self, address: Address, token: bytes) -> None:
        """Hold the lock while the answer is made; a worker that dies loses it within seconds."""
        while True:
            await asyncio.sleep(LOCK_S / 3)
            try:
                await self._store.put(address.lock, token, LOCK_S)
            except StoreError as error:
                self._events.emit("store_failed", what="flight", detail=str(error))

    async def _land(self, address: Address, token: bytes) -> None:
        try:
            await self._store.drop(address.lock, token)
        except StoreError as error:
            self._events.emit("store_failed", what="land", detail=str(error))
