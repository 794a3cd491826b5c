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
from typing import NamedTuple

from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import RunnableConfig

from bot.answer import Answer, CacheNote, Text, Usage
from bot.decision import Cause, Decision, Escalation, Floor
from bot.errors import (
    ModelError,
    ModelGarbage,
    ModelTimeout,
    ModelUnavailable,
    RequestRefused,
)
from bot.events import Events
from bot.prompting import messages
from bot.reply import finish_of, separated, served_by, usage_of
from bot.request import Request, Tier
from bot.routed_model import RoutedChatModel
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
    ) -> None:
        self._model = model
        self._stand_ins = stand_ins
        self._seats = seats
        self._purse = purse
        self._events = events
        self._clock = clock

    async def ask(
        self, request: Request, decision: Decision, *, policy: Policy | None = None
    ) -> Answer:
        """The answer of the decided tier, or of whoever stands in for it, which the decision then
        says; `policy` is the one in force here. Raises ModelError when nobody answers, and
        RequestRefused when the text may go to none of them."""
        started = time.monotonic()
        used = Usage()
        for chair, after in pairwise((*self._order(decision.tier, policy), None)):
            assert chair is not None
            seat = chair.seat
            try:
                message, more = await self._tries(request, decision, chair)
            except ModelError as error:
                used += Usage(calls=1)
                self._report(request, decision, error)
                if after is None:
                    error.values["label"] = seat.label
                    raise
                decision = instead(decision, after.seat.tier, "unavailable", _detail(error))
                self._events.emit("fell_back", job=request.id, tier=decision.tier)
                continue
            finish = finish_of(message)
            text = Text(
                text=message.text.strip(),
                model=served_by(message) or seat.model,
                label=seat.label,
                complete=finish == "stop",
                finish=finish,
            )
            return Answer(
                id=request.id,
                answer=text,
                decision=decision,
                usage=used + more,
                cache=CacheNote(state="off"),
                seconds=round(time.monotonic() - started, 3),
            )
        raise ModelGarbage("nobody was asked")

    def _order(self, tier: Tier, policy: Policy | None) -> tuple[Chair, ...]:
        """Who is asked, in order, with the prices in force; nobody stands in for the fast tier
        unbidden, and nobody to whom the text may not go is asked at all."""
        policy = policy or Policy.default()
        seats = seated(self._seats, policy)
        fast, slow = Chair(seats.fast, self._model), Chair(seats.reasoning, self._model)
        chairs = (fast,) if tier == "fast" else (slow, *self._stand_ins, fast)
        allowed = tuple(chair for chair in chairs if may_go(chair.seat, policy.text))
        if not allowed:
            raise RequestRefused(said="refused.kept")
        return allowed

    async def _tries(
        self, request: Request, decision: Decision, chair: Chair
    ) -> tuple[AIMessageChunk, Usage]:
        used = Usage()
        for attempt in range(1, TRIES + 1):
            asked_for = 0.0
            try:
                message, more = await self._once(request, decision, chair)
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
        self, request: Request, decision: Decision, chair: Chair
    ) -> tuple[AIMessageChunk, Usage]:
        """One call; what it cost is charged whatever came of it, cancelled ones included."""
        seat = chair.seat
        prompt = messages(request, decision.tier, self._clock(), system=seat.system_prompt)
        whole = AIMessageChunk(content="")
        try:
            steering = RunnableConfig(configurable={"decision": decision})
            async for chunk in chair.model.astream(prompt, steering):
                whole = whole + chunk
        finally:
            used = usage_of(whole, seat)
            await self._purse.charge(request, decision.tier, used, self._clock())
        self._events.emit(
            "model_called",
            job=request.id,
            tier=decision.tier,
            input_tokens=used.input_tokens,
            output_tokens=used.output_tokens,
        )
        cleaned = separated(whole)
        return whole.model_copy(update={"content": cleaned.content}), used

    def _report(self, request: Request, decision: Decision, error: ModelError) -> None:
        self._events.emit(
            "model_failed",
            job=request.id,
            tier=decision.tier,
            status=error.status,
            problem=type(error).__name__,
            detail=error.detail[:200],
        )


def _worth_another(error: ModelError) -> bool:
    """Not after our own deadline, which was the time there was."""
    patient = not isinstance(error, ModelUnavailable) or error.wait_s <= PATIENCE_S
    return error.retryable and patient and not isinstance(error, ModelTimeout)


def _detail(error: ModelError) -> str:
    """Why, as a short code that the footer words: `timeout 90`, `status 401`, `unreachable`."""
    if isinstance(error, ModelTimeout):
        return f"timeout {error.seconds:.0f}"
    return f"status {error.status}" if error.status else "unreachable"


def instead(decision: Decision, tier: Tier, cause: Cause, detail: str) -> Decision:
    """The same facts, another tier, and why; the record keeps what it replaces."""
    overruled = [*decision.floors, *decision.lost]
    if decision.cause == "score":
        overruled.append(Floor(name="score", tier=decision.tier))
    return decision.model_copy(
        update={
            "tier": tier,
            "cause": cause,
            "floors": (
                Floor(name=cause, tier=tier, words=(detail,)),
                *(floor for floor in overruled if floor.tier == tier),
            ),
            "lost": tuple(floor for floor in overruled if floor.tier != tier),
            "escalated_from": decision.escalated_from
            or Escalation(tier=decision.tier, cause=decision.cause, detail=detail),
        }
    )
