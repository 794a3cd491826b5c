"""Requests and seats for the routing tests."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.answer import Answer, CacheNote, Text, Usage
from bot.bootstrap.parts import classifier
from bot.decision import Decision
from bot.request import Person, Place, Request, Tier, Unit, Wish
from bot.routing.decide import Health
from bot.routing.policy import Policy
from bot.routing.router import Router
from bot.seats import Price, Seat, Seats

SEATS = Seats(
    preset="v3-r1",
    fast=Seat(tier="fast", label="V3", model="v3", price=Price(input=0.3, output=1.2)),
    reasoning=Seat(tier="reasoning", label="R1", model="r1", price=Price(input=0.3, output=1.2)),
)


POLICY = Policy.default()
CLASSIFIER = classifier()


def router(policy: Policy = POLICY, health: Health | None = None) -> Router:
    """A router with the real trained classifier, loaded once for the whole test run."""
    return Router(policy, health, CLASSIFIER)


def request(
    text: str, *, wish: tuple[Tier, str] | None = None, context: tuple[str, ...] = ()
) -> Request:
    return Request(
        id="J1",
        text=text,
        asker=Person(id="U1", name="dana"),
        place=Place(team="T1", channel="C1", kind="channel"),
        asked_at=datetime(2026, 11, 24, tzinfo=UTC),
        wish=Wish(tier=wish[0], said=wish[1]) if wish else None,
        context=tuple(Unit(source="thread", place="dana, 10:02", text=one) for one in context),
    )


def answer(
    decision: Decision,
    *,
    seconds: float = 1.2,
    cost: float = 0.0002,
    label: str = "",
    cache: CacheNote | None = None,
    finish: str = "stop",
) -> Answer:
    named = label or SEATS.of(decision.tier).label
    return Answer(
        id="J1",
        answer=Text.model_validate(
            {
                "text": "An answer.",
                "model": "m",
                "label": named,
                "complete": finish == "stop",
                "finish": finish,
            }
        ),
        decision=decision,
        usage=Usage(calls=1, cost_usd=cost),
        cache=cache or CacheNote(state="miss"),
        seconds=seconds,
    )
