"""What a summary was made of, kept beside its thread for questions that follow.

Refuses to know the store. Sealed under the audience, named by a keyed digest, for as long as
answers are remembered; that there was such a text is known some days longer, so that its end can
be said.
"""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError

from bot.caching.scope import scope_of
from bot.errors import SealError, StoreError
from bot.events import Events
from bot.key_table import DAY_S
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Noun, Prose, Request, Unit
from bot.sealing import Sealer

KNOWN_S = 7 * DAY_S


class KeptText(Noun):
    """Units in order and what was not read. `gone`: it was kept and has expired."""

    version: Literal[1] = 1
    key: str = ""
    units: tuple[Unit, ...] = ()
    unread: tuple[Prose, ...] = ()
    gone: bool = False


class Keeping:
    """By thread and audience; when the store is down nothing is kept, and nothing fails."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace, events: Events) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space
        self._events = events

    def _keys(self, request: Request, thread: str) -> tuple[str, str, str]:
        place, scope = request.place, scope_of(request)
        name = self._sealer.digest("units", scope, place.channel, thread)
        key = self._space.units(place.team, name)
        return scope, key, f"{key}:was"

    async def keep(self, request: Request, thread: str, ttl_s: float) -> None:
        """What the request holds of other people's text."""
        scope, key, known = self._keys(request, thread)
        units = tuple(unit for unit in request.context if not unit.by_assistant)
        kept = KeptText(key=key, units=units, unread=request.unread).model_dump_json().encode()
        try:
            await self._store.put(known, self._sealer.seal(b"1", scope), KNOWN_S)
            await self._store.put(key, self._sealer.seal(kept, scope), ttl_s)
        except StoreError as error:
            self._events.emit("store_failed", what="units", detail=str(error))

    async def of(self, request: Request) -> KeptText | None:
        """What was summarised in the request's thread for its audience; None where nothing was."""
        scope, key, known = self._keys(request, request.place.thread_ts)
        try:
            sealed = await self._store.get(key)
            if sealed is None:
                return KeptText(gone=True) if await self._store.get(known) else None
            kept = KeptText.model_validate_json(self._sealer.open(sealed, scope))
        except StoreError as error:
            self._events.emit("store_failed", what="units", detail=str(error))
            return None
        except (SealError, ValidationError) as error:
            self._events.emit("cache_unreadable", problem=type(error).__name__)
            return None
        return kept if kept.key == key else None
