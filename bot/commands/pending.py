"""Commands that wait: for their person's yes, or to be undone; each is taken up once.

Refuses to run them. They are kept sealed under the person who gave them.
"""

from __future__ import annotations

from bot.commands.command import Caller, Order
from bot.errors import SealError
from bot.jobs.ids import new_id
from bot.keys import DAY_S, KeySpace
from bot.ports import Store
from bot.sealing import Sealer


class Pending:
    """By token. All methods raise StoreError."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    def _key(self, caller: Caller, token: str) -> str:
        return self._space.at(self._space.partition(caller.team), f"pending:{token}")

    async def put(self, order: Order, caller: Caller) -> str:
        """Keep it for a day; its token."""
        token = new_id()
        sealed = self._sealer.seal(order.model_dump_json().encode(), _scope(caller, token))
        await self._store.put(self._key(caller, token), sealed, DAY_S)
        return token

    async def take(self, token: str, caller: Caller) -> Order | None:
        """The command, for the one who gave it; None: unknown, another's, or taken up already."""
        key = self._key(caller, token)
        sealed = await self._store.get(key)
        if sealed is None:
            return None
        try:
            order = Order.model_validate_json(self._sealer.open(sealed, _scope(caller, token)))
        except SealError:
            return None
        first = await self._store.add(f"{key}:taken", b"1", DAY_S)
        return order if first else None

    async def drop(self, token: str, caller: Caller) -> None:
        """It is not wanted any more."""
        if await self.take(token, caller) is not None:
            await self._store.drop(self._key(caller, token))


def _scope(caller: Caller, token: str) -> str:
    return f"pending:{caller.team}:{caller.id}:{token}"
