"""Answers of every kind, and what Slack takes."""

from __future__ import annotations

from typing import Any

from routing_cases import answer
from slack_sdk.models.blocks import Block

from adapters.playground.blockkit import faults
from bot.answer import Answer, CacheNote
from bot.decision import Decision, Escalation, Floor
from bot.seats import Seat, Seats

LONG = Seats(
    preset="v3-r1",
    fast=Seat(tier="fast", label="Seventh-generation fast model " * 5),
    reasoning=Seat(tier="reasoning", label="Seventh-generation reasoning model " * 5),
)
LEGAL = Floor(name="legal", tier="reasoning", words=("sign",))


def decided(tier: str, cause: str = "score", **more: Any) -> Decision:
    fields = {"tier": tier, "cause": cause, "score": 0.1, "threshold": 1.0, "base": 0.0, **more}
    return Decision.model_validate(fields)


FAST = decided("fast")
SLOW = decided("reasoning", "stakes", floors=(LEGAL,))
AGAINST = decided(
    "fast", "wish", floors=(Floor(name="wish", tier="fast", words=("!fast",)),), lost=(LEGAL,)
)
DOWN = decided(
    "fast",
    "unavailable",
    floors=(Floor(name="unavailable", tier="fast", words=("timeout 90",)),),
    lost=(LEGAL,),
    escalated_from=Escalation(tier="reasoning", cause="stakes", detail="timeout 90"),
)
BUDGET = decided("fast", "budget", floors=(Floor(name="budget", tier="fast", words=("1 Dec",)),))
HIT = CacheNote(state="hit", age_s=240.0, tier="fast")
NEAR = CacheNote(state="near", age_s=720, tier="fast", similar="What is it?")


def saying(text: str, decision: Decision = FAST, cache: CacheNote | None = None) -> Answer:
    made = answer(decision, cache=cache)
    return made.model_copy(update={"answer": made.answer.model_copy(update={"text": text})})


def taken(message: dict[str, Any]) -> None:
    """Slack's limits as the local Slack knows them, and as Slack's own SDK does."""
    assert message["text"].strip()
    assert len(message["text"]) <= 40_000
    assert faults(message["blocks"]) == []
    for block in Block.parse_all(message["blocks"]):
        assert block is not None
        block.validate_json()
