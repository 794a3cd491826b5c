"""The figures that the guide reckons with, as data with a date.

Refuses to reckon.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from bot.advice.choosing import Preset
from bot.advice.situation import Data, Hardware
from bot.request import Noun, Tier


class Assumed(Noun):
    """Round numbers without a source; anybody may have better ones."""

    usd_per_gpu_hour: float
    tokens_per_example: int
    epochs: int
    flops_per_gpu_second: float


class Base(Noun):
    """A model that can be fine-tuned."""

    name: str
    billions: float


class Figures(Noun):
    """`memory` in gigabytes of weights, `gpus` a preset needs, `serve` starts its servers."""

    as_of: date
    assumed: Assumed
    examples: dict[Data, int]
    gpus: dict[Preset, int]
    memory: dict[Preset, int]
    serve: dict[Preset, tuple[str, ...]]
    base: dict[Hardware, dict[Tier, Base]]


@cache
def figures() -> Figures:
    """All of them."""
    text = files(__package__).joinpath("figures.toml").read_text("utf-8")
    return Figures.model_validate(tomllib.loads(text))
