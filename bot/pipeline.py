"""The road of one question, top to bottom: admit, decide, recall, reserve, answer, settle, explain.

Refuses to know Slack, Redis and vendors. Each step can be taken again: nothing is decided twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.answer import Answer, CacheNote, CacheState, Usage
from bot.asking import Asking, instead
from bot.caching.address import Address, address
from bot.caching.memory import Memory, Remembered
from bot.decision import Decision
from bot.errors import RequestRefused
from bot.events import Events
from bot.keys import KeySpace
from bot.ports import Classifier, TokenCounter
from bot.prompting import fingerprint
from bot.request import Request, Tier
from bot.routing.decide import Health
from bot.routing.estimate import estimate
from bot.routing.length import bounds, texts_of
from bot.routing.needed import narrowed
from bot.routing.policy import Policy
from bot.routing.router import Router
from bot.sealing import Sealer
from bot.seats import Seats
from bot.spending.purse import Purse, next_reset

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
        policy: Policy,
        memory: Memory,
        purse: Purse,
        counter: TokenCounter,
        classifier: Classifier,
        sealer: Sealer,
        space: KeySpace,
        events: Events,
        clock: Clock,
    ) -> None:
        self.seats = seats
        self.policy = policy
        self._asking = asking
        self._memory = memory
        self._purse = purse
        self._counter = counter
        self._classifier = classifier
        self._sealer = sealer
        self._space = space
        self._events = events
        self._clock = clock

    async def answer(self, request: Request, decision: Decision | None = None) -> Answer:
        """The whole road, or the rest of it from a recorded decision."""
        request = await self.narrowed(request)
        decision = decision or await self.decide(request)
        found = await self.recall(request, decision)
        if found is not None:
            return found
        decision = await self.reserve(request, decision)
        return await self.think(request, decision)

    async def narrowed(self, request: Request) -> Request:
        """The request with what it needs read of its thread, settled once; before `decide`."""
        return await narrowed(request, self.policy.length.thread_tokens, self._counter)

    async def decide(self, request: Request) -> Decision:
        """Steps 1 and 2. Raises RequestRefused: empty, too long, not text."""
        self._admit(request)
        router = Router(self.policy, await self._health(request), self._classifier)
        # On a thread: reading the sentence takes some milliseconds, and the first one loads it.
        decision = await asyncio.to_thread(router.decide, request)
        self._events.emit("decided", job=request.id, tier=decision.tier, cause=decision.cause)
        return decision

    def _admit(self, request: Request) -> None:
        text, limit = request.text, self.policy.length.limit_characters
        if not any(sign.isalnum() for sign in text):
            raise RequestRefused(said="refused.empty")
        if len(text) > limit:
            raise RequestRefused(
                said="refused.too_long", length=f"{len(text):,}", limit=f"{limit:,}"
            )
        strange = sum(1 for sign in text if not sign.isprintable() and sign not in "\n\r\t\u200d")
        if strange > BINARY_SHARE * len(text):
            raise RequestRefused(said="refused.binary")

    async def _health(self, request: Request) -> Health:
        tokens = None
        if bounds(request).straddles(self.policy.length.limit_tokens):
            tokens = await self._counter.count(texts_of(request))
        return Health(tokens=tokens)

    async def recall(self, request: Request, decision: Decision) -> Answer | None:
        """Step 3: an answer of the decided tier or a higher one, from this audience's memory."""
        if request.fresh or not self.policy.memory.on:
            return None
        tiers: tuple[Tier, ...] = (
            ("fast", "reasoning") if decision.tier == "fast" else ("reasoning",)
        )
        for tier in tiers:
            found = await self._memory.recall(self._address(request, tier))
            if found is not None:
                self._events.emit("recalled", job=request.id, tier=tier)
                return self._from_memory(request, found)
        return None

    def _from_memory(self, request: Request, found: Remembered) -> Answer:
        kept = found.answer
        note = CacheNote(
            state="hit", age_s=round(found.age_s(self._clock()), 1), tier=kept.decision.tier
        )
        return kept.model_copy(
            update={"id": request.id, "cache": note, "usage": Usage(), "seconds": 0.0}
        )

    def _address(self, request: Request, tier: Tier) -> Address:
        return address(
            request,
            tier,
            model=self.seats.of(tier).model,
            prompt=fingerprint(tier),
            today=self._clock().date(),
            sealer=self._sealer,
            space=self._space,
        )

    async def reserve(self, request: Request, decision: Decision) -> Decision:
        """Step 4: the decision, or a cheaper one that says why. Raises RequestRefused."""
        now = self._clock()
        spent = await self._purse.spent(request, now)
        refusal = self._purse.refusal(spent, now)
        if refusal is not None:
            raise refusal
        expected = estimate(request, self.seats.of(decision.tier))
        if self._purse.needs_confirmation(expected.cost_usd) and not request.confirmed:
            raise RequestRefused(
                said="refused.confirm",
                cost=f"${expected.cost_usd:.2f}",
                minutes=max(1, round(expected.seconds / 60)),
            )
        if decision.tier == "reasoning" and self._purse.reasoning_spent(spent):
            return instead(decision, "fast", "budget", next_reset(now))
        return decision

    async def think(self, request: Request, decision: Decision) -> Answer:
        """Steps 5 and 6: one flight per question; only complete answers of the decided tier are
        remembered. Raises ModelError."""
        place = self._address(request, decision.tier)
        if request.fresh or not self.policy.memory.on:
            return await self._finish(request, decision, place)
        wait_s = self.seats.of(decision.tier).total_s + FLIGHT_SLACK_S
        async with self._memory.flight(place, wait_s) as found:
            if found is not None:
                return self._from_memory(request, found)
            return await self._finish(request, decision, place)

    async def _finish(self, request: Request, decision: Decision, place: Address) -> Answer:
        answer = await self._asking.ask(request, decision)
        state = self._miss(request)
        answer = answer.model_copy(update={"cache": CacheNote(state=state)})
        if self.policy.memory.on and answer.decision.tier == decision.tier:
            await self._memory.remember(place, answer)
        self._events.emit(
            "answered",
            job=request.id,
            tier=answer.decision.tier,
            complete=answer.answer.complete,
            seconds=answer.seconds,
        )
        return answer

    def _miss(self, request: Request) -> CacheState:
        return "miss" if self.policy.memory.on and not request.fresh else "off"
