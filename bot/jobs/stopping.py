"""Questions that a person stops: what was written by then stays, and it says who stopped it.

Refuses to end the model's call: the worker cancels the task that waits for it. May be repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.answer import Answer, CacheNote, Text, Usage
from bot.decision import Decision
from bot.errors import FrontRefused
from bot.hearing import Course
from bot.jobs.pairs import Pairs
from bot.jobs.record import Change, Job, seal_scope
from bot.ports import Front, FullLedger
from bot.request import Request
from bot.sealing import Sealer
from bot.seats import Seats

#: More than a worker has in hand at once.
KEPT = 200


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

    @contextmanager
    def following(self, job: Job, course: Course) -> Iterator[None]:
        """Remember the course of its answer while it is made; longer only where that is broken off,
        as it is before `stopped`."""
        self._courses[job.id] = course
        try:
            yield
        except asyncio.CancelledError:
            # A lease that was lost breaks off as well, and nobody asks then.
            for old in list(self._courses)[:-KEPT]:
                del self._courses[old]
            raise
        except BaseException:
            del self._courses[job.id]
            raise
        del self._courses[job.id]

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
        try:
            slots = await self._pairs.deliver(job, request, answer)
        except FrontRefused:
            # It can be shown nowhere any more; stopped it is all the same.
            slots = dict(job.slots)
        change = Change(slots=slots, reason="refused.cancelled")
        await self._ledger.move(job, "cancelled", change)
        return True

    def _answer(self, job: Job) -> Answer:
        decision = Decision.model_validate_json(self._open(job, job.decision))
        course = self._courses.pop(job.id, None)
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
