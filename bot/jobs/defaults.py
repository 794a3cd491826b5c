"""Who answers somebody by default: their own choice, sealed, kept until they take it back.

Refuses to decide: it is a wish like a mark, and a mark beats it.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from bot.errors import SealError
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Tier
from bot.sealing import Sealer

_TIER: TypeAdapter[Tier] = TypeAdapter(Tier)
TRIES = 5


class Defaults:
    """For every process the same. All methods raise StoreError."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    def _key(self, team: str, user: str) -> str:
        return self._space.person(team, self._sealer.digest("person", team, user))

    async def of(self, team: str, user: str) -> Tier | None:
        """The tier that this person wants, or None: decide for each question."""
        sealed = await self._store.get(self._key(team, user))
        if sealed is None:
            return None
        try:
            return _TIER.validate_python(
                self._sealer.open(sealed, default_scope(team, user)).decode()
            )
        except (SealError, ValidationError):
            return None

    async def choose(self, team: str, user: str, tier: Tier | None) -> None:
        """From now on that one; None takes the choice back, and nothing of it stays."""
        key = self._key(team, user)
        if tier is None:
            await self._store.drop(key)
            return
        sealed = self._sealer.seal(tier.encode(), default_scope(team, user))
        for _ in range(TRIES):
            if await self._store.swap(key, await self._store.get(key), sealed):
                return


def default_scope(team: str, user: str) -> str:
    """What a person's choice is sealed under."""
    return f"person:{team}:{user}"
