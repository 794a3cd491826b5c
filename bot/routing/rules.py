"""The policy as nouns: every number and switch that routing, caps, prices and memory obey.

Refuses to read files and to decide. Each bound is a key's own, so layers that hold hold together.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from bot.request import Noun
from bot.spending.caps import Caps

Category = Literal[
    "legal", "medical", "finance", "security", "incident", "people", "safety", "privacy"
]
#: Far beyond anything useful, so that no sum of them leaves the numbers.
Figure = Annotated[float, Field(ge=-1000, le=1000)]
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
PACKAGED = "default_policy.toml"


@cache
def packaged_text() -> str:
    """The packaged policy as it was written."""
    return files(__package__).joinpath(PACKAGED).read_text("utf-8")


@cache
def packaged() -> Mapping[str, dict[str, dict[str, object]]]:
    """The packaged policy, unvalidated."""
    return tomllib.loads(packaged_text())


def signal_names() -> tuple[str, ...]:
    """The signals that have a weight."""
    return tuple(packaged()["routing"]["weights"])


def _signal(name: str) -> str:
    if name not in signal_names():
        raise ValueError(f"no signal is called {name!r}")
    return name


def _host(name: str) -> str:
    if not _HOST.fullmatch(name) or (":" in name and name.count(":") < 2):
        raise ValueError("give the host's name alone, without https://, port and path")
    return name.lower().rstrip(".")


def _phrase(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        raise ValueError("a word or phrase is wanted")
    return text


def _channel(name: str) -> str:
    if name and not re.fullmatch(r"[CG][A-Z0-9]+", name):
        raise ValueError("a channel goes by its id, such as C0123ABCD; leave it empty for none")
    return name


Phrase = Annotated[str, AfterValidator(_phrase)]


class Rule(Noun):
    """A table of the policy. A number is a number and a switch a switch: "0.5" and "yes" are not.

    What TOML calls inf and nan is no number here.
    """

    model_config = ConfigDict(strict=True, allow_inf_nan=False)


class Scoring(Rule):
    """The additive score: z = base + sum of weight x value; reasoning at or above threshold.

    Within `band` of the threshold the score is uncertain (used by the second and third gate).
    """

    base: Figure
    threshold: Figure
    band: float = Field(ge=0, le=1000)
    weights: dict[Annotated[str, AfterValidator(_signal)], Figure]


class LatencyRule(Rule):
    """How fast answers are wanted here: `realtime` and `patient` are signals with weights."""

    wish: Literal["realtime", "normal", "patient"]


class LengthRule(Rule):
    """From how many tokens on a request is long, and how many characters are taken at all.

    `thread_tokens` is the most that is selected from a thread for an ordinary question.
    """

    limit_tokens: int = Field(gt=0, le=100_000_000)
    limit_characters: int = Field(gt=0, le=1_000_000)
    thread_tokens: int = Field(gt=0, le=1_000_000)


class StakesRule(Rule):
    """Which categories set a floor, and how easily: `caution` is added to the depth of a question.

    At 0 about one quick message in fifteen is taken for a deep one; +1 finds more and errs more
    often, -1 the other way (README has the figures). `words` set the floor of their category
    wherever they stand in a question; a category that is off has no floor at all.
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
    words: dict[Category, Annotated[tuple[Phrase, ...], Field(strict=False)]] = Field(
        default_factory=dict
    )


class MemoryRule(Rule):
    """Whether answers are remembered, whether for questions that ask the same in other words, too,
    and for how many hours (at most a day)."""

    on: bool
    near: bool
    ttl_h: float = Field(gt=0, le=24)


class DisplayRule(Rule):
    """To whom costs are shown; the language around answers where one is fixed ("": it is the
    question's own); after how many seconds of waiting an answer mentions its asker (0: never)."""

    cost: Literal["all", "admins", "nobody"]
    language: Literal["", "en", "zh-Hans", "zh-Hant", "es", "de", "fr", "ja", "pt"]
    mention_after_s: float = Field(ge=0, le=86_400)


class WhereRule(Rule):
    """Whether somebody who has asked in a thread may follow up there once without a mention."""

    follow_ups: bool


class VisibilityRule(Rule):
    """Who sees the answer to a command or to a message shortcut: all in the channel, or the asker,
    who may share it there. Mentions are answered for all."""

    commands: Literal["all", "asker"]
    shortcuts: Literal["all", "asker"]


class ProvisionalRule(Rule):
    """Where a first answer of the fast tier comes at once, checked by the reasoning tier after it.

    `incident`: questions about a production incident. `incident_channel`: every question of the
    reasoning tier; for an override that marks a channel in which incidents are worked on.
    """

    incident: bool
    incident_channel: bool


class SecondLookRule(Rule):
    """Whether an uncertain fast answer is looked at again; `usd` is the most a look costs."""

    on: bool
    usd: float = Field(ge=0, le=1000)


class ExplorationRule(Rule):
    """Whether everyday questions are drawn by lot for the other model, to learn which would have
    been enough, and what share of them. Never where a rule has spoken."""

    on: bool
    share: float = Field(gt=0, le=0.05)


class ListPrice(Rule):
    """US dollars per million tokens, and the day on which the list was read."""

    input: float = Field(ge=0, le=1_000_000)
    output: float = Field(ge=0, le=1_000_000)
    as_of: date


class PausedRule(Rule):
    """What operators have paused: a tier, or everything. A paused tier counts as unavailable."""

    fast: bool
    reasoning: bool
    all: bool


class UseRule(Rule):
    """Which tier answers for now, whatever the router would choose; `auto`: the router chooses."""

    tier: Literal["auto", "fast", "reasoning"]


class OperatorsRule(Rule):
    """Where operators read what was changed: a channel's id, or nothing."""

    channel: Annotated[str, AfterValidator(_channel)]


class PriceRule(Rule):
    """Prices in place of the preset's; absent: the preset's."""

    fast: ListPrice | None = None
    reasoning: ListPrice | None = None


class TextRule(Rule):
    """Where text may go. `own`: to loopback and private addresses and to `hosts` alone."""

    may_go: Literal["any", "own"]
    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = Field(strict=False)


class Policy(Rule):
    """All of it, frozen; `fingerprint` names this very policy in every decision."""

    routing: Scoring
    latency: LatencyRule
    length: LengthRule
    stakes: StakesRule
    caps: Caps
    memory: MemoryRule
    display: DisplayRule
    visibility: VisibilityRule
    where: WhereRule
    provisional: ProvisionalRule
    second_look: SecondLookRule
    exploration: ExplorationRule
    prices: PriceRule = PriceRule()
    text: TextRule
    operators: OperatorsRule
    paused: PausedRule
    use: UseRule

    @staticmethod
    def default() -> Policy:
        """The packaged policy."""
        return _default()

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits over the merged policy; equal policies have equal ones."""
        return _fingerprint(self.model_dump_json())


@cache
def _default() -> Policy:
    return Policy.model_validate(packaged())


@cache
def _fingerprint(dumped: str) -> str:
    # In which order keys were written must not matter.
    canonical = json.dumps(json.loads(dumped), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
