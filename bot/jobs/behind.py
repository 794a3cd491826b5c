"""A worker's look behind an answer: what would have changed it, and where an edited question goes.

Refuses to call a model. The page is shown in the person's open window; the newest look wins.
"""

from __future__ import annotations

import asyncio

from bot.answer import Answer
from bot.decision import Counterfactual, Decision
from bot.errors import RequestRefused, SealError, UnknownVersion
from bot.events import Events
from bot.explained import answer_in, decision_in, request_in
from bot.inquiry import Inquiry, Page
from bot.jobs.record import Change, Job, seal_scope
from bot.jobs.windows import Windows
from bot.looking import Tried, about, editable, may_look, page
from bot.pipeline import Pipeline
from bot.ports import FullLedger, Window
from bot.request import Request
from bot.routing.marks import read_marks
from bot.routing.otherwise import counterfactual, what_would
from bot.routing.why import Sought
from bot.sealing import Sealer
from bot.words import Words, prepared

MOST_ATTEMPTS = 2
#: How often a window that somebody else has just changed is tried again, and after how long.
MOST_TRIES, PAUSE_S = 20, 0.05


class Behind:
    """Looks, one job each, over ledger, pipeline and window."""

    def __init__(
        self,
        ledger: FullLedger,
        pipeline: Pipeline,
        window: Window,
        windows: Windows,
        sealer: Sealer,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._pipeline = pipeline
        self._window = window
        self._windows = windows
        self._sealer = sealer
        self._events = events

    async def do(self, job: Job) -> None:
        """Look, show, end the job. Raises Fenced, StoreError; a look that fails twice is given up,
        for nobody is owed more than a line in an open window."""
        if job.attempt > MOST_ATTEMPTS:
            await self._ledger.move(job, "dead", Change(reason="error.unexpected"))
            return
        raw = self._sealer.open(job.sealed, seal_scope(job.team, job.id))
        inquiry = Inquiry.model_validate_json(raw)
        if await self._windows.newest(job.team, inquiry.window, inquiry.turn):
            await self._show(job, inquiry, await self._page(job.team, inquiry))
        job = await self._ledger.move(job, "answered", Change())
        await self._ledger.move(job, "done", Change())
        self._events.emit("looked", job=inquiry.of, edited=inquiry.edit is not None)

    async def _page(self, team: str, inquiry: Inquiry) -> Page:
        words = await prepared(inquiry.language)
        try:
            job = await self._ledger.job(team, inquiry.of)
            answer = answer_in(job, self._sealer) if job else None
            request = request_in(job, self._sealer) if job else None
        except (SealError, UnknownVersion):
            job = None
        if job is None or answer is None or request is None:
            return Page(note=words.say("slack.gone"))
        changed: Counterfactual | Sought | None = None
        tried = None
        if may_look(answer, request, inquiry.user):
            changed = await self._changed(job, answer, request)
            if inquiry.edit is not None:
                tried = await self._tried(answer, request, inquiry.edit, words)
        return page(
            answer,
            request,
            self._pipeline.seats,
            words,
            user=inquiry.user,
            changed=changed,
            tried=tried,
        )

    async def _changed(self, job: Job, answer: Answer, request: Request) -> Counterfactual | Sought:
        decision = answer.decision
        if decision.counterfactual is not None:
            return decision.counterfactual
        router = await self._pipeline.router(request, decision)
        found = await asyncio.to_thread(what_would, decision, request, router, router.health)
        if found is None:
            return "unknown"
        told = decision.model_copy(update={"counterfactual": found})
        same = decision_in(job, self._sealer) == decision
        await self._ledger.note(
            job,
            Change(
                answer=self._seal(job, answer.model_copy(update={"decision": told})),
                decision=self._seal(job, told) if same else None,
            ),
        )
        return found

    def _seal(self, job: Job, noun: Answer | Decision) -> bytes:
        return self._sealer.seal(noun.model_dump_json().encode(), seal_scope(job.team, job.id))

    async def _tried(self, answer: Answer, request: Request, edit: str, words: Words) -> Tried:
        """Where the edited question would go, in the circumstances of the first decision."""
        marks = read_marks(edit)
        kept = None if editable(request) != request.text else request.wish
        edited = request.model_copy(update={"text": marks.text, "wish": marks.wish or kept})
        try:
            self._pipeline.admit(edited)
        except RequestRefused as error:
            return Tried(said=words.say(error.key, **error.values))
        router = await self._pipeline.router(edited, answer.decision)
        decision = await asyncio.to_thread(router.decide, edited)
        changed = await asyncio.to_thread(counterfactual, edited, router, router.health, decision)
        return Tried(decision=decision, changed=changed, tokens=about(edited))

    async def _show(self, job: Job, inquiry: Inquiry, shown: Page) -> None:
        """Only over a state that we know: an older page can never come over a newer one."""
        mark, window = inquiry.mark, inquiry.window
        for _ in range(MOST_TRIES):
            if not await self._windows.newest(job.team, window, inquiry.turn):
                return
            after = await self._window.show(inquiry, shown, mark)
            if after is not None:
                await self._windows.left(job.team, window, after)
                return
            await asyncio.sleep(PAUSE_S)
            mark = await self._windows.mark(job.team, window) or mark
