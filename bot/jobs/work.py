"""Working on one job: from its recorded state to the end, writing before every visible step.

Refuses to know Slack and Redis. Whatever dies here is taken up by another worker from the record.
"""

from __future__ import annotations

from functools import partial

from bot.answer import Answer
from bot.decision import Decision
from bot.errors import ENDING, RequestRefused, ThinktwiceError
from bot.escalated import Earlier, Escalated
from bot.events import Events
from bot.explained import answer_in, decision_in
from bot.hearing import Course
from bot.jobs.behind import Behind
from bot.jobs.card import Card
from bot.jobs.care import Care
from bot.jobs.comparing import Comparing
from bot.jobs.errands import Errands
from bot.jobs.failing import GIVEN_UP, MOST_ATTEMPTS, Failing
from bot.jobs.finishing import Finishing
from bot.jobs.firsts import Firsts
from bot.jobs.line import Line
from bot.jobs.paces import Paces
from bot.jobs.pairs import Pairs
from bot.jobs.record import Change, Job, State, seal_scope
from bot.jobs.stopping import Stopping
from bot.jobs.voted import Voted
from bot.jobs.votes import Votes
from bot.pipeline import Pipeline
from bot.ports import Front, FullLedger
from bot.request import Request
from bot.routing.danger import sign
from bot.routing.text import read
from bot.sealing import Sealer


