"""Tier and preset for a situation, with what spoke for them.

Refuses to know prices and words. More hardware of one's own never gives a smaller model, higher
stakes never a weaker tier; a test goes through the whole grid. From an API to the first GPU the
model may be a smaller one: whoever has the GPU is advised what keeps texts on it.
"""

from __future__ import annotations

from typing import Literal

from bot.advice.situation import Situation
from bot.request import Noun, Tier

Preset = Literal["deepseek", "one-gpu", "one-engine", "v3-r1"]
THRESHOLD = 0.5
#: What each answer adds; at the threshold and above the reasoning tier is advised.
WEIGHTS: dict[tuple[str, str], float] = {
    ("task", "complex"): 0.6,
    ("task", "simple"): -0.2,
    ("latency", "realtime"): -0.3,
    ("latency", "offline"): 0.1,
    ("stakes", "high"): 1.0,
}
#: Tokens that the models of a preset read at once.
HOLDS: dict[Preset, int] = {
    "one-gpu": 32_768,
    "one-engine": 131_072,
    "v3-r1": 131_072,
    "deepseek": 1_000_000,
}
#: Size classes: 7 to 14 billion parameters, and several hundred billion.
SIZE: dict[Preset, int] = {"one-gpu": 1, "one-engine": 2, "v3-r1": 2, "deepseek": 2}
_OWN: dict[str, Preset] = {
    "none": "deepseek",
    "one-gpu": "one-gpu",
    "eight-gpu": "one-engine",
    "cluster": "v3-r1",
}
#: The hardware that each preset is for.
NEEDS: dict[str, str] = {preset: hardware for hardware, preset in _OWN.items()}
ANSWER_TOKENS = 4_000


class Contribution(Noun):
    """One thing that was said, and what it added to the score."""

    name: str
    value: str
    contribution: float


class Choice(Noun):
    """`passed_over`: why the preset that the hardware would run is not the one advised."""

    tier: Tier
    preset: Preset
    reasons: tuple[Contribution, ...]
    passed_over: Literal["", "too_small", "too_short"] = ""


def choose(asked: Situation) -> Choice:
    """The advice: contributions sum to the score that decides the tier."""
    reasons = tuple(
        Contribution(name=name, value=value, contribution=WEIGHTS.get((name, value), 0.0))
        for name in ("task", "latency", "stakes", "hardware", "data")
        for value in (str(getattr(asked, name)),)
    )
    score = sum(reason.contribution for reason in reasons)
    tier: Tier = "reasoning" if score >= THRESHOLD else "fast"
    own = _OWN[asked.hardware]
    if asked.context + ANSWER_TOKENS > HOLDS[own] and own != "deepseek":
        return Choice(tier=tier, preset="deepseek", reasons=reasons, passed_over="too_short")
    if SIZE[own] == 1 and (asked.stakes == "high" or asked.task == "complex"):
        return Choice(tier=tier, preset="deepseek", reasons=reasons, passed_over="too_small")
    return Choice(tier=tier, preset=own, reasons=reasons)
