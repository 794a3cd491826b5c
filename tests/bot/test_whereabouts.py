"""Where text goes, read off the settings in force."""

from __future__ import annotations

from routing_cases import SEATS

from bot.routing.rules import Policy
from bot.seats import Seats
from bot.whereabouts import whereabouts
from bot.words import Words

POLICY = Policy.default()
KEPT = (
    "Kept: answers 24 h, encrypted, for this channel only. The record of a question: 7 days, "
    "encrypted. Not kept: your text in logs."
)


def seats(fast: dict[str, object], reasoning: dict[str, object]) -> Seats:
    return SEATS.model_copy(
        update={
            "fast": SEATS.fast.model_copy(update={"kind": "chat", **fast}),
            "reasoning": SEATS.reasoning.model_copy(update={"kind": "chat", **reasoning}),
        }
    )


def test_outside_and_own() -> None:
    made = seats(
        {"base_url": "https://api.deepseek.com/v1", "provider": "DeepSeek"},
        {"base_url": "http://10.0.0.7:8000/v1"},
    )
    assert whereabouts(made, POLICY, Words()) == (
        f"V3: api.deepseek.com (DeepSeek, outside your network). R1: your own server. {KEPT}"
    )


def test_no_memory_no_model_and_an_unknown_provider() -> None:
    off = POLICY.model_copy(update={"memory": POLICY.memory.model_copy(update={"on": False})})
    made = seats({"kind": "offline"}, {"base_url": "", "model": "acme:big"})
    said = whereabouts(made, off, Words())
    assert said.startswith("V3: no model is connected, so nothing is sent anywhere. R1: acme:big (")
    assert "Kept: no answers." in said
