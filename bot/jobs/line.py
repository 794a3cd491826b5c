"""The line of questions in front of the reasoning tier: how long it is, and who works on it.

Refuses to promise: minutes are the usual ones.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable

from bot.jobs.paces import Paces
from bot.jobs.record import Ahead
from bot.ports import LedgerReader

#: Slots that work on deep questions, over all workers that live.
Crew = Callable[[], Awaitable[int]]


#: For so long (seconds) nobody is counted again.
KNOWN_S = 5.0


class Line:
    """Looked at when a question joins it. Raises StoreError."""

    def __init__(self, ledger: LedgerReader, paces: Paces, crew: Crew) -> None:
        self._ledger = ledger
        self._paces = paces
        self._crew = crew
        self._known: tuple[float, int] = (-KNOWN_S, 0)

    async def ahead(self) -> Ahead:
        """What stands before a question that joins the line now."""
        count = (await self._ledger.depth())["deep"].waiting
        crew = await self._workers()
        pace = await self._paces.usual("reasoning") if count and crew else None
        minutes = math.ceil(count * pace.middle / crew / 60) if pace else 0
        return Ahead(waiting=count, minutes=minutes, attended=crew > 0)

    async def _workers(self) -> int:
        at, known = self._known
        if time.monotonic() - at > KNOWN_S:
            known = await self._crew()
            self._known = (time.monotonic(), known)
        return known
