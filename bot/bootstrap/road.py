"""The road of one question, with the models of the two seats.

Refuses to do anything at import.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.bootstrap.house import House
from bot.bootstrap.parts import classifier, token_counter

if TYPE_CHECKING:
    from bot.asking import Asking
    from bot.pipeline import Pipeline
    from bot.summaries.answering import Summarizing
    from bot.summaries.following import Following
    from bot.summaries.road import Summaries


def pipeline_of(house: House) -> Pipeline:
    """The road, with the models of the two seats."""
    from adapters.models.chat import build_all, without_tracing
    from bot.asking import Asking, Chair
    from bot.briefs import Briefs
    from bot.caching.memory import Memory
    from bot.caching.tally import Tally
    from bot.pipeline import Pipeline
    from bot.routed_model import RoutedChatModel
    from bot.spending.purse import Purse
    from bot.summaries.answering import Summarizing

    without_tracing()
    fast, *thinkers = build_all(house.seats, pace=house.settings.offline_pace)
    model, *lighter = (
        RoutedChatModel(
            fast=fast,
            reasoning=thinker,
            policy=house.policies.base,
            classifier=classifier(),
            seats=house.seats.model_copy(update={"reasoning": seat}),
            on_escalation="raise",
        )
        for thinker, seat in zip(
            thinkers, (house.seats.reasoning, *house.seats.fallback), strict=True
        )
    )
    stand_ins = tuple(Chair(one.seats.reasoning, one) for one in lighter)
    purse = Purse(house.store, house.sealer, house.space, house.events)
    clock = partial(datetime.now, UTC)
    tally = Tally(house.store, house.space, house.events)
    memory = Memory(house.cache, house.sealer, house.events, tally)
    asking = Asking(model, house.seats, purse, house.events, clock, stand_ins)
    summarizing = Summarizing(summaries_of(house, asking), house.seats, token_counter())
    return Pipeline(
        asking=asking,
        seats=house.seats,
        policies=house.policies,
        memory=memory,
        purse=purse,
        counter=token_counter(),
        classifier=classifier(),
        sealer=house.sealer,
        space=house.space,
        events=house.events,
        clock=clock,
        briefs=Briefs(house.store, house.sealer, house.space),
        summarizing=summarizing,
        following=following_of(house, summarizing),
    )


def following_of(house: House, summarizing: Summarizing) -> Following:
    """Questions after summaries."""
    from bot.summaries.following import Following
    from bot.summaries.keeping import Keeping

    keeping = Keeping(house.cache, house.sealer, house.space, house.events)
    return Following(keeping, summarizing, house.seats, token_counter())


def summaries_of(house: House, asking: Asking) -> Summaries:
    """The road of summaries, over the two seats."""
    from bot.summaries.calling import Calls
    from bot.summaries.lanes import Lanes
    from bot.summaries.notebook import Notebook
    from bot.summaries.road import Summaries

    notebook = Notebook(house.cache, house.sealer, house.space, house.events)
    lanes = Lanes(house.settings.parts_at_once)
    calls = Calls(asking, house.seats, notebook, lanes)
    return Summaries(calls, token_counter(), house.settings.part_tokens)


async def put_away(pipeline: Pipeline) -> None:
    """Close the connections of the pipeline's models; for whoever ends before the process does."""
    from adapters.models.chat import close_all

    await close_all(pipeline.asking.models)
