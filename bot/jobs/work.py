"""Working on one job: from its recorded state to the end, writing before every visible step.

Refuses to know Slack and Redis. Whatever dies here is taken up by another worker from the record.
"""

from __future__ import annotations

from bot.answer import Answer
from bot.decision import Decision
from bot.errors import ModelError, RequestRefused, SealError, ThinktwiceError
from bot.events import Events
from bot.jobs.record import Change, Job, State, seal_scope
from bot.pipeline import Pipeline
from bot.ports import Front, Ledger
from bot.request import Request
from bot.sealing import Sealer

MOST_ATTEMPTS = 5


class Work:
    """The steps of one job over ledger, pipeline and front."""

    def __init__(
        self, ledger: Ledger, pipeline: Pipeline, front: Front, sealer: Sealer, events: Events
    ) -> None:
        self._ledger = ledger
        self._pipeline = pipeline
        self._front = front
        self._sealer = sealer
        self._events = events

    async def do(self, job: Job) -> None:
        """Bring the job to its end, or to the queue where it goes on. Raises Fenced, StoreError."""
        request: Request | None = None
        try:
            if job.attempt > MOST_ATTEMPTS:
                raise ThinktwiceError("given up", said="error.unexpected")
            request = await self._request(job)
            await self._road(job, request)
        except RequestRefused as error:
            self._events.emit("refused", job=job.id, said=error.key)
            await self._end(job, request, "refused", error)
        except (ModelError, SealError) as error:
            await self._fail(job, request, error)
        except ThinktwiceError as error:
            if error.key != "error.unexpected":
                raise
            await self._fail(job, request, error)

    async def _fail(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        self._events.emit("job_failed", job=job.id, problem=error.key, detail=error.detail[:200])
        await self._end(job, request, "dead", error)

    async def _end(
        self, job: Job, request: Request | None, state: State, error: ThinktwiceError
    ) -> None:
        try:
            await self._front.refuse(job, request, error)
        except Exception as failure:
            # Telling may fail for ever (the channel is deleted): after the last attempt it ends.
            if job.attempt <= MOST_ATTEMPTS:
                raise
            self._events.emit("job_failed", job=job.id, problem=type(failure).__name__)
        # The question is kept with the refusal: "Go ahead" and an operator's retry need it.
        known = self._seal(job, request.model_dump_json()) if request else None
        await self._ledger.move(job, state, Change(reason=error.key, request=known))

    async def _request(self, job: Job) -> Request:
        if job.request:
            return Request.model_validate_json(self._open(job, job.request))
        gathered = await self._front.gather(job, self._open(job, job.sealed))
        return await self._pipeline.narrowed(gathered)

    async def _road(self, job: Job, request: Request) -> None:
        if job.answer:
            answer = Answer.model_validate_json(self._open(job, job.answer))
            await self._deliver(job, request, answer)
            return
        if job.decision:
            decision = Decision.model_validate_json(self._open(job, job.decision))
        else:
            decision = await self._pipeline.decide(request)
            found = await self._pipeline.recall(request, decision)
            if found is not None:
                await self._answered(job, request, decision, found)
                return
            decision = await self._pipeline.reserve(request, decision)
            deep = decision.tier == "reasoning" and job.queue == "quick"
            change = Change(
                request=self._seal(job, request.model_dump_json()),
                decision=self._seal(job, decision.model_dump_json()),
                queue="deep" if deep else None,
            )
            job = await self._ledger.move(job, "decided", change)
            if deep:
                return
        await self._think(job, request, decision)

    async def _think(self, job: Job, request: Request, decision: Decision) -> None:
        job = await self._ledger.move(job, "posting", Change())
        slots = await self._front.open(job, request, decision)
        job = await self._ledger.move(job, "thinking", Change(slots=slots))
        answer = await self._pipeline.think(request, decision)
        await self._answered(job, request, answer.decision, answer)

    async def _answered(
        self, job: Job, request: Request, decision: Decision, answer: Answer
    ) -> None:
        change = Change(
            request=self._seal(job, request.model_dump_json()),
            decision=self._seal(job, decision.model_dump_json()),
            answer=self._seal(job, answer.model_dump_json()),
        )
        job = await self._ledger.move(job, "answered", change)
        await self._deliver(job, request, answer)

    async def _deliver(self, job: Job, request: Request, answer: Answer) -> None:
        job = await self._ledger.move(job, "delivering", Change())
        slots = await self._front.deliver(job, request, answer)
        await self._ledger.move(job, "done", Change(slots=slots))
        self._events.emit("delivered", job=job.id, tier=answer.decision.tier)

    async def stop(self, job: Job) -> None:
        """The asker, or a person with the right to, has cancelled it: tell, and end it."""
        error = RequestRefused(said="refused.cancelled")
        self._events.emit("refused", job=job.id, said=error.key)
        await self._end(job, None, "cancelled", error)

    def _open(self, job: Job, sealed: bytes) -> bytes:
        return self._sealer.open(sealed, seal_scope(job.team, job.id))

    def _seal(self, job: Job, text: str) -> bytes:
        return self._sealer.seal(text.encode(), seal_scope(job.team, job.id))
