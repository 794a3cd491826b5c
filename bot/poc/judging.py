"""A third model as judge of open answers: both orders, names hidden, a tie is a tie.

Refuses a contestant as judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from bot.errors import SettingsError
from bot.model_errors import translate
from bot.poc.cases import Case
from bot.poc.journal import Journal, Outcome
from bot.prompting import guarded, prompt
from bot.request import Tier
from bot.seats import Seats


def check_judge(model: str, seats: Seats) -> None:
    """Raises SettingsError where the judge sits in one of the seats."""
    if model in (seats.fast.model, seats.reasoning.model):
        raise SettingsError(
            f"{model} is one of the two models compared",
            name="--judge",
            remedy="name a third model: nobody judges their own answers",
        )


async def judge(
    model: BaseChatModel,
    cases: Sequence[Case],
    outcomes: dict[tuple[str, Tier], Outcome],
    journal: Journal,
) -> None:
    """Settle the cases that want a judge; those that it cannot settle stay open."""
    for case in cases:
        pair: Mapping[Tier, Outcome] = {
            tier: one for (name, tier), one in outcomes.items() if name == case.id and not one.error
        }
        if case.check.kind != "judge" or len(pair) < len(("fast", "reasoning")):
            continue
        if all(one.correct is not None for one in pair.values()):
            continue
        verdict = await _verdict(model, case, pair)
        for tier, one in pair.items():
            done = one.model_copy(update={"correct": verdict in (None, tier)})
            journal.add(done)
            outcomes[case.id, tier] = done


async def _verdict(model: BaseChatModel, case: Case, pair: Mapping[Tier, Outcome]) -> Tier | None:
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
        try:
            reply = (await model.ainvoke([HumanMessage(text)])).text.strip().lower()
        except Exception as error:
            ours = translate(error)
            if ours is None:
                raise
            raise ours from error
        words = reply.replace(".", " ").split()
        last = words[-1] if words else ""
        said.append(first if last == "one" else second if last == "two" else None)
    return said[0] if said[0] == said[1] else None
