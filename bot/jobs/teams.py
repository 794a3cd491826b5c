"""Whose work it is: each workspace's jobs are done with that workspace's own client.

Refuses to know clients; a workspace that the app was removed from is answered no more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.commands.outcome import Outcome
from bot.events import Events
from bot.installations import NotInstalled
from bot.jobs.errands import Errands
from bot.jobs.record import Change, Job
from bot.jobs.worker import Doing
from bot.ports import FullLedger

Client = TypeVar("Client")


class ByTeam(Generic[Client]):
    """`reach` gives a workspace's client, the same one each time; `make` the work with it."""

    def __init__(
        self,
        reach: Callable[[str], Awaitable[Client]],
        make: Callable[[str, Client], Doing],
        gone: Doing,
    ) -> None:
        self._reach = reach
        self._make = make
        self._gone = gone
        self._works: dict[str, Doing] = {}

    async def do(self, job: Job) -> None:
        """See `Doing`. Raises SealError where the key of an installation is gone."""
        await (await self._of(job.team)).do(job)

    async def late(self, job: Job) -> None:
        """See `Doing`."""
        await (await self._of(job.team)).late(job)

    async def stop(self, job: Job) -> None:
        """See `Doing`."""
        await (await self._of(job.team)).stop(job)

    async def _of(self, team: str) -> Doing:
        try:
            client = await self._reach(team)
        except NotInstalled:
            self._works.pop(team, None)
            return self._gone
        if team not in self._works:
            self._works[team] = self._make(team, client)
        return self._works[team]


class Gone:
    """The app is installed there no more: questions end, nobody can be told; commands are carried
    out, for it is one that forgets what is left."""

    def __init__(self, ledger: FullLedger, errands: Errands, events: Events) -> None:
        self._ledger = ledger
        self._errands = errands
        self._events = events

    async def do(self, job: Job) -> None:
        """See `Doing`."""
        if job.kind == "run":
            await self._errands.do(job)
            return
        self._events.emit("job_failed", job=job.id, problem=NotInstalled.said)
        await self._ledger.move(job, "dead", Change(reason=NotInstalled.said))

    async def late(self, job: Job) -> None:
        """See `Doing`."""
        await self.do(job)

    async def stop(self, job: Job) -> None:
        """See `Doing`."""
        await self._ledger.move(job, "cancelled", Change(reason=NotInstalled.said))


class Nobody:
    """`bot.ports.Replies` where nobody can be reached."""

    async def reply(self, address: str, user: str, outcome: Outcome, language: str) -> None:
        """See `bot.ports.Replies`."""
