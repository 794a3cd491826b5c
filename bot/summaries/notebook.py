"""What models noted of a text, kept by its content: a changed thread costs only what changed.

Refuses to know the store. Sealed under the audience, named by a keyed digest; when the store is
down there is no memory, and no error either.
"""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError

from bot.caching.scope import scope_of
from bot.errors import SealError, StoreError
from bot.events import Events
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Noun, Request
from bot.sealing import Sealer
from bot.summaries.notes import Said


class _Kept(Noun):
    version: Literal[1] = 1
    key: str
    said: tuple[Said, ...]
    label: str


class Notebook:
    """Statements by the task that brought them forth."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace, events: Events) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space
        self._events = events

    def _key(self, request: Request, task: tuple[str, ...]) -> tuple[str, str]:
        scope = scope_of(request)
        name = self._sealer.digest("notes", scope, *task)
        return scope, self._space.notes(request.place.team, name)

    async def recall(
        self, request: Request, task: tuple[str, ...]
    ) -> tuple[tuple[Said, ...], str] | None:
        """What was said to this very task in this audience, and the label of who said it."""
        scope, key = self._key(request, task)
        try:
            sealed = await self._store.get(key)
        except StoreError as error:
            self._events.emit("store_failed", what="notes", detail=str(error))
            return None
        if sealed is None:
            return None
        try:
            kept = _Kept.model_validate_json(self._sealer.open(sealed, scope))
        except (SealError, ValidationError) as error:
            self._events.emit("cache_unreadable", problem=type(error).__name__)
            return None
        return (kept.said, kept.label) if kept.key == key else None

    async def keep(
        self,
        request: Request,
        task: tuple[str, ...],
        said: tuple[Said, ...],
        label: str,
        ttl_s: float,
    ) -> None:
        """For so long; a failure of the store is passed over."""
        scope, key = self._key(request, task)
        kept = _Kept(key=key, said=said, label=label).model_dump_json().encode()
        try:
            await self._store.put(key, self._sealer.seal(kept, scope), ttl_s)
        except StoreError as error:
            self._events.emit("store_failed", what="notes", detail=str(error))
