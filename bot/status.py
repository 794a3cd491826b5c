"""The state of a running installation as one shape, the same in terminal and Slack.

Refuses to ask anybody; the verb collects and hands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

from pydantic import Field

from bot.caching.tally import Saved
from bot.commands.orders import InPlace
from bot.jobs.record import Depth, Job, Kind, State
from bot.request import Noun, Queue, Tier

#: A worker that has not renewed its heartbeat for this long counts as gone.
BEAT_TTL_S = 15.0


class WorkerSeen(Noun):
    """A worker that has given a sign of life."""

    id: str
    queues: tuple[str, ...]
    seen_s: float


def seen(beats: Iterable[tuple[str, str, float]], prefix: str) -> list[WorkerSeen]:
    """Workers by their heartbeats: (key, queues, seconds until it is forgotten) each."""
    return [
        WorkerSeen(
            id=key.removeprefix(prefix),
            queues=tuple(value.split(",")),
            seen_s=round(max(0.0, BEAT_TTL_S - left_s), 1),
        )
        for key, value, left_s in beats
    ]


class ModelState(Noun):
    """A seat, and whether its server answers. `served`: the id it offers."""

    tier: Tier
    served: str
    host: str
    ok: bool | None
    p50_s: float | None = None


class Status(Noun):
    """The shape of `status --json`. `paused` names what operators have ordered for now;
    `orders` are the same, to be put into words."""

    version: str
    mode: Literal["socket", "http", "none"]
    workers: tuple[WorkerSeen, ...]
    queues: dict[Queue, Depth]
    models: tuple[ModelState, ...]
    redis: str
    cache: str
    budget: dict[str, float]
    memory: Saved = Saved()
    paused: tuple[str, ...] = ()
    orders: tuple[InPlace, ...] = Field(default=(), exclude=True)


class JobLine(Noun):
    """A line of `jobs --json`."""

    id: str
    state: State
    kind: Kind
    team: str
    channel: str
    age_s: float
    attempts: int
    reason: str

    @staticmethod
    def of(job: Job, now: float) -> JobLine:
        """The line for a record; `now` in Unix seconds."""
        return JobLine(
            id=job.id,
            state=job.state,
            kind=job.kind,
            team=job.team,
            channel=job.channel,
            age_s=round(max(0.0, now - job.received_at), 1),
            attempts=job.attempt,
            reason=job.reason,
        )


class StoreFacts(Protocol):
    """What a store says of itself, as far as readiness goes."""

    @property
    def product(self) -> str:
        """`redis` or `valkey`."""

    @property
    def version(self) -> str:
        """As the server gives it."""

    @property
    def eviction(self) -> str:
        """Its maxmemory-policy."""

    @property
    def healthy_disk(self) -> bool:
        """Whether its append-only file can be written."""

    @property
    def writable(self) -> bool:
        """Whether it takes writes now."""

    @property
    def old(self) -> bool:
        """Too old for what we ask of it."""


def unready(facts: StoreFacts | None) -> str:
    """What keeps a process with this store from being ready; empty when nothing does."""
    if facts is None:
        return "the store does not answer"
    if facts.eviction != "noeviction":
        return f"maxmemory-policy is {facts.eviction}, not noeviction: questions could vanish"
    if not facts.healthy_disk:
        return "the store cannot write its append-only file"
    if not facts.writable:
        return "the store takes no writes: a replica, or still loading"
    if facts.old:
        return f"{facts.product} {facts.version} is too old: Redis 7 or Valkey 8 is needed"
    return ""
