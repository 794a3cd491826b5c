"""One kind of key in Redis, as a noun.

Refuses to know which kinds there are; `keys` has the table.
"""

from __future__ import annotations

from bot.request import Noun


class KeyClass(Noun):
    """One kind of key: what it holds, who writes it, how long it lives (None: see `erased_by`)."""

    name: str
    pattern: str
    holds: str
    owner: str
    ttl_s: float | None
    erased_by: str = "its time to live"
