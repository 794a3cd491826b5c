"""The policy: every number and switch that routing, caps and memory obey, validated as one thing.

Refuses to decide anything. Packaged defaults lie in `default_policy.toml`; a file changes them.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from bot.errors import PolicyError
from bot.request import Noun
from bot.spending.caps import Caps


class Scoring(Noun):
    """The additive score: z = base + sum of weight x value; reasoning at or above threshold.

    Within `band` of the threshold the score is uncertain (used by the second and third gate).
    """

    base: float
    threshold: float
    band: float = Field(ge=0)
    weights: dict[str, float]


class LengthRule(Noun):
    """From how many tokens on a request is long, and how many characters are taken at all.

    `thread_tokens`: how much of a thread is read for a question that does not need all of it.
    """

    limit_tokens: int = Field(gt=0)
    thread_tokens: int = Field(gt=0)
    limit_characters: int = Field(gt=0, le=1_000_000)


class StakesRule(Noun):
    """Which categories set a floor, and how easily: `caution` is added to the depth of a question.

    At 0 about one quick message in fifteen is taken for a deep one; +1 finds more and errs more
    often, -1 the other way (README has the figures).
    """

    caution: float = Field(ge=-8, le=8)

    legal: bool
    medical: bool
    finance: bool
    security: bool
    incident: bool
    people: bool
    safety: bool
    privacy: bool


class MemoryRule(Noun):
    """Whether answers are remembered, and for how many hours (at most a day)."""

    on: bool
    ttl_h: float = Field(gt=0, le=24)


class DisplayRule(Noun):
    """To whom costs are shown."""

    cost: Literal["all", "admins", "nobody"]


class Policy(Noun):
    """All of it, frozen; `fingerprint` names this very policy in every decision."""

    routing: Scoring
    length: LengthRule
    stakes: StakesRule
    caps: Caps
    memory: MemoryRule
    display: DisplayRule

    @model_validator(mode="after")
    def _known_weights(self) -> Self:
        unknown = self.routing.weights.keys() - _packaged()["routing"]["weights"].keys()
        if unknown:
            raise ValueError(f"no signal is called {sorted(unknown)[0]!r}")
        return self

    @staticmethod
    def default() -> Policy:
        """The packaged policy."""
        return _default()

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits over the merged policy; equal policies have equal ones."""
        return _fingerprint(self.model_dump_json())


@cache
def _fingerprint(dumped: str) -> str:
    return hashlib.sha256(dumped.encode()).hexdigest()[:12]


@cache
def _packaged() -> Mapping[str, dict[str, dict[str, float]]]:
    return tomllib.loads(files(__package__).joinpath("default_policy.toml").read_text("utf-8"))


@cache
def _default() -> Policy:
    return Policy.model_validate(_packaged())


def load_policy(path: Path | None) -> Policy:
    """The packaged policy with the file's changes. Raises PolicyError: file, line, reason."""
    if path is None:
        return Policy.default()
    try:
        text = path.read_text(encoding="utf-8")
        changes = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise PolicyError(f"{error}", file=str(path), where="file", problem=problem) from error
    except tomllib.TOMLDecodeError as error:
        number = re.search(r"line (\d+)", str(error))
        raise PolicyError(
            f"{error}",
            file=str(path),
            where=f"line {number.group(1)}" if number else "file",
            problem=str(error),
        ) from error
    try:
        return Policy.model_validate(_merged(_packaged(), changes))
    except ValidationError as error:
        first = error.errors()[0]
        keys = [str(part) for part in first["loc"]]
        problem = first["msg"]
        if first["type"] == "extra_forbidden":
            problem = f"no such key{_hint(keys)}"
        where = f"line {_line(text, keys)}, {'.'.join(keys) or 'policy'}"
        raise PolicyError(problem, file=str(path), where=where, problem=problem) from error


def _merged(base: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    merged = dict(base)
    for key, value in changes.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def _hint(keys: list[str]) -> str:
    table: object = _packaged()
    for key in keys[:-1]:
        table = table.get(key, {}) if isinstance(table, Mapping) else {}
    names = [str(name) for name in table] if isinstance(table, Mapping) else []
    close = difflib.get_close_matches(keys[-1], names, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _line(text: str, keys: list[str]) -> int:
    wanted = keys[-1] if keys else ""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*\[?(\w+\.)*{re.escape(wanted)}\b", line):
            return number
    return 1
