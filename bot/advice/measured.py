"""What a proof of concept has measured of a tier, for the guide.

Refuses to read anything but the shape that `poc --json` prints.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import DatasetError
from bot.poc.paired import ALL
from bot.request import Noun, Tier


class _Row(BaseModel):
    """A row of the report's `by_task`, as far as the guide needs it."""

    model_config = ConfigDict(extra="ignore")

    task: str = ""
    tier: str
    n: int
    accuracy: float | None = None
    tokens_per_s: float | None = None
    seconds_p50: float
    cost_per_request: float


class _Setup(BaseModel):
    model_config = ConfigDict(extra="ignore")

    preset: str = ""


class _Report(BaseModel):
    model_config = ConfigDict(extra="ignore")

    by_task: tuple[_Row, ...]
    as_of: str
    setup: _Setup = _Setup()


class Measured(Noun):
    """Of one tier, over all tasks: weighted by their cases. `preset`: who sat in the seats; empty
    where the report does not say."""

    preset: str = ""
    cases: int
    accuracy: float
    seconds: float
    cost: float
    tokens_per_s: float | None
    as_of: str


def read_measured(file: Path) -> dict[Tier, Measured]:
    """Both tiers' figures. Raises DatasetError: no such file, no report, a tier missing."""
    try:
        report = _Report.model_validate(json.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, ValidationError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise DatasetError(
            problem, said="advise.unreadable", file=str(file), problem=problem
        ) from error
    found: dict[Tier, Measured] = {}
    tiers: tuple[Tier, Tier] = ("fast", "reasoning")
    for tier in tiers:
        rows = [
            row
            for row in report.by_task
            if row.tier == tier and row.n > 0 and row.accuracy is not None
        ]
        if not rows:
            raise DatasetError(tier, said="advise.no_tier", file=str(file), tier=tier)
        # A report of several tasks has a row over all of them.
        whole = [row for row in rows if row.task == ALL]
        found[tier] = _together(whole or rows, report.as_of, report.setup.preset)
    return found


def _together(rows: Sequence[_Row], as_of: str, preset: str) -> Measured:
    cases = sum(row.n for row in rows)
    speeds = [(row.tokens_per_s, row.n) for row in rows if row.tokens_per_s is not None]

    def mean(name: str) -> float:
        return sum(float(getattr(row, name)) * row.n for row in rows) / cases

    return Measured(
        preset=preset,
        cases=cases,
        accuracy=round(mean("accuracy"), 4),
        seconds=round(mean("seconds_p50"), 2),
        cost=round(mean("cost_per_request"), 6),
        tokens_per_s=(
            round(sum(speed * n for speed, n in speeds) / sum(n for _, n in speeds), 1)
            if speeds
            else None
        ),
        as_of=as_of,
    )
