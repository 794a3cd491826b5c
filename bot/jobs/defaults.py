"""Who answers somebody by default: their own choice, sealed, kept until they take it back.

Refuses to decide: it is a wish like a mark, and a mark beats it.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from bot.errors import SealError
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Tier
from bot.rotating import dropped, kept
from bot.sealing import Sealer

_TIER: TypeAdapter[Tier] = TypeAdapter(Tier)
TRIES = 5


class Defaults:
    """For every process the same. All methods raise StoreError."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    def _names(self, team: str, user: str) -> list[str]:
        found = self._sealer.digests("person", team, user)
        return [self._space.person(team, name) for name in found]

    async def of(self, team: str, user: str) -> Tier | None:
        """The tier that this person wants, or None: decide for each question."""
        scope = default_scope(team, user)
        sealed = await kept(self._store, self._sealer, self._names(team, user), scope)
        if sealed is None:
            return None
        try:
            return _TIER.validate_python(self._sealer.open(sealed, scope).decode())
        except (SealError, ValidationError):
            return None

    async def choose(self, team: str, user: str, tier: Tier | None) -> None:
        """From now on that one; None takes the choice back, and nothing of it stays."""
        names = self._names(team, user)
        if tier is None:
            await dropped(self._store, names)
            return
        sealed = self._sealer.seal(tier.encode(), default_scope(team, user))
        for _ in range(TRIES):
            if await self._store.swap(names[0], await self._store.get(names[0]), sealed):
                await dropped(self._store, names[1:])
                return


def default_scope(team: str, user: str) -> str:
    """What a person's choice is sealed under."""
    return f"person:{team}:{user}"
