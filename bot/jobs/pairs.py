"""Provisional answers at work: the fast one first, the checking one above it, in one message.

Refuses to know Slack and Redis. Every step may be taken again: what was made lies beside the job.
"""

from __future__ import annotations

import asyncio

from bot.answer import Answer, CacheNote, Text
from bot.decision import Decision, instead
from bot.errors import Fenced, ModelError, RequestRefused
from bot.escalated import Earlier
from bot.events import Events
from bot.hearing import Course, followed_by
from bot.jobs.firsts import Firsts
from bot.jobs.record import FINAL, Change, Job, State, seal_scope
from bot.pipeline import Pipeline
from bot.ports import Front, FullLedger
from bot.provisional import First, verdict_of, wants_first
from bot.request import Request
from bot.routing.operated import is_paused
from bot.sealing import Sealer
from bot.summaries.order import Progress
from bot.summaries.wanted import wanted as summary_wanted

#: How long a finished answer may take to be posted before its message is looked at again.
SETTLE_S, LOOK_S = 10.0, 0.2
OVER: frozenset[State] = FINAL | {"answered", "delivering"}


class Pairs:
    """First answers over ledger, pipeline and front."""

    def __init__(
        self,
        ledger: FullLedger,
        pipeline: Pipeline,
        front: Front,
        firsts: Firsts,
        sealer: Sealer,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._pipeline = pipeline
        self._front = front
        self._firsts = firsts
        self._sealer = sealer
        self._events = events

    def wanted(self, job: Job, request: Request, decision: Decision) -> bool:
        """Whether this job is to give a first answer before it goes to the deep queue.

        Never in the offline demo: there is nobody who could check it; and never for a summary, of
        which every statement is checked against the text.
        """
        if self._pipeline.seats.preset == "offline" or summary_wanted(request):
            return False
        policy = self._pipeline.policy_of(request)
        rule = policy.provisional
        open_to_all = not request.private or request.place.kind == "dm"
        wanted = wants_first(decision, incident=rule.incident, always=rule.incident_channel)
        open_to_all = open_to_all and not is_paused(policy, "fast")
        return job.queue == "quick" and open_to_all and wanted

    async def begin(self, job: Job, request: Request, decision: Decision) -> None:
        """Show the first answer, then hand the job to the deep queue. A fast model that fails
        costs the first answer only."""
        job = await self._ledger.move(job, "posting", Change())
        slots = await self._front.open(job, request, decision)
        job = await self._ledger.move(job, "posting", Change(slots=slots))
        try:
            first = await self._made(job, request)
            slots = await self._front.provisional(job, request, first)
        except ModelError as error:
            self._events.emit("model_failed", job=job.id, problem=type(error).__name__)
        await self._ledger.move(job, "decided", Change(slots=slots, queue="deep"))

    async def _made(self, job: Job, request: Request) -> First:
        """The first answer: kept from an earlier try, or asked for now."""
        known = await self._firsts.get(job.team, job.id)
        if known is not None:
            return known
        answer = await self._pipeline.first(request)
        said = answer.answer
        first = First(
            text=said.text,
            label=said.label,
            model=said.model,
            usage=answer.usage,
            seconds=answer.seconds,
        )
        await self._firsts.put(job.team, job.id, first)
        return first

    async def checked(
        self,
        job: Job,
        request: Request,
        decision: Decision,
        earlier: Earlier | None = None,
        course: Course | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Answer:
        """The decided tier's answer; over a first one with its verdict, or that one alone when the
        decided tier fails. Raises ModelError when there is nothing to show, and Escalated."""
        first = await self._firsts.get(job.team, job.id)
        asked = request.model_copy(update={"first": first.text}) if first else request
        try:
            course = course or Course()
            if first is not None:
                # It opens with a verdict that nobody is to read.
                course.hush()
            with followed_by(course):
                answer = await self._pipeline.think(asked, decision, earlier, progress)
        except ModelError as error:
            # It may have been asked for meanwhile ("Quick answer now").
            first = first or await self._firsts.get(job.team, job.id)
            if first is None:
                raise
            self._events.emit("model_failed", job=job.id, problem=type(error).__name__)
            return await self.unchecked(job, request, decision, first, error.code)
        if first is not None:
            verdict, text = verdict_of(answer.answer.text)
        else:
            first = await self._firsts.get(job.team, job.id)
            if first is None:
                return answer
            text = answer.answer.text
            verdict, more = await self._pipeline.beside.compare(request, first.text, text)
            answer = answer.model_copy(update={"usage": answer.usage + more})
        told = first.model_copy(update={"verdict": verdict})
        await self._firsts.put(job.team, job.id, told)
        return answer.model_copy(
            update={
                "answer": answer.answer.model_copy(update={"text": text}),
                "usage": first.usage + answer.usage,
            }
        )

    async def unchecked(
        self, job: Job, request: Request, decision: Decision, first: First, why: str
    ) -> Answer:
        """The first answer as the only one, and why nobody has checked it."""
        told = first.model_copy(update={"unchecked": why})
        await self._firsts.put(job.team, job.id, told)
        text = Text(text=first.text, model=first.model, label=first.label, complete=True)
        return Answer(
            id=request.id,
            answer=text,
            decision=instead(decision, "fast", "unavailable", why),
            usage=first.usage,
            cache=CacheNote(state="off"),
            seconds=first.seconds,
        )

    async def alone(self, job: Job) -> bool:
        """Whether there is no first answer: one may be asked for at any time."""
        return await self._firsts.get(job.team, job.id) is None

    async def deliver(self, job: Job, request: Request, answer: Answer) -> dict[str, str]:
        """The answer, above the first one where there is one."""
        first = await self._firsts.get(job.team, job.id)
        return await self._front.deliver(job, request, answer, first)

    async def stopped(self, job: Job) -> bool:
        """Close the message of a job that was stopped while its first answer stood already.
        False: there is none, or not enough is known of it."""
        first = await self._firsts.get(job.team, job.id)
        if first is None or not job.request or not job.decision or job.answer:
            return False
        request = Request.model_validate_json(self._open(job, job.request))
        decision = Decision.model_validate_json(self._open(job, job.decision))
        answer = await self.unchecked(job, request, decision, first, "stopped")
        await self.deliver(job, request, answer)
        await self._ledger.move(job, "cancelled", Change(reason="refused.cancelled"))
        return True

    async def hurry(self, job: Job, request: Request) -> None:
        """`Quick answer now`: a first answer for another job, into its message.

        That job may be answered meanwhile by its own worker: then its message is put right again.
        Raises RequestRefused when it is answered already.
        """
        target = await self._ledger.job(job.team, request.first_for)
        if target is None or target.state in OVER or not target.decision or not target.request:
            raise RequestRefused(said="provisional.quick_late")
        asked = Request.model_validate_json(self._open(target, target.request))
        job = await self._ledger.move(job, "posting", Change())
        first = await self._made(target, asked)
        now = await self._ledger.job(job.team, target.id)
        if now is not None and now.state not in OVER:
            await self._front.provisional(now, asked, first)
            await self._put_right(target, asked)
        job = await self._ledger.move(job, "answered", Change())
        await self._ledger.move(job, "done", Change())

    async def _put_right(self, target: Job, request: Request) -> None:
        """If the answer came while the first one was being shown, show the answer again."""
        for _ in range(round(SETTLE_S / LOOK_S)):
            now = await self._ledger.job(target.team, target.id)
            if now is None or now.state not in OVER:
                return
            if now.state in FINAL:
                if now.answer:
                    raw = self._open(now, now.answer)
                    await self.deliver(now, request, Answer.model_validate_json(raw))
                return
            await asyncio.sleep(LOOK_S)
        raise Fenced(target.id)

    def _open(self, job: Job, sealed: bytes) -> bytes:
        return self._sealer.open(sealed, seal_scope(job.team, job.id))
