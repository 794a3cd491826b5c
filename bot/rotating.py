"""What lies under a name that an older secret key gave: found there, sealed anew, moved.

Refuses to know what it is; a record that does not open stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import SealError
from bot.ports import Store
from bot.sealing import Sealer


async def kept(store: Store, sealer: Sealer, names: Sequence[str], scope: str) -> bytes | None:
    """The record under the first of these names (that of the newest key), or None. From an older
    name it is moved to the first, sealed under the newest key, to be kept until it is dropped;
    a record there that does not open is handed out as it is. Raises StoreError."""
    newest, *older = names
    sealed = await store.get(newest)
    if sealed is not None:
        return sealed
    for name in older:
        sealed = await store.get(name)
        if sealed is None:
            continue
        try:
            again = sealer.seal(sealer.open(sealed, scope), scope)
        except SealError:
            return sealed
        if not await store.swap(newest, None, again):
            # Somebody else has moved it, or has written something newer.
            again = await store.get(newest) or b""
        await store.drop(name)
        return again or None
    return None


async def dropped(store: Store, names: Sequence[str]) -> None:
    """Nothing is left under any of these names. Raises StoreError."""
    # The oldest first: else a reader in between would move it to the newest.
    for name in reversed(names):
        await store.drop(name)