class Work:
    """The steps of one job over ledger, pipeline and front; `behind`, `voted` and `errands` where
    people look behind an answer, vote on it, give commands (not in a terminal)."""

    def __init__(
        self,
        ledger: FullLedger,
        pipeline: Pipeline,
        front: Front,
        firsts: Firsts,
        votes: Votes,
        sealer: Sealer,
        events: Events,
        care: Care,
        line: Line,
        paces: Paces,
        behind: Behind | None = None,
        errands: Errands | None = None,
        voted: Voted | None = None,
        attempts: int = MOST_ATTEMPTS,
    ) -> None:
        self._pairs = Pairs(ledger, pipeline, front, firsts, sealer, events)
        self._comparing = Comparing(pipeline, firsts, events)
        self._failing = Failing(ledger, front, sealer, events, attempts)
        self._finishing = Finishing(ledger, pipeline, front, firsts, sealer, votes)
        self._stopping = Stopping(ledger, pipeline.seats, front, self._pairs, sealer)
        self._ledger = ledger
        self._pipeline = pipeline
        self._front = front
        self._sealer = sealer
        self._events = events
        self._care = care
        self._line = line
        self._paces = paces
        self._behind = behind
        self._errands = errands
        self._voted = voted
        self._attempts = attempts

    async def do(self, job: Job) -> None:
        """Bring the job to its end, or to the queue where it goes on. Raises Fenced, StoreError."""
        await self._attended(job, late=False)

    async def late(self, job: Job) -> None:
        """Its deadline has passed before anybody came to it: its asker is told, and it ends."""
        await self._attended(job, late=True)

    async def _attended(self, job: Job, *, late: bool) -> None:
        aside = {"why": self._behind, "run": self._errands, "vote": self._voted}.get(job.kind)
        if aside is not None:
            await aside.do(job)
            return
        await self._front.attend(job)
        try:
            await self._question(job, late=late)
        finally:
            await self._front.leave(job)

    async def _question(self, job: Job, *, late: bool) -> None:
        request: Request | None = None
        try:
            if job.attempt > self._attempts:
                raise ThinktwiceError("given up", said="error.unexpected")
            request = await self._cared(job, await self._request(job))
            if late and not job.answer:
                minutes = round((job.deadline - job.received_at) / 60)
                raise ThinktwiceError("too late", said="error.late", minutes=minutes)
            await self._road(job, request)
        except RequestRefused as error:
            self._events.emit("refused", job=job.id, said=error.key)
            taken_back = error.key == "refused.taken_back"
            state: State = "cancelled" if taken_back else "refused"
            await self._failing.end(job, request, state, error)
        except ENDING as error:
            await self._failing.fail(job, request, error)
        except ThinktwiceError as error:
            if error.key not in GIVEN_UP:
                raise
            await self._failing.fail(job, request, error)

    async def _request(self, job: Job) -> Request:
        if job.request:
            return Request.model_validate_json(self._open(job, job.request))
        gathered = await self._front.gather(job, self._open(job, job.sealed))
        return await self._pipeline.narrowed(gathered)

    async def _cared(self, job: Job, request: Request) -> Request:
        """Where someone may be in danger, before anything else: told whom to call (the door mostly
        has), and from here on the answer is the asker's alone, and a fresh one."""
        if not sign(read(request.text)):
            return request
        # A button repeats a message whose writer was told when they wrote it.
        told = partial(self._front.warn, job)
        if job.kind != "click" and await self._care.once(job.team, job.id, told):
            self._events.emit("warned", job=job.id)
        return request.model_copy(update={"private": True, "fresh": True})

    async def _road(self, job: Job, request: Request) -> None:
        if request.first_for:
            await self._pairs.hurry(job, request)
            return
        if request.shared_of and not job.answer:
            await self._share(job, request)
            return
        if job.answer:
            answer = Answer.model_validate_json(self._open(job, job.answer))
            await self._deliver(job, request, answer)
            return
        earlier = self._earlier(job)
        if earlier is not None:
            # The question went up: the road goes on where money for the dearer tier is set aside.
            decision = self._decision(job)
            decision = await self._pipeline.reserve(request, decision, earlier)
        elif job.decision:
            decision = self._decision(job)
        else:
            decision = await self._pipeline.decide(request)
            found = await self._pipeline.recall(request, decision)
            if found is not None:
                await self._answered(job, request, decision, found)
                return
            decision = await self._pipeline.reserve(request, decision)
            first = self._pairs.wanted(job, request, decision)
            deep = decision.tier == "reasoning" and job.queue == "quick" and not first
            slots = None
            if deep:
                ahead = await self._line.ahead()
                slots = await self._front.queued(job, request, decision, ahead)
            change = Change(
                slots=slots,
                request=self._seal(job, request.model_dump_json()),
                decision=self._seal(job, decision.model_dump_json()),
                queue="deep" if deep else None,
            )
            job = await self._ledger.move(job, "decided", change)
            if deep:
                return
        if earlier is None and self._pairs.wanted(job, request, decision):
            await self._pairs.begin(job, request, decision)
            return
        await self._think(job, request, decision, earlier)

    async def _share(self, job: Job, request: Request) -> None:
        """A private answer, for everybody here; as it was given, at no cost."""
        private = await self._ledger.job(job.team, request.shared_of)
        answer = answer_in(private, self._sealer) if private else None
        decision = decision_in(private, self._sealer) if private else None
        if answer is None or decision is None:
            raise RequestRefused(said="slack.gone")
        await self._answered(job, request, decision, answer.model_copy(update={"id": job.id}))

    async def _think(
        self, job: Job, request: Request, decision: Decision, earlier: Earlier | None
    ) -> None:
        job = await self._ledger.move(job, "posting", Change())
        slots = await self._front.open(job, request, decision)
        job = await self._ledger.move(job, "thinking", Change(slots=slots))
        held = job

        async def keep(more: dict[str, str]) -> None:
            await self._ledger.move(held, "thinking", Change(slots=more))

        alone = partial(self._pairs.alone, job)
        listener = self._front.listener(job, request, decision, keep, alone)
        course = Course(listener)
        card = Card(partial(self._front.progress, job, request))
        try:
            with self._stopping.following(job, course):
                if request.compare:
                    answer = await self._comparing.both(job, request, decision)
                else:
                    answer = await self._pairs.checked(
                        job, request, decision, earlier, course, card.tell
                    )
        except Escalated as up:
            await course.anew()
            await self._up(job, up)
            return
        finally:
            await card.close()
        if answer.cache.state != "hit":
            await self._paces.note(answer.decision.tier, answer.seconds)
        await self._answered(job, request, answer.decision, answer)

    async def _up(self, job: Job, up: Escalated) -> None:
        """To the deep queue with the new decision and what was used: whoever takes it from there,
        this worker or another, asks the first model no more."""
        change = Change(
            decision=self._seal(job, up.decision.model_dump_json()),
            earlier=self._seal(job, up.earlier.model_dump_json()),
            queue="deep",
        )
        await self._ledger.move(job, "decided", change)

    def _decision(self, job: Job) -> Decision:
        return Decision.model_validate_json(self._open(job, job.decision))

    def _earlier(self, job: Job) -> Earlier | None:
        return Earlier.model_validate_json(self._open(job, job.earlier)) if job.earlier else None

    async def _answered(
        self, job: Job, request: Request, decision: Decision, answer: Answer
    ) -> None:
        answer = await self._finishing.finished(job, request, answer)
        change = Change(
            request=self._seal(job, request.model_dump_json()),
            decision=self._seal(job, decision.model_dump_json()),
            answer=self._seal(job, answer.model_dump_json()),
        )
        job = await self._ledger.move(job, "answered", change)
        await self._deliver(job, request, answer)

    async def _deliver(self, job: Job, request: Request, answer: Answer) -> None:
        job = await self._ledger.move(job, "delivering", Change())
        slots = await self._pairs.deliver(job, request, answer)
        await self._finishing.told(job.model_copy(update={"slots": slots}), request)
        await self._ledger.move(job, "done", Change(slots=slots))
        self._events.emit("delivered", job=job.id, tier=answer.decision.tier)

    async def stop(self, job: Job) -> None:
        """The asker, or a person with the right to, has cancelled it: tell, and end it."""
        if job.kind in ("why", "vote"):
            await self._ledger.move(job, "cancelled", Change())
            return
        if job.kind == "run" and self._errands is not None:
            await self._errands.stop(job)
            return
        self._events.emit("refused", job=job.id, said="refused.cancelled")
        if await self._pairs.stopped(job) or await self._stopping.stopped(job):
            return
        error = RequestRefused(said="refused.cancelled")
        await self._failing.end(job, None, "cancelled", error)

    def _open(self, job: Job, sealed: bytes) -> bytes:
        return self._sealer.open(sealed, seal_scope(job.team, job.id))

    def _seal(self, job: Job, text: str) -> bytes:
        return self._sealer.seal(text.encode(), seal_scope(job.team, job.id))
