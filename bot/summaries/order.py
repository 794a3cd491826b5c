"""One summary that was asked for: for whom, of what, in which kind and language, by whom.

Refuses to make it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.answer import Usage
from bot.decision import Decision
from bot.request import Request
from bot.routing.policy import Policy
from bot.summaries.result import Form, Kind, Unread
from bot.summaries.units import Material
from bot.words import Words

#: Told after each call: how many of how many are done.
Progress = Callable[[int, int], None]


@dataclass
class Order:
    """The order and, while it is worked on, what it has used and what could not be read."""

    request: Request
    decision: Decision
    policy: Policy
    material: Material
    kind: Kind
    language: str
    form: Form | None = None
    progress: Progress = lambda done, total: None
    usage: Usage = field(default_factory=Usage)
    unread: list[Unread] = field(default_factory=list)
    #: Lines on how it was made, for the reader.
    told: list[str] = field(default_factory=list)
    done: int = 0
    total: int = 1

    @property
    def words(self) -> Words:
        """In the language of what stands around the statements."""
        return Words(self.request.language)

    def step(self) -> None:
        """One call is over."""
        self.done += 1
        self.progress(self.done, max(self.total, self.done))
