"""What follows from a bad vote: the answer is not given from memory again.

Refuses to count votes, and to know how memory finds an answer; the pipeline does.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.errors import SealError, UnknownVersion
from bot.events import Events
from bot.explained import answer_in, request_in
from bot.jobs.record import Change, Job, seal_scope
from bot.jobs.votes import Unwanted
from bot.pipeline import Pipeline
from bot.ports import FullLedger
from bot.sealing import Sealer

MOST_ATTEMPTS = 3


class Voted:
    """Such work, over ledger and pipeline; may be repeated."""

    def __init__(
        self, ledger: FullLedger, pipeline: Pipeline, sealer: Sealer, events: Events
    ) -> None:
        self._ledger = ledger
        self._pipeline = pipeline
        self._sealer = sealer
        self._events = events

    async def do(self, job: Job) -> None:
        """Forget the answer, end the job. Raises Fenced, StoreError."""
        if job.attempt > MOST_ATTEMPTS:
            await self._ledger.move(job, "dead", Change(reason="error.unexpected"))
            return
        raw = self._sealer.open(job.sealed, seal_scope(job.team, job.id))
        unwanted = Unwanted.model_validate_json(raw)
        try:
            forgotten = await self._forget(job.team, unwanted.of)
        except (SealError, UnknownVersion):
            # What does not open is not given from memory, either: its key is gone.
            forgotten = False
        job = await self._ledger.move(job, "answered", Change())
        await self._ledger.move(job, "done", Change())
        self._events.emit("evicted", job=unwanted.of, forgotten=forgotten)

    async def _forget(self, team: str, of: str) -> bool:
        job = await self._ledger.job(team, of)
        answer = answer_in(job, self._sealer) if job else None
        request = request_in(job, self._sealer) if job else None
        if job is None or answer is None or request is None:
            return False
        days = {datetime.fromtimestamp(step.at, UTC).date() for step in job.history}
        return await self._pipeline.forget(request, answer, sorted(days))
