"""Questions that a person stops: what was written by then stays, and it says who stopped it.

Refuses to end the model's call: the worker cancels the task that waits for it. May be repeated.
"""

from __future__ import annotations

from bot.answer import Answer, CacheNote, Text, Usage
from bot.decision import Decision
from bot.hearing import Course
from bot.jobs.pairs import Pairs
from bot.jobs.record import Change, Job, seal_scope
from bot.ports import Front, FullLedger
from bot.request import Request
from bot.sealing import Sealer
from bot.seats import Seats


class Stopping:
    """Over ledger and front; it remembers how the answers go that this worker has in hand."""

    def __init__(
        self, ledger: FullLedger, seats: Seats, front: Front, pairs: Pairs, sealer: Sealer
    ) -> None:
        self._ledger = ledger
        self._seats = seats
        self._front = front
        self._pairs = pairs
        self._sealer = sealer
        self._courses: dict[str, Course] = {}

    def follow(self, job: Job, course: Course) -> Course:
        """Remember the course of its answer until `forget`; the same course."""
        self._courses[job.id] = course
        return course

    def forget(self, job: Job) -> None:
        """The job is in hand no more."""
        self._courses.pop(job.id, None)

    async def stopped(self, job: Job) -> bool:
        """Close what stands of the answer, and end the job. False: nothing is known of it yet. One
        that was whole already stays whole. Raises Fenced, StoreError."""
        if not job.request or not job.decision:
            return False
        request = Request.model_validate_json(self._open(job, job.request))
        if job.answer:
            answer = Answer.model_validate_json(self._open(job, job.answer))
        else:
            answer = self._answer(job)
            sealed = self._sealer.seal(
                answer.model_dump_json().encode(), seal_scope(job.team, job.id)
            )
            job = await self._ledger.move(job, job.state, Change(answer=sealed))
        slots = await self._pairs.deliver(job, request, answer)
        change = Change(slots=slots, reason="refused.cancelled")
        await self._ledger.move(job, "cancelled", change)
        return True

    def _answer(self, job: Job) -> Answer:
        decision = Decision.model_validate_json(self._open(job, job.decision))
        course = self._courses.get(job.id)
        label = self._seats.of(decision.tier).label
        return Answer(
            id=job.id,
            answer=Text(
                text=course.text.strip() if course else "",
                model="",
                label=(course.label if course else "") or label,
                complete=False,
                finish="stopped",
            ),
            decision=decision,
            usage=course.usage if course else Usage(),
            cache=CacheNote(state="off"),
            seconds=round(course.seconds if course else _begun_s(job), 3),
            stopped_by=job.cancelled_by,
        )

    def _open(self, job: Job, sealed: bytes) -> bytes:
        return self._sealer.open(sealed, seal_scope(job.team, job.id))


def _begun_s(job: Job) -> float:
    """For how long somebody had worked on it, as far as the record tells."""
    thinking = [step.at for step in job.history if step.state == "thinking"]
    return max(0.0, job.history[-1].at - thinking[0]) if thinking else 0.0
