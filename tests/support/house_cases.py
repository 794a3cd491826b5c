"""A pipeline over real parts for tests: scripted models over HTTP, a store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from routing_cases import CLASSIFIER

from adapters.models.chat import build, close_all
from adapters.models.tokens import DeepSeekTokens
from adapters.playground.models import ModelServer, Script
from adapters.stores.memory import MemoryStore
from bot.asking import Asking
from bot.caching.memory import Memory
from bot.caching.tally import Tally
from bot.events import EVENTS
from bot.keys import KeySpace
from bot.pipeline import Pipeline
from bot.ports import Store
from bot.request import Tier
from bot.routed_model import RoutedChatModel
from bot.routing.policies import Policies
from bot.routing.policy import Policy
from bot.sealing import Sealer, new_key
from bot.seats import Price, Seat, Seats
from bot.spending.purse import Purse

AWAY = "https://models.example/v1"


class Heard:
    """An event sink that remembers."""

    def __init__(self) -> None:
        self.all: list[tuple[str, dict[str, Any]]] = []

    def emit(self, name: str, **fields: Any) -> None:
        assert name in EVENTS
        self.all.append((name, fields))

    def names(self) -> list[str]:
        return [name for name, _ in self.all]


@dataclass
class Parts:
    """What a test looks at."""

    pipeline: Pipeline
    server: ModelServer
    seats: Seats
    events: Heard
    purse: Purse
    model: RoutedChatModel
    memory: Memory

    def rule(self, policy: Policy) -> None:
        """From now on this policy is in force."""
        self.pipeline._policies = Policies.of_one(policy, self.events)

    def move(self, *tiers: Tier) -> None:
        """These seats go by an address that is not ours; the server behind them stays."""
        away: dict[str, Seat] = {
            tier: self.seats.of(tier).model_copy(update={"base_url": AWAY}) for tier in tiers
        }
        self.seats = self.pipeline.seats = self.pipeline._asking._seats = self.seats.model_copy(
            update=away
        )


def seats_at(url: str, **more: Any) -> Seats:
    """Both seats on one server."""
    price = Price(input=0.30, output=1.20)
    fields: dict[str, Any] = {"base_url": url, "price": price, "total_s": 5, "silence_s": 3, **more}
    return Seats(
        preset="v3-r1",
        fast=Seat(tier="fast", label="V3", model="fast-model", **fields),
        reasoning=Seat(tier="reasoning", label="R1", model="slow-model", **fields),
    )


@asynccontextmanager
async def parts(
    *scripts: Script,
    store: Store | None = None,
    policy: Policy | None = None,
    policies: Policies | None = None,
    **seat: Any,
) -> AsyncIterator[Parts]:
    """The road over scripted models."""
    async with ModelServer(*scripts) as server:
        policy = policy or Policy.default()
        seats, events, sealer, space = seats_at(server.url, **seat), Heard(), _sealer(), KeySpace()
        kept = store or MemoryStore()
        model = RoutedChatModel(
            fast=build(seats.fast),
            reasoning=build(seats.reasoning),
            policy=policy,
            seats=seats,
            classifier=CLASSIFIER,
        )
        raising = model.model_copy(update={"on_escalation": "raise"})
        purse = Purse(kept, sealer, space, events)
        memory = Memory(kept, sealer, events, Tally(kept, space, events))
        pipeline = Pipeline(
            asking=Asking(raising, seats, purse, events, _now),
            seats=seats,
            policies=policies or Policies.of_one(policy, events),
            memory=memory,
            purse=purse,
            counter=DeepSeekTokens(),
            classifier=CLASSIFIER,
            sealer=sealer,
            space=space,
            events=events,
            clock=_now,
        )
        try:
            yield Parts(pipeline, server, seats, events, purse, model, memory)
        finally:
            await close_all((model.fast, model.reasoning))


def _sealer() -> Sealer:
    return Sealer(new_key())


def _now() -> datetime:
    return datetime.now(UTC)
