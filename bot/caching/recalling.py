"""Step 3 of the road and its counterpart: what is recalled for a question, and what is kept of it.

Refuses to ask models. High stakes are answered from memory only for the same person or in the same
thread, and only by the very same question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime

from bot.answer import Answer, CacheNote, Usage
from bot.caching.address import Address, address, surroundings
from bot.caching.admission import Unfit, unfit_answer, unfit_question
from bot.caching.memory import Memory, Remembered
from bot.caching.near.same import bucket, judged
from bot.caching.nearby import Candidate
from bot.decision import Decision
from bot.events import Events
from bot.keys import KeySpace
from bot.prompting import fingerprint
from bot.request import Request, Tier
from bot.routing.rules import MemoryRule
from bot.routing.telling import stake
from bot.sealing import Sealer
from bot.seats import Seats


class Recalling:
    """The memory as the road uses it."""

    def __init__(
        self,
        memory: Memory,
        sealer: Sealer,
        space: KeySpace,
        events: Events,
        clock: Callable[[], datetime],
    ) -> None:
        self._memory = memory
        self._sealer = sealer
        self._space = space
        self._events = events
        self._clock = clock

    def may_serve(self, request: Request, rule: MemoryRule) -> bool:
        """Whether an answer to this question may come from memory, or wait for another's."""
        # Another form of a summary is made of the notes that are kept, not of an answer.
        formed = bool(request.shape or request.before)
        return rule.on and not request.fresh and not formed and unfit_question(request) is None

    async def find(
        self, request: Request, decision: Decision, seats: Seats, rule: MemoryRule
    ) -> Answer | None:
        """An answer of the decided tier or a higher one, exact before near, from this audience."""
        if not self.may_serve(request, rule):
            return None
        tiers: tuple[Tier, ...] = (
            ("fast", "reasoning") if decision.tier == "fast" else ("reasoning",)
        )
        for tier in tiers:
            for place in self.places(request, decision, tier, seats):
                found = await self._memory.recall(place)
                if found is not None and self._young(found, rule):
                    return await self.served(request, found)
        if stake(decision) is not None or not rule.near:
            return None
        for tier in tiers:
            near = await self._near(request, tier, seats, rule)
            if near is not None:
                return near
        return None

    async def served(self, request: Request, found: Remembered, similar: str = "") -> Answer:
        """The remembered answer as one to this question; counted. `similar`: the other question."""
        kept = found.answer
        note = CacheNote(
            state="near" if similar else "hit",
            age_s=round(found.age_s(self._clock()), 1),
            tier=kept.decision.tier,
            similar=similar,
        )
        name = "recalled_near" if similar else "recalled"
        self._events.emit(name, job=request.id, tier=kept.decision.tier)
        await self._count(
            request,
            **{"near" if similar else "hits": 1},
            saved_s=kept.seconds,
            saved_usd=kept.usage.cost_usd,
        )
        return kept.model_copy(
            update={"id": request.id, "cache": note, "usage": Usage(), "seconds": 0.0}
        )

    def places(
        self,
        request: Request,
        decision: Decision,
        tier: Tier,
        seats: Seats,
        day: date | None = None,
    ) -> tuple[Address, ...]:
        """Where an answer of that day (None: today) lies, the first for whoever makes it: one place
        for the scope; where much is at stake, the asker's own and the thread's."""
        if stake(decision) is None:
            return (self._address(request, tier, seats, day=day),)
        thread = request.place.thread_ts
        whose = [f"person:{request.asker.id}", *([f"thread:{thread}"] if thread else [])]
        return tuple(self._address(request, tier, seats, one, day) for one in whose)

    async def keep(
        self, request: Request, decision: Decision, answer: Answer, seats: Seats, rule: MemoryRule
    ) -> None:
        """Remember it where it may be remembered; what may not is counted with its reason."""
        formed = bool(request.shape or request.before)
        if not rule.on or formed or answer.decision.tier != decision.tier:
            return
        unfit: Unfit | None = unfit_question(request) or unfit_answer(request, answer)
        if unfit is not None:
            self._events.emit("not_kept", job=request.id, reason=unfit)
            await self._count(request, not_kept=1)
            return
        # What a model thought is for the one who asked.
        answer = answer.model_copy(update={"thoughts": ""})
        ttl_s = rule.ttl_h * 3600
        for place in self.places(request, decision, decision.tier, seats):
            await self._memory.remember(place, answer, ttl_s)
        found = None if stake(decision) else self._bucket(request, decision.tier, seats)
        if found is not None and rule.near:
            (place,) = self.places(request, decision, decision.tier, seats)
            candidate = Candidate(question=request.text, key=place.key, at=self._clock())
            await self._memory.near.offer(found, place.scope, candidate, ttl_s)

    async def forget(
        self, request: Request, answer: Answer, seats: Seats, days: Sequence[date]
    ) -> bool:
        """See that this answer, given on one of these days, is given from memory no more, to the
        same question or to a similar one; another answer that lies there by now stays. Whether
        memory held it."""
        tier, places = answer.decision.tier, list[Address]()
        for day in days:
            places += self.places(request, answer.decision, tier, seats, day)
        key = self._bucket(request, tier, seats)
        if key is not None:
            scope = self._address(request, tier, seats).scope
            near = await self._memory.near.candidates(key, scope)
            places += [Address(scope=scope, key=one.key, lock="") for one in near]
        forgotten = False
        for place in places:
            found = await self._memory.recall(place)
            if found is not None and answer.answer.text.startswith(found.answer.answer.text):
                await self._memory.forget(place)
                forgotten = True
        return forgotten

    async def _near(
        self, request: Request, tier: Tier, seats: Seats, rule: MemoryRule
    ) -> Answer | None:
        key = self._bucket(request, tier, seats)
        if key is None:
            return None
        scope = self._address(request, tier, seats).scope
        for candidate in await self._memory.near.candidates(key, scope):
            if not judged(request.text, candidate.question).same:
                await self._count(request, near_refused=1)
                self._events.emit("near_refused", job=request.id)
                continue
            place = Address(scope=scope, key=candidate.key, lock="")
            found = await self._memory.recall(place)
            if found is not None and self._young(found, rule):
                return await self.served(request, found, candidate.question)
        return None

    def _bucket(self, request: Request, tier: Tier, seats: Seats) -> str | None:
        """The key of near questions: everything an exact key has, and what is asked for its words.
        None: the question has no near ones."""
        asked = bucket(request.text)
        if asked is None:
            return None
        around = json.dumps(surroundings(request))
        model, today = seats.of(tier).model, self._clock().date().isoformat()
        scope = self._address(request, tier, seats).scope
        parts = (
            scope,
            tier,
            model,
            fingerprint(tier, request.reply_to),
            today,
            request.language,
            around,
            asked,
        )
        return self._space.near(request.place.team, self._sealer.digest("near", *parts))

    def _young(self, found: Remembered, rule: MemoryRule) -> bool:
        """Kept under a policy that allowed for more, it may be too old for today's."""
        return found.age_s(self._clock()) <= rule.ttl_h * 3600

    async def _count(self, request: Request, **amounts: float) -> None:
        await self._memory.tally.add(request.place.team, self._clock().date(), **amounts)

    def _address(
        self,
        request: Request,
        tier: Tier,
        seats: Seats,
        whose: str = "",
        day: date | None = None,
    ) -> Address:
        return address(
            request,
            tier,
            model=seats.of(tier).model,
            prompt=fingerprint(tier, request.reply_to),
            today=day or self._clock().date(),
            sealer=self._sealer,
            space=self._space,
            whose=whose,
        )
