"""What is added to an answer before it is written down: the rest of a cut one is joined, a second
opinion says what differs.

Refuses to know Slack and Redis. May be repeated: what is kept of it (whether the two came to the
same) takes its own place again.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.answer import Answer
from bot.errors import SealError, UnknownVersion
from bot.explained import answer_in, request_in
from bot.jobs.firsts import Firsts
from bot.jobs.reasking import Reasking
from bot.jobs.record import Job
from bot.jobs.votes import Said, Votes, vote_on
from bot.opinions import beyond, closing
from bot.pipeline import Pipeline
from bot.ports import Front, FullLedger
from bot.request import Request
from bot.sealing import Sealer
from bot.words import Words


class Finishing:
    """Over ledger, pipeline and front."""

    def __init__(
        self,
        ledger: FullLedger,
        pipeline: Pipeline,
        front: Front,
        firsts: Firsts,
        sealer: Sealer,
        votes: Votes,
    ) -> None:
        self._ledger = ledger
        self._pipeline = pipeline
        self._front = front
        self._firsts = firsts
        self._sealer = sealer
        self._votes = votes
        self._reasking = Reasking(ledger, votes, sealer)

    async def finished(self, job: Job, request: Request, answer: Answer) -> Answer:
        """The answer as it will stand. Raises StoreError."""
        if request.so_far:
            rest = beyond(request.so_far, answer.answer.text)
            said = answer.answer.model_copy(update={"text": rest})
            return answer.model_copy(update={"answer": said})
        await self._reasking.note(job, request)
        if not request.second_of or not answer.answer.text.strip():
            return answer
        known = await self._first(job.team, request.second_of)
        if known is None:
            return answer
        first = known[2].answer.text
        second = answer.answer.text
        points, more = await self._pipeline.beside.differences(request, first, second)
        closed = f"{second}\n\n{closing(points, Words(request.language))}"
        said = answer.answer.model_copy(update={"text": closed})
        if points is not None:
            act: Said = "second_differs" if points else "second_same"
            vote = vote_on(known[0], known[2], job.user, act, datetime.now(UTC))
            await self._votes.keep(job.team, vote)
        return answer.model_copy(update={"answer": said, "usage": answer.usage + more})

    async def told(self, job: Job, request: Request) -> None:
        """Keep what a summary was made of for what is asked next in its thread, and say under a
        first answer that a second one stands below it. Raises StoreError."""
        await self._pipeline.keep(request, request.place.thread_ts or job.slots.get("anchor", ""))
        if not request.second_of or request.private:
            return
        known = await self._first(job.team, request.second_of)
        if known is not None:
            first = await self._firsts.get(job.team, request.second_of)
            await self._front.seconded(*known, first)

    async def _first(self, team: str, job_id: str) -> tuple[Job, Request, Answer] | None:
        """What the opinion is a second one to, unless it is kept no more."""
        try:
            job = await self._ledger.job(team, job_id)
            answer = answer_in(job, self._sealer) if job else None
            request = request_in(job, self._sealer) if job else None
        except (SealError, UnknownVersion):
            return None
        if job is None or answer is None or request is None:
            return None
        return job, request, answer
