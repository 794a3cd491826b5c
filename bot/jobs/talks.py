"""Threads in which somebody has asked, for follow-ups without a mention: sealed, for a week.

Refuses to decide; `bot.following` does. Keeps no word of anybody, and no name in the clear.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from bot.errors import SealError
from bot.following import Talk, followed, mentioned, muted
from bot.keys import DAY_S, KeySpace
from bot.ports import Store
from bot.sealing import Sealer

KEPT_S = 7 * DAY_S
TRIES = 5


def talk_scope(team: str, channel: str, thread: str) -> str:
    """What a thread's talk is sealed under."""
    return f"talk:{team}:{channel}:{thread}"


class Talks:
    """For every process the same. All methods raise StoreError."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    async def mentioned(self, team: str, channel: str, thread: str, user: str) -> None:
        """Somebody has called there."""
        person = self._person(team, user)
        await self._change(team, channel, thread, lambda talk: mentioned(talk, person))

    async def follows(self, team: str, channel: str, thread: str, user: str, ts: str) -> bool:
        """Whether the message `ts`, which calls nobody, is to be answered; then it is noted."""
        person = self._person(team, user)
        return await self._change(team, channel, thread, lambda talk: followed(talk, person, ts))

    async def mute(self, team: str, channel: str, thread: str) -> None:
        """Silent there until somebody calls."""
        await self._change(team, channel, thread, muted)

    def _person(self, team: str, user: str) -> str:
        return self._sealer.digest("talk", team, user)

    async def _change(
        self, team: str, channel: str, thread: str, change: Callable[[Talk], Talk | None]
    ) -> bool:
        """Whether there was a change to make, and it was made before anybody else's."""
        key = self._space.talk(team, self._sealer.digest("talk", team, channel, thread))
        scope = talk_scope(team, channel, thread)
        for _ in range(TRIES):
            before = await self._store.get(key)
            after = change(self._read(before, scope))
            if after is None:
                return False
            sealed = self._sealer.seal(after.model_dump_json().encode(), scope)
            if await self._store.swap(key, before, sealed, KEPT_S):
                return True
        return False

    def _read(self, sealed: bytes | None, scope: str) -> Talk:
        try:
            return Talk.model_validate_json(self._sealer.open(sealed, scope)) if sealed else Talk()
        except (SealError, ValidationError):
            return Talk()
