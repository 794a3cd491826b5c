"""The state of a running installation as one shape, the same in terminal and Slack.

Refuses to ask anybody; the verb collects and hands in.
"""

from __future__ import annotations

from typing import Literal

from bot.jobs.record import Depth, Job, Kind, State
from bot.request import Noun, Queue, Tier


class WorkerSeen(Noun):
    """A worker that has given a sign of life."""

    id: str
    queues: tuple[str, ...]
    seen_s: float


class ModelState(Noun):
    """A seat, and whether its server answers. `served`: the id it offers."""

    tier: Tier
    served: str
    host: str
    ok: bool | None
    p50_s: float | None = None


class Status(Noun):
    """The shape of `status --json`."""

    version: str
    mode: Literal["socket", "http", "none"]
    workers: tuple[WorkerSeen, ...]
    queues: dict[Queue, Depth]
    models: tuple[ModelState, ...]
    redis: str
    cache: str
    budget: dict[str, float]
    paused: tuple[str, ...] = ()


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
