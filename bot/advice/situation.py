"""What somebody needs a model for, as they say it.

Refuses to judge it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.request import Noun

Task = Literal["simple", "complex"]
Latency = Literal["realtime", "minutes", "offline"]
Hardware = Literal["none", "one-gpu", "eight-gpu", "cluster"]
Data = Literal["none", "small", "large"]
Stakes = Literal["none", "high"]
#: No preset's model reads more at once (DeepSeek's API, 2026-11).
MOST_CONTEXT = 1_000_000


class Situation(Noun):
    """`hardware`: what of one's own there is; `data`: labelled examples of the work (small: below
    about 1,000); `context`: tokens that a typical request has read; `stakes`: what a wrong answer
    does."""

    task: Task = "simple"
    latency: Latency = "minutes"
    hardware: Hardware = "none"
    data: Data = "none"
    stakes: Stakes = "none"
    context: int = Field(default=1_000, gt=0, le=MOST_CONTEXT)
    requests_per_day: int = Field(default=1_000, gt=0, le=1_000_000_000)
