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
from bot.model_errors import translate
from bot.poc.cases import Case
from bot.poc.checks import is_correct
from bot.poc.journal import Journal, Outcome
from bot.poc.patience import Patience
from bot.prompting import messages, prompt
from bot.reply import Thoughts, finish_of, served_by, usage_of
from bot.request import Person, Place, Request, Tier, Unit
from bot.seats import Seat, Seats

TIERS: tuple[Tier, Tier] = ("fast", "reasoning")
#: A server that has failed so often in a row is left alone for the rest of the run.
GIVEN_UP = 8
#: What is wrong with one question, not with the server (HTTP).
_OF_THE_CASE = frozenset({400, 413, 422})


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
        self._patience = {tier: Patience() for tier in TIERS}
        self._failed = dict.fromkeys(TIERS, 0)
        self._gone: dict[Tier, str] = {}

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
                await self._journal.add(one)
                self._done(one)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, len(unanswered))):
                group.create_task(work())

    async def _one(self, case: Case, tier: Tier) -> Outcome:
        bare = Outcome(id=case.id, task=case.task, tier=tier)
        if tier in self._gone:
            return bare.model_copy(update={"error": self._gone[tier]})
        try:
            found = await self._patience[tier].call(lambda: self._asked(case, tier, bare))
        except ModelError as error:
            self._failed[tier] += error.status not in _OF_THE_CASE
            if self._failed[tier] >= GIVEN_UP:
                self._gone[tier] = error.code
            return bare.model_copy(update={"error": error.code})
        self._failed[tier] = 0
        return found

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


def prompts_used(*, judge: bool) -> tuple[str, ...]:
    """The prompts of a run: `answer/fast.v2 1a2b3c4d5e6f`."""
    names = [*(f"answer/{tier}" for tier in TIERS), "answer/question"]
    found = [prompt(name) for name in (*names, *(["poc/judge"] if judge else []))]
    return tuple(f"{one.name}.v{one.version} {one.fingerprint}" for one in found)
