"""A job: one question from the moment it was taken on until it is told how it ended.

Refuses to know Redis: `adapters.queue` keeps these records, one transition a call.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.request import Noun, Queue

VERSION = 1

State = Literal[
    "received",
    "decided",
    "posting",
    "thinking",
    "answered",
    "delivering",
    "done",
    "refused",
    "cancelled",
    "dead",
]
FINAL: frozenset[State] = frozenset({"done", "refused", "cancelled", "dead"})

#: From each state, where a job may go next. A crashed job is worked on again from its state,
#: so every working state may also repeat itself.
MOVES: dict[State, frozenset[State]] = {
    "received": frozenset(
        {"received", "decided", "posting", "answered", "refused", "cancelled", "dead"}
    ),
    "decided": frozenset({"decided", "posting", "answered", "refused", "cancelled", "dead"}),
    "posting": frozenset(
        {"posting", "thinking", "decided", "answered", "refused", "cancelled", "dead"}
    ),
    "thinking": frozenset(
        {"thinking", "decided", "posting", "answered", "refused", "cancelled", "dead"}
    ),
    "answered": frozenset({"answered", "delivering", "done", "cancelled", "dead"}),
    "delivering": frozenset({"delivering", "done", "cancelled", "dead"}),
    "done": frozenset(),
    "refused": frozenset(),
    "cancelled": frozenset(),
    "dead": frozenset(),
}

#: No questions: `why`, somebody looks behind an answer ("Why?", "What if…"), `vote`, somebody has
#: voted one down, and `run`, a person's command that a worker carries out.
Kind = Literal["mention", "dm", "command", "shortcut", "click", "terminal", "why", "vote", "run"]
ASIDE: frozenset[Kind] = frozenset({"why", "vote", "run"})
#: How long a record is kept (seconds): questions for an operator's look and for the buttons under
#: their answers, a look behind an answer only as long as its window may be open, a command a day.
KEPT_S, LOOK_S, RUN_S = 7 * 86_400.0, 600.0, 86_400.0


def kept_s(kind: Kind) -> float:
    """For how long the record of such a job is kept after its last change."""
    return {"why": LOOK_S, "vote": LOOK_S, "run": RUN_S}.get(kind, KEPT_S)


def seal_scope(team: str, job_id: str) -> str:
    """The scope under which everything of this job is sealed; no other job's key opens it."""
    return f"job:{team}:{job_id}"


class Step(Noun):
    """One transition: when (Unix seconds by the store's clock), into which state, which attempt."""

    at: float
    state: State
    attempt: int


class Received(Noun):
    """What the door writes before it acknowledges: all of it, in one call, or nothing.

    `dedupe` are the names under which the same thing may arrive again (event id, message, trigger);
    the first that is known makes it a duplicate. `sealed` is the front's envelope, sealed under
    `seal_scope`: it holds the text; nothing else here does.
    """

    id: str
    kind: Kind
    team: str
    channel: str
    user: str
    sealed: bytes
    dedupe: tuple[str, ...] = Field(min_length=1)
    queue: Queue = "quick"
    deadline_s: float = Field(default=1800.0, gt=0)


class Receipt(Noun):
    """The job's id, and whether it was known already (then `id` is the first one's)."""

    id: str
    duplicate: bool


class Job(Noun):
    """The record as it stands.

    `fence` grows with every claim; a write with an older one is refused (`Fenced`).
    `cancelled_by` is the person who asked to stop it, where that is known.
    `slots` are the message ids of the parts already posted ("" = announced, id not yet known).
    `request` (the gathered Request as JSON) and `answer` are sealed like `sealed`; `decision`
    too, because it names words of the question, and `earlier`: what a first model used and said
    before the question went up (empty in records of versions before that). `lease_until`,
    `deadline` and the history are Unix seconds by the store's clock.
    """

    version: int = VERSION
    id: str
    kind: Kind
    team: str
    channel: str
    user: str
    sealed: bytes
    state: State
    queue: Queue
    attempt: int = 0
    fence: int = 0
    lease_until: float = 0.0
    deadline: float = 0.0
    cancelled: bool = False
    cancelled_by: str = ""
    request: bytes = b""
    decision: bytes = b""
    answer: bytes = b""
    earlier: bytes = b""
    slots: dict[str, str] = Field(default_factory=dict)
    reason: str = ""
    history: tuple[Step, ...] = ()
    received_at: float = 0.0


class Change(Noun):
    """What a move writes beside the state; a field left at None stays as it is.

    `request`, `decision`, `answer` and `earlier` arrive sealed: the ledger never sees text.
    `slots` is merged into the record's. `queue` puts the job back as ready in that queue (after
    `delay_s`) and gives the lease up; without it the mover keeps the lease, save in a final state.
    Into another state and without a delay that is a hand-over, no failure: the claim that follows
    counts as the same attempt.
    """

    request: bytes | None = None
    decision: bytes | None = None
    answer: bytes | None = None
    earlier: bytes | None = None
    slots: dict[str, str] | None = None
    reason: str | None = None
    queue: Queue | None = None
    delay_s: float = Field(default=0.0, ge=0)


class Depth(Noun):
    """How much waits in a queue and how long the oldest has waited."""

    waiting: int = 0
    oldest_s: float = 0.0


class Ahead(Noun):
    """What stands before a question that joins a queue: how many, for about how many minutes (0:
    nobody can say), and whether anybody works on them."""

    waiting: int = 0
    minutes: int = 0
    attended: bool = True
