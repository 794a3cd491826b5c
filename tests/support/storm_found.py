"""What is left when the storm is over: what was asked, what stands there, what it cost.

Refuses to make it: `storming` does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from adapters.playground.control import is_final
from adapters.playground.workspace import Json, Workspace

Kind = Literal["quick", "deep", "thread", "direct", "edited", "deleted", "stopped"]
SLOTS = 8
NUMBER = re.compile(r"number (\d+)")
END = "That is all."


@dataclass(frozen=True)
class Plan:
    """How much and how hard. `pause_s`: between two blows on average; `kills` None: as long as
    questions come; `servers`: when Valkey is killed, as parts of `seconds`."""

    questions: int
    seconds: float
    servers: tuple[float, ...]
    kills: int | None = None
    pause_s: float = 0.7
    lease_s: float = 3.0
    webs: int = 2
    hands: int = 4
    quiet_s: float = 90.0
    seed: int = 1
    mode: str = "http"


@dataclass(frozen=True)
class Asked:
    """A question as its asker sees it: `ts` is its message, `root` its thread."""

    number: int
    kind: Kind
    channel: str
    ts: str
    root: str


@dataclass
class Found:
    """What is left at the end. `taken`: messages whose events were acknowledged; what Slack gave up
    on is `untaken` and nobody's to answer. `opened`: streams whose worker died in the moment of
    opening them; the answer stands beside them."""

    plan: Plan
    asked: list[Asked] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    untaken: list[Asked] = field(default_factory=list)
    lost: list[Asked] = field(default_factory=list)
    twice: list[Asked] = field(default_factory=list)
    stuck: list[Json] = field(default_factory=list)
    opened: list[Json] = field(default_factory=list)
    halves: list[Json] = field(default_factory=list)
    blows: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    quiet_s: float = 0.0

    def look(self, place: Workspace, calls: int) -> None:
        """Count anew what stands in that workspace; so many calls of models were made."""
        ours: list[tuple[str, Json]] = []
        for channel in place.channels.values():
            ours += [(channel.id, one) for one in channel.messages if one.get("bot_id")]
        begun = [one for _, one in ours if not is_final(one)]
        self.stuck = [one for one in begun if not one.get("streaming_state")]
        self.opened = [one for one in begun if one.get("streaming_state")]
        final = [(where, one) for where, one in ours if is_final(one)]
        self.halves = [one for _, one in final if _half(one)]
        told = Counter(
            (where, int(number))
            for where, one in final
            for number in NUMBER.findall(_said(one))[:1]
        )
        count = {one: told[one.channel, one.number] for one in self.asked}
        free = ("deleted", "stopped")
        unanswered = [one for one in self.asked if not count[one] and one.kind not in free]
        self.lost = [one for one in unanswered if one.ts in self.taken]
        self.untaken = [one for one in unanswered if one.ts not in self.taken]
        self.twice = [one for one in self.asked if count[one] > 1]
        self.calls = calls

    @property
    def most_calls(self) -> int:
        """Questions, and what each blow can cost: the answers in hand, once more."""
        return len(self.asked) + self.blows.total() * SLOTS

    @property
    def holds(self) -> bool:
        """Whether nothing is amiss."""
        amiss = self.lost or self.twice or self.stuck or self.opened or self.halves
        return not amiss and self.calls <= self.most_calls


def table(found: Found) -> str:
    """Everything that was counted, a row each."""
    blows = ", ".join(f"{name} {count}" for name, count in sorted(found.blows.items()))
    kinds = Counter(one.kind for one in found.asked)
    rows = [
        ("seed", found.plan.seed),
        ("questions", f"{len(found.asked)} ({', '.join(f'{n} {k}' for k, n in kinds.items())})"),
        ("blows", blows),
        ("never acknowledged", len(found.untaken)),
        ("lost", len(found.lost)),
        ("answered twice", len(found.twice)),
        ("placeholders left", len(found.stuck)),
        ("streams left open", len(found.opened)),
        ("halves shown as whole", len(found.halves)),
        ("calls of models", f"{found.calls} (at most {found.most_calls})"),
        ("quiet after", f"{found.quiet_s:.1f} s"),
    ]
    return "".join(f"{name:22} {value}\n" for name, value in rows)


def _said(message: Json) -> str:
    """The answer's own words."""
    blocks = [one.get("text") for one in message.get("blocks", []) if one["type"] == "markdown"]
    return " ".join(str(text) for text in blocks) or str(message.get("text"))


def _half(message: Json) -> bool:
    """Whether something of an answer stands there as if it were all."""
    text = _said(message)
    return "About number" in text and END not in text and "topped" not in str(message)
