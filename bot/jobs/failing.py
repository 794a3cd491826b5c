"""The end of a question that got no answer: its asker is told what happened, then it ends.

Refuses to judge whether it must end: `work` does.
"""

from __future__ import annotations

from bot.errors import Fenced, FrontRefused, ThinktwiceError
from bot.events import Events
from bot.jobs.departing import stop_all
from bot.jobs.record import Change, Job, State, seal_scope
from bot.ports import Front, FullLedger
from bot.request import Request
from bot.sealing import Sealer

MOST_ATTEMPTS = 5
#: What ends a question though another attempt might have gone well.
GIVEN_UP = frozenset({"error.unexpected", "error.late"})


class Failing:
    """Over ledger and front; after `attempts` it ends even where its asker cannot be told."""

    def __init__(
        self, ledger: FullLedger, front: Front, sealer: Sealer, events: Events, attempts: int
    ) -> None:
        self._ledger = ledger
        self._front = front
        self._sealer = sealer
        self._events = events
        self._attempts = attempts

    async def fail(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        """It ends dead: kept for `explain` and `retry`."""
        self._events.emit("job_failed", job=job.id, problem=error.key, detail=error.detail[:200])
        if isinstance(error, FrontRefused) and error.gone:
            await stop_all(self._ledger, job, self._events)
        await self.end(job, request, "dead", error)

    async def end(
        self, job: Job, request: Request | None, state: State, error: ThinktwiceError
    ) -> None:
        """Told, then in that final state. Raises Fenced, StoreError."""
        job = await self._now(job)
        if request is not None:
            # Kept before it is told: "Go ahead", "Ask again" and an operator's retry need it.
            scope = seal_scope(job.team, job.id)
            known = self._sealer.seal(request.model_dump_json().encode(), scope)
            job = await self._ledger.move(job, job.state, Change(request=known))
        try:
            await self._front.refuse(job, request, error)
        except Exception as failure:
            # Telling may fail for ever (the channel is deleted): after the last attempt it ends.
            if job.attempt <= self._attempts:
                raise
            self._events.emit("job_failed", job=job.id, problem=type(failure).__name__)
        await self._ledger.move(job, state, Change(reason=error.key))

    async def _now(self, job: Job) -> Job:
        """The record as it stands: what was posted meanwhile is in it. Raises Fenced."""
        found = await self._ledger.job(job.team, job.id)
        if found is None or found.fence != job.fence:
            raise Fenced(job.id)
        return found
