"""The guide's whole answer for a situation: models, commands, cost, wait, tuning, upkeep, reasons.

Refuses to ask models. Figures are estimates with a date, or a proof of concept's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.advice.choosing import HOLDS, Choice, Contribution, choose
from bot.advice.figures import figures
from bot.advice.measured import Measured
from bot.advice.situation import Hardware, Situation
from bot.advice.tuning import FineTune, fine_tune
from bot.request import Noun, Tier
from bot.seats import Seats
from bot.words import Words

DAYS = 30
HOURS = 730
Level = Literal["low", "medium", "high"]
_UPKEEP: dict[str, Level] = {
    "deepseek": "low",
    "one-gpu": "medium",
    "one-engine": "high",
    "v3-r1": "high",
}
#: Tried in this order for what would have changed the advice.
_CHANGES: tuple[tuple[str, str], ...] = (
    ("hardware", "cluster"),
    ("stakes", "high"),
    ("stakes", "none"),
    ("task", "complex"),
    ("task", "simple"),
    ("latency", "minutes"),
    ("hardware", "none"),
)


class Upkeep(Noun):
    """How much there is to look after, and what."""

    level: Level
    consists_of: tuple[str, ...]


class Advice(Noun):
    """The shape of `advise --json`. `cost_per_month`: dollars for the requests a day that were
    given; `wait_s`: for a typical answer. `measured`: figures of a proof of concept."""

    tier: Tier
    preset: str
    commands: tuple[str, ...]
    cost_per_request: float
    cost_per_month: float
    wait_s: float
    fine_tune: FineTune
    upkeep: Upkeep
    reasons: tuple[Contribution, ...]
    counterfactual: str
    as_of: str
    measured: bool


class Compared(Noun):
    """One tier's column of the comparison; `memory` in gigabytes, 0 where none of it is yours."""

    label: str
    cost_per_request: float
    tuning_usd: float | None
    upkeep: Level
    memory: int
    tokens_per_s: float


def advise(
    asked: Situation, seats: Seats, words: Words, measured: Mapping[Tier, Measured] | None = None
) -> Advice:
    """The advice; `seats` are those of the preset that `choose` names."""
    choice = choose(asked)
    known = figures()
    cost, wait = _figures(asked, choice, choice.tier, seats, measured)
    price_day = seats.of(choice.tier).price.as_of or known.as_of
    level = _UPKEEP[choice.preset]
    return Advice(
        tier=choice.tier,
        preset=choice.preset,
        commands=_commands(choice),
        cost_per_request=cost,
        cost_per_month=round(cost * asked.requests_per_day * DAYS, 2),
        wait_s=wait,
        fine_tune=fine_tune(asked, choice.tier, words),
        upkeep=Upkeep(
            level=level,
            consists_of=tuple(words.say(f"advise.upkeep.{level}").split("; ")),
        ),
        reasons=choice.reasons,
        counterfactual=_otherwise(asked, choice, seats, words),
        as_of=measured[choice.tier].as_of if measured else f"{price_day}",
        measured=measured is not None,
    )


def compared(
    asked: Situation, seats: Seats, words: Words, measured: Mapping[Tier, Measured] | None = None
) -> tuple[Compared, Compared]:
    """Both tiers of the advised preset, side by side."""
    choice = choose(asked)

    def column(tier: Tier) -> Compared:
        seat = seats.of(tier)
        found = measured[tier].tokens_per_s if measured else None
        tuning = fine_tune(asked, tier, words).cost
        return Compared(
            label=f"{seat.label}: {seat.sitter}" if seat.sitter else seat.label,
            cost_per_request=_figures(asked, choice, tier, seats, measured)[0],
            tuning_usd=tuning.usd if tuning else None,
            upkeep=_UPKEEP[choice.preset],
            memory=figures().memory[choice.preset] // (1 if choice.preset == "one-engine" else 2),
            tokens_per_s=found or seat.tokens_per_s,
        )

    return column("fast"), column("reasoning")


def _figures(
    asked: Situation,
    choice: Choice,
    tier: Tier,
    seats: Seats,
    measured: Mapping[Tier, Measured] | None,
) -> tuple[float, float]:
    """Dollars a request, and seconds of waiting."""
    seat, known = seats.of(tier), figures()
    wait = round(seat.first_token_s + seat.output_tokens / seat.tokens_per_s, 1)
    if measured:
        # A server of one's own sends no bill; its hours stay an estimate.
        if measured[tier].cost > 0 or choice.preset == "deepseek":
            return measured[tier].cost, measured[tier].seconds
        wait = measured[tier].seconds
    if choice.preset == "deepseek":
        return round(seat.price.cost(asked.context, seat.output_tokens), 6), wait
    hours = known.gpus[choice.preset] * HOURS * known.assumed.usd_per_gpu_hour
    return round(hours / (asked.requests_per_day * DAYS), 6), wait


def _commands(choice: Choice) -> tuple[str, ...]:
    own = figures().serve[choice.preset]
    key = ("export DEEPSEEK_API_KEY=sk-your-key",) if choice.preset == "deepseek" else ()
    return (
        *own,
        *key,
        f"export THINKTWICE_PRESET={choice.preset}",
        "python -m bot doctor",
        "python -m bot serve",
        "python -m bot worker",
    )


def _otherwise(asked: Situation, choice: Choice, seats: Seats, words: Words) -> str:
    """The first single change that gives another preset or tier, found by choosing again."""
    for name, value in _CHANGES:
        if getattr(asked, name) == value:
            continue
        changed = choose(asked.model_copy(update={name: value}))
        if (changed.tier, changed.preset) != (choice.tier, choice.preset):
            with_what = words.say(f"advise.with.{name}_{value}")
            label = seats.of(changed.tier).label
            return words.say(
                "advise.otherwise", change=with_what, preset=changed.preset, label=label
            )
    return words.say("advise.no_otherwise")


def passed_over(asked: Situation, words: Words) -> str:
    """Why the models that the hardware could run are not advised; empty where they are."""
    choice = choose(asked)
    if not choice.passed_over:
        return ""
    own: dict[Hardware, str] = {"one-gpu": "one-gpu", "eight-gpu": "one-engine", "cluster": "v3-r1"}
    preset = own[asked.hardware]
    holds = next(most for name, most in HOLDS.items() if name == preset)
    return words.say(f"advise.passed_over.{choice.passed_over}", preset=preset, holds=f"{holds:,}")
