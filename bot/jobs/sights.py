"""What somebody has before them while they talk to the app, as the front said last; for an hour.

Refuses to read it: where to look is kept, in the front's own terms, and no word of what is there.
"""

from __future__ import annotations

from bot.errors import SealError
from bot.keys import KeySpace
from bot.ports import Store
from bot.sealing import Sealer

KEPT_S = 3600.0


def sight_scope(team: str, user: str) -> str:
    """What it is sealed under: nobody else's place opens it."""
    return f"sight:{team}:{user}"


class Sights:
    """One small sealed value for each person. All methods raise StoreError."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    def _key(self, team: str, user: str) -> str:
        return self._space.sight(team, self._sealer.digest("sight", team, user))

    async def saw(self, team: str, user: str, sight: str) -> bool:
        """Keep it; "" when nothing is before them. Whether that is news."""
        if sight == await self.of(team, user):
            return False
        key = self._key(team, user)
        if not sight:
            await self._store.drop(key)
        else:
            sealed = self._sealer.seal(sight.encode(), sight_scope(team, user))
            await self._store.put(key, sealed, KEPT_S)
        return True

    async def of(self, team: str, user: str) -> str:
        """What it was last, or ""."""
        sealed = await self._store.get(self._key(team, user))
        try:
            return self._sealer.open(sealed, sight_scope(team, user)).decode() if sealed else ""
        except SealError:
            return ""
