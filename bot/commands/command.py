"""What a command is, who calls it, what it says: the contract of plug-ins `thinktwice.commands`.

Refuses to know where it was typed and how its words are shown. Only a person calls a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, Field, JsonValue

from bot.commands.desk import Desk
from bot.request import Noun, Tier
from bot.words import Words

Who = Literal["everyone", "operators"]
Home = Literal["web", "worker"]


class Caller(Noun):
    """The person at it. `kind` says whether in Slack or in a terminal; in a terminal `team` and
    `channel` are empty, and whoever has one is an operator. `zone`
    names the time zone that they read times in."""

    id: str
    name: str = ""
    team: str = ""
    channel: str = ""
    kind: Literal["slack", "terminal"] = "slack"
    operator: bool = False
    zone: str = "UTC"

    @property
    def shown(self) -> str:
        """As others read it: a mention in Slack, a name in a terminal."""
        return f"<@{self.id}>" if self.kind == "slack" else f"{self.name} (terminal)"


class Order(Noun):
    """A command with its arguments, as JSON: what `Do it` and `Undo` stand for."""

    command: str
    args: dict[str, JsonValue] = Field(default_factory=dict)


class Nothing(BaseModel):
    """The arguments of a command that takes none."""


@dataclass(frozen=True)
class Said:
    """What a command has to say. `shapes` are printed by `--json`, one a line; without any the
    outcome itself is. `line` tells operators what was changed ("paused all for 30 min, was: auto"):
    ids and figures, never text of people; empty when nothing was. `own`: it concerns the caller
    alone, so it is written down, and nobody is told. `undo` takes it back."""

    text: str
    shapes: Sequence[BaseModel] = ()
    line: str = ""
    undo: Order | None = None
    own: bool = False


class Questions(Protocol):
    """Taking on a question where its answer can reach the one who asks."""

    async def take(self, text: str, tier: Tier | None, *, both: bool = False) -> str:
        """Record it; what the person is told at once. `both`: the two tiers are asked and shown
        side by side. Raises StoreError."""

    async def summarize(self, what: str) -> str:
        """The same for a summary of what is named: a link to a message, a channel, a time.
        Raises StoreError, CommandRefused."""


class Known(Protocol):
    """All commands, for those that speak of commands."""

    def all(self, caller: Caller) -> Sequence[type[Command]]:
        """What this person may run, in order."""

    def find(self, name: str) -> type[Command]:
        """The command of that name. Raises CommandRefused."""


@dataclass(frozen=True)
class Call:
    """One call: by whom, at which desk, in whose words, when, and how commands are typed there.

    `log` are the words for `Said.line`, the same for whoever reads it. `questions` is None where an
    answer could reach nobody."""

    caller: Caller
    desk: Desk
    words: Words
    at: datetime
    prefix: str
    registry: Known
    log: Words
    questions: Questions | None = None

    def labelled(self, text: str) -> str:
        """The text with the seats' labels for {fast} and {reasoning}."""
        seats = self.desk.seats
        text = text.replace("{fast}", seats.fast.label)
        return text.replace("{reasoning}", seats.reasoning.label)


@runtime_checkable
class Offers(Protocol):
    """A command whose preview has a second way to agree."""

    async def another(self, args: Any) -> tuple[str, Order] | None:
        """What its button says, and the command that it gives; None: not this time."""


class Command(Protocol):
    """A plug-in of group `thinktwice.commands`; a new one is made for each call.

    `help` is one line: a sentence, or a key of the catalogue. `example` shows how it is said.
    `home` is `web` where the store alone suffices within two seconds, else `worker`.
    """

    name: ClassVar[str]
    help: ClassVar[str]
    example: ClassVar[str]
    who: ClassVar[Who]
    home: ClassVar[Home]
    Arguments: ClassVar[type[BaseModel]]

    def __init__(self, call: Call) -> None: ...

    async def preview(self, args: Any) -> str:
        """What will happen, to be agreed to; empty for a command that changes nothing.
        Raises CommandRefused."""

    async def run(self, args: Any) -> Said:
        """Do it; after a crash it may be run again. Raises CommandRefused."""
