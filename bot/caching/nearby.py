"""Which questions with a remembered answer are near a new one, inside one scope.

Refuses to judge nearness: `bot.caching.near` does. A bucket is found by a keyed digest of what a
question asks; what lies in it is sealed under its scope.
"""

from __future__ import annotations

from pydantic import AwareDatetime, ValidationError

from bot.errors import SealError, StoreError
from bot.events import Events
from bot.ports import Store
from bot.request import Noun, Prose
from bot.sealing import Sealer

#: The newest of so many questions in one bucket are looked at.
MOST = 8


class Candidate(Noun):
    """A question that was answered, and the address of its answer."""

    question: Prose
    key: str
    at: AwareDatetime


class _Bucket(Noun):
    candidates: tuple[Candidate, ...] = ()


class Nearby:
    """Buckets in the store, each with the time to live of its youngest answer."""

    def __init__(self, store: Store, sealer: Sealer, events: Events) -> None:
        self._store = store
        self._sealer = sealer
        self._events = events

    async def candidates(self, key: str, scope: str) -> tuple[Candidate, ...]:
        """What lies in the bucket, newest first; nothing where the store is down."""
        try:
            sealed = await self._store.get(key)
        except StoreError as error:
            self._events.emit("store_failed", what="nearby", detail=str(error))
            return ()
        if sealed is None:
            return ()
        try:
            return _Bucket.model_validate_json(self._sealer.open(sealed, scope)).candidates
        except (SealError, ValidationError) as error:
            self._events.emit("cache_unreadable", problem=type(error).__name__)
            return ()

    async def offer(self, key: str, scope: str, candidate: Candidate, ttl_s: float) -> None:
        """Put one more into the bucket. Of two at the same moment one may be lost: a miss later."""
        known = await self.candidates(key, scope)
        kept = (candidate, *(one for one in known if one.key != candidate.key))[:MOST]
        sealed = self._sealer.seal(_Bucket(candidates=kept).model_dump_json().encode(), scope)
        try:
            await self._store.put(key, sealed, ttl_s)
        except StoreError as error:
            self._events.emit("store_failed", what="nearby", detail=str(error))
