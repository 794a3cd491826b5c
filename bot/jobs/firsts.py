"""First answers: what the fast tier said of a question that the reasoning tier is checking.

Refuses to know where they are shown. Kept beside the job, sealed like it, by whichever worker made
them; the one that has the job reads them.
"""

from __future__ import annotations

from bot.jobs.record import seal_scope
from bot.keys import DAY_S, KeySpace
from bot.ports import Store
from bot.provisional import First
from bot.sealing import Sealer


class Firsts:
    """By job. Raises StoreError, SealError."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space

    async def put(self, team: str, job_id: str, first: First) -> None:
        """Keep it for a day."""
        sealed = self._sealer.seal(first.model_dump_json().encode(), seal_scope(team, job_id))
        await self._store.put(self._space.first(team, job_id), sealed, DAY_S)

    async def get(self, team: str, job_id: str) -> First | None:
        """The one of this job, or None."""
        sealed = await self._store.get(self._space.first(team, job_id))
        if sealed is None:
            return None
        return First.model_validate_json(self._sealer.open(sealed, seal_scope(team, job_id)))
