"""The road of one question, top to bottom: admit, decide, recall, reserve, answer, settle, explain.

Refuses to know Slack, Redis and vendors. Each step can be taken again: nothing is decided twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime

from bot.answer import Answer, CacheNote, CacheState
from bot.asking import Asking, pinned_fast, standing
from bot.beside import Beside
from bot.briefs import Briefs
from bot.caching.memory import Memory
from bot.caching.recalling import Recalling
from bot.decision import Decision, instead
from bot.errors import RequestRefused
from bot.escalated import Earlier, Escalated
from bot.events import Events
from bot.keys import KeySpace
from bot.ports import Classifier, TokenCounter
from bot.request import Request
from bot.routing.decide import Health
from bot.routing.estimate import estimate
from bot.routing.exploring import explored
from bot.routing.length import bounds, texts_of
from bot.routing.needed import narrowed
from bot.routing.operated import ordered, standing_orders
from bot.routing.otherwise import health_of
from bot.routing.policies import Policies
from bot.routing.policy import Policy
from bot.routing.reach import kept, may_go, seated
from bot.routing.router import Router
from bot.sealing import Sealer
from bot.seats import Seats
from bot.spending.purse import CHANNEL, Purse, month_reset, next_month, next_reset
from bot.summaries.answering import Summarizing
from bot.summaries.following import Following
from bot.summaries.order import Progress
from bot.summaries.wanted import wanted
from bot.words.figures import Day, Dollars

BINARY_SHARE = 0.05
FLIGHT_SLACK_S = 10.0
Clock = Callable[[], datetime]


class Pipeline:
    """The road, over its parts; one for a process."""

    def __init__(
        self,
        *,
        asking: Asking,
        seats: Seats,
        policies: Policies,
        memory: Memory,
        purse: Purse,
        counter: TokenCounter,
        classifier: Classifier,
        sealer: Sealer,
        space: KeySpace,
        events: Events,
        clock: Clock,
        briefs: Briefs | None = None,
        summarizing: Summarizing | None = None,
        following: Following | None = None,
    ) -> None:
        self.seats = seats
        self._policies = policies
        self._asking = asking
        self.beside = Beside(asking, policies, seats)
        self._memory = memory
        self._purse = purse
        self._counter = counter
        self._classifier = classifier
        self._recalling = Recalling(memory, sealer, space, events, clock)
        self._events = events
        self._clock = clock
        self._briefs = briefs
        self._summarizing = summarizing
        self._following = following

    @property
    def asking(self) -> Asking:
        """The two seats, for tasks that are no question of a person."""
        return self._asking

    async def answer(self, request: Request, decision: Decision | None = None) -> Answer:
        """The whole road, or the rest of it from a recorded decision."""
        request = await self.narrowed(request)
        decision = decision or await self.decide(request)
        found = await self.recall(request, decision)
        if found is not None:
            return found
        decision = await self.reserve(request, decision)
        try:
            return await self.think(request, decision)
        except Escalated as up:
            decision = await self.reserve(request, up.decision, up.earlier)
            return await self.think(request, decision, up.earlier)

    async def narrowed(self, request: Request) -> Request:
        """The request with its channel's brief and what it needs read of its thread, settled once;
        before `decide`. Raises StoreError."""
        if self._briefs is not None:
            request = await self._briefs.beside(request)
        request = await self._seen(request)
        if self._following is not None:
            request = await self._following.beside(request)
        return await narrowed(request, self.policy_of(request).length.thread_tokens, self._counter)

    async def keep(self, request: Request, thread: str) -> None:
        """Keep what was summarised for questions that follow in that thread."""
        if self._following is not None:
            await self._following.keep(request, thread, self.policy_of(request))

    async def _seen(self, request: Request) -> Request:
        """With what pictures show, as text; a spent budget, by which the question will be refused,
        pays for no look."""
        if self._summarizing is None or not any(unit.image for unit in request.context):
            return request
        now, policy = self._clock(), self.policy_of(request)
        spent = await self._purse.spent(request, now)
        if self._purse.refusal(spent, policy.caps, now) is not None:
            return request
        return await self._summarizing.seen(request, policy)

    async def decide(self, request: Request) -> Decision:
        """Steps 1 and 2. Raises RequestRefused: empty, too long, not text."""
        # One policy for the whole decision, whatever is changed meanwhile.
        rule = self._policies.in_force(request)
        policy = rule.policy
        self.admit(request, policy)
        router = await self.router(request, policy=policy)
        # On a thread: reading the sentence takes some milliseconds, and the first one loads it.
        decision = await asyncio.to_thread(router.decide, request)
        orders = ordered(rule, request, decision.tier, router.health)
        if orders is not None:
            decision = await asyncio.to_thread(router.decide, request, orders)
        decision = explored(request, decision, policy)
        self._events.emit("decided", job=request.id, tier=decision.tier, cause=decision.cause)
        return decision

    async def router(
        self, request: Request, past: Decision | None = None, policy: Policy | None = None
    ) -> Router:
        """The router for this request, in today's circumstances or in those that `past` records."""
        policy = policy or self._policies.of(request)
        tokens = await self._tokens(request, policy)
        if past is not None:
            return Router(policy, health_of(past, tokens), self._classifier)
        kept_in, kept_to = kept(request, self.seats, policy.text)
        health = Health(tokens=tokens, kept_in=kept_in, kept_to=kept_to)
        return Router(policy, health, self._classifier)

    def admit(self, request: Request, policy: Policy | None = None) -> None:
        """Raises RequestRefused: empty, too long, not text."""
        limit = (policy or self._policies.of(request)).length.limit_characters
        text = request.text
        if not any(sign.isalnum() for sign in text):
            raise RequestRefused(said="refused.empty")
        if len(text) > limit:
            raise RequestRefused(said="refused.too_long", length=len(text), limit=limit)
        strange = sum(1 for sign in text if not sign.isprintable() and sign not in "\n\r\t\u200d")
        if strange > BINARY_SHARE * len(text):
            raise RequestRefused(said="refused.binary")

    async def _tokens(self, request: Request, policy: Policy) -> int | None:
        """The exact count, where the bounds leave it open."""
        if not bounds(request).straddles(policy.length.limit_tokens):
            return None
        return await self._counter.count(texts_of(request))

    async def recall(self, request: Request, decision: Decision) -> Answer | None:
        """Step 3: an answer of the decided tier or a higher one, from this audience's memory."""
        rule = self._policies.of(request).memory
        return await self._recalling.find(request, decision, self.seats, rule)

    async def forget(self, request: Request, answer: Answer, days: Sequence[date]) -> bool:
        """See that this answer is given from memory no more: see `bot.caching.recalling`."""
        return await self._recalling.forget(request, answer, self.seats, days)

    async def reserve(
        self, request: Request, decision: Decision, earlier: Earlier | None = None
    ) -> Decision:
        """Step 4: the decision, or a cheaper one that says why. Raises RequestRefused.

        Where a first answer stands (`earlier`), a spent budget refuses nothing: that answer does.
        """
        now, policy = self._clock(), self._policies.of(request)
        spent = await self._purse.spent(request, now)
        zone = request.asker.tz
        refusal = self._purse.refusal(spent, policy.caps, now, zone)
        stands = earlier is not None and earlier.answer is not None
        if refusal is not None and not stands:
            raise refusal
        up = decision.tier == "reasoning"
        until = self._purse.reasoning_spent(spent, policy.caps, now, zone) if up else ""
        if up and (refusal is not None or until):
            if request.insists:
                raise self._out_of_reach(request, until, now)
            if not stands and not may_go(self.seats.fast, policy.text):
                raise RequestRefused(said="refused.kept")
            return instead(decision, "fast", "budget", until or next_reset(now, zone))
        expected = estimate(request, seated(self.seats, policy).of(decision.tier))
        if self._purse.needs_confirmation(expected.cost_usd, policy.caps) and not request.confirmed:
            raise RequestRefused(
                said="refused.confirm",
                cost=Dollars(expected.cost_usd),
                minutes=max(1, round(expected.seconds / 60)),
            )
        return decision

    def _out_of_reach(self, request: Request, until: str, now: datetime) -> RequestRefused:
        """Why the tier that a person insists on is not asked."""
        values = {"label": self.seats.reasoning.label, "other": self.seats.fast.label}
        if not until.startswith(CHANNEL):
            at = until or next_reset(now, request.asker.tz)
            return RequestRefused(said="refused.budget_tier", **values, until=at)
        return RequestRefused(
            said="refused.budget_channel",
            **values,
            until=Day(next_month(now).isoformat()),
            reset=month_reset(now, request.asker.tz),
        )

    def policy_of(self, request: Request) -> Policy:
        """The policy in force where the question was asked."""
        return self._policies.of(request)

    async def first(self, request: Request) -> Answer:
        """The fast tier's answer at once, while the decided tier has still to check it."""
        policy = self._policies.of(request)
        return await self._asking.ask(request, pinned_fast(), policy=policy)

    async def think(
        self,
        request: Request,
        decision: Decision,
        earlier: Earlier | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Answer:
        """Steps 5 and 6: one flight per question; only complete answers of the decided tier are
        remembered. `earlier`: what a first model did, whose answer stands when the budget is spent.
        Raises ModelError, and Escalated when the question goes up."""
        rule = self._policies.in_force(request)
        policy, decision = rule.policy, standing_orders(rule, request, decision)
        if decision.tier == "fast" and earlier is not None and earlier.answer is not None:
            return standing(request, decision, earlier)
        if request.first or request.so_far:
            # It speaks of another answer: nobody else's question may be served with it.
            return await self._asking.ask(request, decision, earlier, policy=policy)
        if not self._recalling.may_serve(request, policy.memory):
            return await self._finish(request, decision, earlier, progress)
        place = self._recalling.places(request, decision, decision.tier, self.seats)[0]
        wait_s = self.seats.of(decision.tier).total_s + FLIGHT_SLACK_S
        async with self._memory.flight(place, wait_s) as found:
            if found is None:
                return await self._finish(request, decision, earlier, progress)
            answer = await self._recalling.served(request, found)
        # What a first model used before is told all the same.
        return answer.model_copy(update={"usage": earlier.usage}) if earlier else answer

    async def _finish(
        self,
        request: Request,
        decision: Decision,
        earlier: Earlier | None,
        progress: Progress,
    ) -> Answer:
        policy = self._policies.of(request)
        focus = wanted(request) if self._summarizing else None
        try:
            if self._summarizing and focus:
                answer = await self._summarizing.answer(request, decision, focus, policy, progress)
            elif self._following and request.follows:
                answer = await self._following.answer(request, decision, policy, progress)
            else:
                answer = await self._asking.ask(request, decision, earlier, policy=policy)
        except Escalated as up:
            self._events.emit("went_up", job=request.id, cause=up.decision.cause)
            raise
        served = self._recalling.may_serve(request, policy.memory)
        state: CacheState = "miss" if served else "off"
        answer = answer.model_copy(update={"cache": CacheNote(state=state)})
        await self._recalling.keep(request, decision, answer, self.seats, policy.memory)
        self._events.emit(
            "answered",
            job=request.id,
            tier=answer.decision.tier,
            complete=answer.answer.complete,
            seconds=answer.seconds,
        )
        return answer
