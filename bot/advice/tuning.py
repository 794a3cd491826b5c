"""Whether to fine-tune, what, and about what it costs.

Refuses to recommend it before prompt, examples and documents were tried, and ever for a model of
671 billion parameters.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.advice.figures import Base, figures
from bot.advice.situation import Situation
from bot.request import Noun, Tier
from bot.words import Words

Verdict = Literal["no", "not_yet", "lora", "full"]
#: Floating-point operations per parameter and token: all of training, and LoRA's share of it.
_OPERATIONS = {"full": 6, "lora": 4}


class TuningCost(Noun):
    """Dollars for one run, and how they come about."""

    usd: float
    formula: str
    as_of: date


class FineTune(Noun):
    """`base` is empty and `cost` null where nothing is to be tuned."""

    verdict: Verdict
    base: str
    cost: TuningCost | None
    why: str


def fine_tune(asked: Situation, tier: Tier, words: Words) -> FineTune:
    """The verdict with its reason; the cost is that of one run with the data at hand."""
    verdict = verdict_of(asked)
    why = words.say(f"advise.tuning.{verdict}")
    if verdict == "no":
        return FineTune(verdict=verdict, base="", cost=None, why=why)
    base = figures().base[asked.hardware][tier]
    return FineTune(
        verdict=verdict, base=base.name, cost=_cost(base, asked, verdict, words), why=why
    )


def verdict_of(asked: Situation) -> Verdict:
    """First prompt, examples and documents; a run needs data and a machine of one's own."""
    if asked.data == "none":
        return "no"
    if asked.data == "small" or asked.hardware == "none":
        return "not_yet"
    return "full" if asked.hardware == "cluster" else "lora"


def _cost(base: Base, asked: Situation, verdict: Verdict, words: Words) -> TuningCost:
    known = figures()
    given = known.assumed
    operations = _OPERATIONS["full" if verdict == "full" else "lora"]
    tokens = known.examples[asked.data] * given.tokens_per_example * given.epochs
    hours = operations * base.billions * 1e9 * tokens / given.flops_per_gpu_second / 3600
    usd = round(hours * given.usd_per_gpu_hour, 2)
    formula = words.say(
        "advise.tuning.formula",
        operations=operations,
        billions=base.billions,
        tokens=f"{tokens:,}",
        flops=f"{given.flops_per_gpu_second:.0e}",
        hours=f"{hours:.2f}",
        rate=f"{given.usd_per_gpu_hour:.2f}",
        usd=f"{usd:.2f}",
    )
    return TuningCost(usd=usd, formula=formula, as_of=known.as_of)
