"""Asking both tiers every case: so many at once, with patience for limits, written down as it goes.

Refuses to retry what cannot get better, and to ask again what the journal knows.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from bot.deadlines import guarded
from bot.errors import ModelError
from bot.model_errors import code_of, translate
from bot.poc.cases import Case
from bot.poc.checks import is_correct
from bot.poc.journal import Journal, Outcome
from bot.prompting import messages
from bot.reply import Thoughts, finish_of, served_by, usage_of
from bot.request import Person, Place, Request, Tier, Unit
from bot.seats import Seat, Seats

TIERS: tuple[Tier, Tier] = ("fast", "reasoning")
TRIES = 4
LONGEST_WAIT_S = 60.0
_TOO_MANY = 429


class Runner:
    """Both seats over the cases; `done` is told of each outcome."""

    def __init__(
        self,
        models: Mapping[Tier, BaseChatModel],
        seats: Seats,
        journal: Journal,
        units: Mapping[str, tuple[Unit, ...]],
        done: Callable[[Outcome], None],
    ) -> None:
        self._models = models
        self._seats = seats
        self._journal = journal
        self._units = units
        self._done = done
        self._pause_until = 0.0

    async def run(
        self,
        cases: Sequence[Case],
        known: Mapping[tuple[str, Tier], Outcome],
        at_once: int,
        seed: int,
    ) -> None:
        """Ask whatever is not known; failed ones of earlier runs once more."""
        unanswered = [
            (case, tier)
            for case in cases
            for tier in TIERS
            if (case.id, tier) not in known or known[case.id, tier].error
        ]
        # In the order of the file the first hour of a run would be one task's alone.
        random.Random(seed).shuffle(unanswered)
        queue = iter(unanswered)

        async def work() -> None:
            for case, tier in queue:
                one = await self._one(case, tier)
                self._journal.add(one)
                self._done(one)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, len(unanswered))):
                group.create_task(work())

    async def _one(self, case: Case, tier: Tier) -> Outcome:
        bare = Outcome(id=case.id, task=case.task, tier=tier)
        for attempt in range(TRIES):
            await asyncio.sleep(max(0.0, self._pause_until - time.monotonic()))
            try:
                return await self._asked(case, tier, bare)
            except ModelError as error:
                if not error.retryable or attempt == TRIES - 1:
                    return bare.model_copy(update={"error": code_of(error)})
                wait = min(LONGEST_WAIT_S, getattr(error, "wait_s", 0.0) or 0.5 * 2**attempt)
                if error.status == _TOO_MANY:
                    # The limit is the account's: everybody waits.
                    self._pause_until = time.monotonic() + wait
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns")

    async def _asked(self, case: Case, tier: Tier, bare: Outcome) -> Outcome:
        seat = self._seats.of(tier)
        asked = messages(
            request_of(case, self._units.get(case.id, ())),
            tier,
            datetime.now(UTC),
            system=seat.system_prompt,
        )
        begun = time.monotonic()
        whole, first = await _streamed(self._models[tier], asked, seat)
        took = time.monotonic() - begun
        text = answer_of(whole.text)
        usage = usage_of(whole, seat)
        known = case.check.kind != "judge"
        writing = took - first if first is not None else took
        speed = (
            usage.output_tokens / writing if usage.output_tokens > 1 and writing > 0.001 else None
        )
        return bare.model_copy(
            update={
                "served_model": served_by(whole) or seat.model,
                "correct": is_correct(case.check, case.expected, text) if known else None,
                "seconds": round(took, 4),
                "first_token_s": None if first is None else round(first, 4),
                "tokens_in": usage.input_tokens,
                "tokens_out": usage.output_tokens,
                "tokens_per_s": None if speed is None else round(speed, 2),
                "cost": usage.cost_usd,
                "answer": text,
                "error": "" if finish_of(whole) in ("stop", "length") else finish_of(whole),
            }
        )


async def _streamed(
    model: BaseChatModel, asked: list[BaseMessage], seat: Seat
) -> tuple[AIMessageChunk, float | None]:
    """The whole message, and after how many seconds its first text came. Raises ModelError."""
    begun, first = time.monotonic(), None
    whole: AIMessageChunk | None = None
    try:
        stream = model.astream(asked)
        # `guarded` closes the stream on every way out.
        async for piece in guarded(stream, seat.silence_s, seat.total_s):
            if first is None and (piece.text or piece.additional_kwargs):
                first = time.monotonic() - begun
            whole = piece if whole is None else whole + piece
    except Exception as error:
        ours = translate(error, seat.silence_s)
        if ours is None:
            raise
        raise ours from error
    return whole or AIMessageChunk(content=""), first


def answer_of(text: str) -> str:
    """The answer without thoughts that a server left in it."""
    if "</think>" not in text:
        return text.strip()
    thoughts = Thoughts(closing_only="<think>" not in text.split("</think>")[0])
    said, _ = thoughts.feed(text)
    return (said + thoughts.end()[0]).strip()


def request_of(case: Case, units: tuple[Unit, ...] = ()) -> Request:
    """The case as a question; a mark in it is text."""
    return Request(
        id=case.id,
        text=case.question,
        asker=Person(id="poc"),
        place=Place(team="poc", channel="", kind="terminal"),
        asked_at=datetime.now(UTC),
        context=units,
    )
