"""The benchmark loads that need processes, a local Slack, or a model server.

Refuses to judge; `measuring` prints, bars come from DESIGN 9.
"""

from __future__ import annotations

import statistics
import time

from langchain_core.language_models import BaseChatModel

from bot.bench import Row
from bot.bootstrap.local import load_figures, scripted_models
from bot.bootstrap.parts import chat_of
from bot.routed_model import RoutedChatModel
from bot.seats import Seat, Seats

MB = 1_000_000
QUESTION = "what does HTTP 429 mean?"


async def slack_rows(quick: bool) -> list[Row]:
    """Start-up, memory, acknowledgements and cached answers of the real processes."""
    events, rate = (2_000, 250.0) if quick else (30_000, 500.0)
    found = await load_figures(events, rate, 40 if quick else 200)
    acks = sorted(found.acks)
    rows = [
        Row.below("web ready", found.web_ready, "s", 2.0),
        Row.below("worker's first job", found.first_job, "s", 3.0),
        Row.below("cached answer", statistics.median(found.cached) * 1000, "ms p50", 15.0),
        Row.below(f"event to ack at {rate:.0f}/s", _at(acks, 0.5) * 1000, "ms p50"),
        Row.below(f"event to ack at {rate:.0f}/s, p99", _at(acks, 0.99) * 1000, "ms p99", 250.0),
        Row.below("event to ack, lost", found.lost, f"of {events:,}", 0.0),
    ]
    if found.web_rss:
        rows += [
            Row.below("event to ack, CPU", found.ack_cpu * 1000, "ms each", 0.4),
            Row.below("idle web", found.web_rss / MB, "MB RSS", 130.0),
            Row.below("idle worker", found.worker_rss / MB, "MB RSS", 240.0),
        ]
    return rows


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


async def first_token_rows(quick: bool) -> list[Row]:
    """How much later RoutedChatModel's first token comes than the bare client's, same server."""
    rounds = 15 if quick else 60
    async with scripted_models() as url:
        seat = Seat(tier="fast", label="fast", base_url=url, model="scripted")
        bare = chat_of(seat)
        slow = seat.model_copy(update={"tier": "reasoning"})
        seats = Seats(preset="bench", fast=seat, reasoning=slow)
        routed = RoutedChatModel(fast=bare, reasoning=chat_of(slow), seats=seats)
        ours, theirs = [], []
        for number in range(rounds):
            question = f"{QUESTION} ({number})"  # a new one: what was read lately is known
            theirs.append(await _first(bare, question))
            ours.append(await _first(routed, question))
    ahead = [one - other for one, other in zip(ours, theirs, strict=True)]
    return [
        Row.below("first token, bare client", statistics.median(theirs) * 1000, "ms p50"),
        Row.below("first token, over bare client", statistics.median(ahead) * 1000, "ms p50", 10.0),
    ]


async def _first(model: BaseChatModel, question: str) -> float:
    begun = time.perf_counter()
    found = 0.0
    async for chunk in model.astream(question):
        if not found and chunk.content:
            found = time.perf_counter() - begun
    return found
