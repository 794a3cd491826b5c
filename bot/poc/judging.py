"""A third model as judge of open answers: both orders, names hidden, a tie is a tie.

Refuses a contestant as judge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from bot.errors import ModelError, SettingsError
from bot.model_errors import translate
from bot.poc.cases import Case
from bot.poc.journal import Journal, Outcome
from bot.poc.patience import Patience
from bot.prompting import guarded, prompt
from bot.request import Tier
from bot.seats import Seats

TIERS: tuple[Tier, Tier] = ("fast", "reasoning")


def check_judge(model: str, seats: Seats, served: Collection[str] = ()) -> None:
    """Raises SettingsError where the judge sits in one of the seats, by its name in the settings or
    by one under which a server has answered (`served`)."""
    if model in {seats.fast.model, seats.reasoning.model, *served}:
        raise SettingsError(
            f"{model} is one of the two models compared",
            name="--judge",
            remedy="name a third model: nobody judges their own answers",
        )


def to_judge(
    cases: Sequence[Case], outcomes: Mapping[tuple[str, Tier], Outcome]
) -> list[tuple[Case, dict[Tier, Outcome]]]:
    """The cases that want a judge and have both answers, and no verdict yet."""
    found = []
    for case in cases:
        if case.check.kind != "judge":
            continue
        pair = {tier: one for tier in TIERS if (one := outcomes.get((case.id, tier)))}
        ready = len(pair) == len(TIERS) and not any(one.error for one in pair.values())
        if ready and any(one.correct is None for one in pair.values()):
            found.append((case, pair))
    return found


async def judge(
    model: BaseChatModel,
    cases: Sequence[Case],
    outcomes: dict[tuple[str, Tier], Outcome],
    journal: Journal,
    at_once: int,
) -> list[str]:
    """Settle the cases that want a judge; those that it cannot settle stay open, and the code of
    each failure is returned."""
    queue, patience = iter(to_judge(cases, outcomes)), Patience()
    failed: list[str] = []

    async def work() -> None:
        for case, pair in queue:
            try:
                verdict = await _verdict(model, case, pair, patience)
            except ModelError as error:
                failed.append(error.code)
                continue
            for tier, one in pair.items():
                done = one.model_copy(update={"correct": verdict in (None, tier)})
                await journal.add(done)
                outcomes[case.id, tier] = done

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())
    return failed


async def _verdict(
    model: BaseChatModel, case: Case, pair: Mapping[Tier, Outcome], patience: Patience
) -> Tier | None:
    """The better one where both orders agree; None: a tie."""
    said: list[Tier | None] = []
    orders: tuple[tuple[Tier, Tier], ...] = (("fast", "reasoning"), ("reasoning", "fast"))
    for first, second in orders:
        text = prompt("poc/judge").fill(
            question=guarded(case.question),
            wanted=guarded(case.expected) or "-",
            one=guarded(pair[first].answer),
            two=guarded(pair[second].answer),
        )
        reply = await patience.call(partial(_said, model, text))
        words = reply.replace(".", " ").split()
        last = words[-1] if words else ""
        said.append(first if last == "one" else second if last == "two" else None)
    return said[0] if said[0] == said[1] else None


async def _said(model: BaseChatModel, text: str) -> str:
    """Raises ModelError."""
    try:
        return (await model.ainvoke([HumanMessage(text)])).text.strip().lower()
    except Exception as error:
        ours = translate(error)
        if ours is None:
            raise
        raise ours from error
