"""Asking a model: tries, deadlines, what it cost, and who stands in when a tier fails.

Refuses to know memory and queues. Retries live here and nowhere else.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import RunnableConfig

from bot.answer import Answer, CacheNote, Text, Usage
from bot.breaking import Breakers, ModelResting
from bot.decision import Decision, instead
from bot.errors import (
    ModelError,
    ModelGarbage,
    ModelTimeout,
    ModelUnavailable,
    RequestRefused,
)
from bot.escalated import Earlier, Escalated
from bot.events import Events
from bot.hearing import Course, course
from bot.prompting import messages, worded
from bot.reply import finish_of, separated, served_by, thoughts_of, usage_of
from bot.request import Request, Tier
from bot.routed_model import RoutedChatModel
from bot.routing.operated import is_paused
from bot.routing.policy import Policy
from bot.routing.reach import may_go, seated
from bot.seats import Seat, Seats
from bot.spending.purse import Purse

TRIES = 2
PAUSE_S = 0.3
# Somebody waits in Slack: a server that wants more patience than this is passed over.
PATIENCE_S = 10.0


class Chair(NamedTuple):
    """A seat and the model that serves it."""

    seat: Seat
    model: RoutedChatModel


class Wording(NamedTuple):
    """A task of ours in place of the request's own question: rules, the text they are about, how
    long a whole answer may take at least, and a picture as a data URL."""

    rules: str
    text: str
    total_s: float = 0.0
    image: str = ""


class Asking:
    """The two seats, asked by the rules: one more try where that can help, then the other tier."""

    def __init__(
        self,
        model: RoutedChatModel,
        seats: Seats,
        purse: Purse,
        events: Events,
        clock: Callable[[], datetime],
        stand_ins: tuple[Chair, ...] = (),
        breakers: Breakers | None = None,
    ) -> None:
        self._breakers = breakers or Breakers(events)
        self._model = model
        self._stand_ins = stand_ins
        self._seats = seats
        self._purse = purse
        self._events = events
        self._clock = clock

    @property
    def models(self) -> tuple[BaseChatModel, ...]:
        """Every model that may be asked, each once."""
        thinkers = (chair.model.reasoning for chair in self._stand_ins)
        return (self._model.fast, self._model.reasoning, *thinkers)

    async def ask(
        self,
        request: Request,
        decision: Decision,
        earlier: Earlier | None = None,
        *,
        policy: Policy | None = None,
        wording: Wording | None = None,
    ) -> Answer:
        """The answer of the decided tier, or of whoever stands in for it, which the decision then
        says. `wording`: what is asked instead of the question; nothing goes up from it. `earlier`
        is what a first model did on this question; its answer stands when nobody better is to be
        had. `policy` is the one in force here. Raises Escalated, ModelError when nobody answers,
        and RequestRefused when the text may go to none of them."""
        started = time.monotonic()
        earlier = earlier or Earlier()
        used = earlier.usage
        policy = policy or Policy.default()
        for chair, after in pairwise((*self._order(request, decision.tier, policy), None)):
            assert chair is not None
            seat = chair.seat
            try:
                if after is not None:
                    self._breakers.ask(seat)
                message, more = await self._tries(request, decision, chair, policy, wording)
            except ModelError as error:
                used += Usage(calls=0 if isinstance(error, ModelResting) else 1)
                self._report(request, decision, error)
                if after is None:
                    error.values["label"] = seat.label
                    raise
                decision = instead(decision, after.seat.tier, "unavailable", error.code)
                self._events.emit("fell_back", job=request.id, tier=decision.tier)
                if after.seat.tier == "fast" and earlier.answer is not None:
                    left = earlier.model_copy(update={"usage": used})
                    return standing(request, decision, left, time.monotonic() - started)
                continue
            return Answer(
                id=request.id,
                answer=_text(message, seat),
                decision=decision,
                usage=used + more,
                cache=CacheNote(state="off"),
                seconds=round(time.monotonic() - started + earlier.seconds, 3),
                thoughts=thoughts_of(message),
            )
        raise ModelGarbage("nobody was asked")

    def _order(self, request: Request, tier: Tier, policy: Policy) -> tuple[Chair, ...]:
        """Who is asked, in order, with the prices in force; nobody stands in for the fast tier
        unbidden, nor the fast tier for one that is to check its answer or that a person insists on,
        and nobody to whom the text may not go is asked at all."""
        seats = seated(self._seats, policy)
        fast, slow = Chair(seats.fast, self._model), Chair(seats.reasoning, self._model)
        alone = request.first or request.insists or is_paused(policy, "fast")
        last = () if alone else (fast,)
        chairs = (fast,) if tier == "fast" else (slow, *self._stand_ins, *last)
        allowed = tuple(chair for chair in chairs if may_go(chair.seat, policy.text))
        if not allowed:
            raise RequestRefused(said="refused.kept")
        return allowed

    async def _tries(
        self,
        request: Request,
        decision: Decision,
        chair: Chair,
        policy: Policy,
        wording: Wording | None,
    ) -> tuple[AIMessageChunk, Usage]:
        used = Usage()
        for attempt in range(1, TRIES + 1):
            asked_for = 0.0
            try:
                with self._breakers.calling(chair.seat):
                    message, more = await self._once(request, decision, chair, policy, wording)
            except ModelError as error:
                asked_for = error.wait_s if isinstance(error, ModelUnavailable) else 0.0
                if attempt == TRIES or not _worth_another(error):
                    raise
            else:
                used += more
                if finish_of(message) != "blank":
                    return message, used
            await asyncio.sleep(max(asked_for, PAUSE_S * (1 + random.random())))
        raise ModelGarbage("a blank answer, twice", said="model.blank")

    async def _once(
        self,
        request: Request,
        decision: Decision,
        chair: Chair,
        policy: Policy,
        wording: Wording | None,
    ) -> tuple[AIMessageChunk, Usage]:
        """One call; what it cost is charged whatever came of it, cancelled ones included."""
        seat = chair.seat
        prompt = self._prompt(request, decision.tier, seat, wording)
        whole = AIMessageChunk(content="")
        steering: dict[str, Any] = {"decision": decision}
        up = decision.tier == "fast" and wording is None
        if not up or not await self._may_go_up(request, policy):
            steering["gates"] = (1,)
        moved: Usage | None = None
        going = course() if wording is None else Course()
        await going.begins(seat.label)
        try:
            seats = _patient(seated(chair.model.seats, policy), wording)
            model = chair.model.model_copy(update={"policy": policy, "seats": seats})
            async for chunk in model.astream(prompt, RunnableConfig(configurable=steering)):
                whole = whole + chunk
                if chunk.text:
                    await going.heard(chunk.text)
        except Escalated as up:
            moved = up.earlier.usage
            raise
        finally:
            used = moved or usage_of(whole, seat, prompt)
            going.used(used)
            await self._purse.charge(request, decision.tier, used, self._clock())
        self._events.emit(
            "model_called",
            job=request.id,
            tier=decision.tier,
            input_tokens=used.input_tokens,
            output_tokens=used.output_tokens,
        )
        cleaned = separated(whole)
        told = {"content": cleaned.content, "additional_kwargs": cleaned.additional_kwargs}
        return whole.model_copy(update=told), used

    def _prompt(
        self, request: Request, tier: Tier, seat: Seat, wording: Wording | None
    ) -> list[BaseMessage]:
        if wording is None:
            return messages(request, tier, self._clock(), system=seat.system_prompt)
        return worded(wording.rules, wording.text, system=seat.system_prompt, image=wording.image)

    async def _may_go_up(self, request: Request, policy: Policy) -> bool:
        """Whether the dearer tier is to be had, and there is money left for its answer."""
        if is_paused(policy, "reasoning"):
            return False
        now = self._clock()
        spent = await self._purse.spent(request, now)
        caps = policy.caps
        empty = self._purse.reasoning_spent(spent, caps, now)
        return not empty and self._purse.refusal(spent, caps, now) is None

    def _report(self, request: Request, decision: Decision, error: ModelError) -> None:
        self._events.emit(
            "model_failed",
            job=request.id,
            tier=decision.tier,
            status=error.status,
            problem=type(error).__name__,
            detail=error.detail[:200],
        )


def _patient(seats: Seats, wording: Wording | None) -> Seats:
    """The seats with the time that a long task needs."""
    if wording is None or not wording.total_s:
        return seats
    fast, slow = (
        seat.model_copy(update={"total_s": max(seat.total_s, wording.total_s)})
        for seat in (seats.fast, seats.reasoning)
    )
    return seats.model_copy(update={"fast": fast, "reasoning": slow})


def _worth_another(error: ModelError) -> bool:
    """Not after our own deadline, which was the time there was."""
    patient = not isinstance(error, ModelUnavailable) or error.wait_s <= PATIENCE_S
    return error.retryable and patient and not isinstance(error, ModelTimeout)


def _text(message: AIMessageChunk, seat: Seat) -> Text:
    finish = finish_of(message)
    return Text(
        text=message.text.strip(),
        model=served_by(message) or seat.model,
        label=seat.label,
        complete=finish == "stop",
        finish=finish,
    )


def standing(
    request: Request, decision: Decision, earlier: Earlier, seconds: float = 0.0
) -> Answer:
    """The fast model's first answer as the one that stands; the decision says why."""
    assert earlier.answer is not None
    return Answer(
        id=request.id,
        answer=earlier.answer,
        decision=decision,
        usage=earlier.usage,
        cache=CacheNote(state="off"),
        seconds=round(earlier.seconds + seconds, 3),
    )


def pinned_fast() -> Decision:
    """For questions of ours to the fast tier: nothing is routed, nothing goes up from it."""
    return Decision(tier="fast", cause="wish", score=0.0, threshold=0.0, base=0.0)
