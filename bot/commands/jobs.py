"""`jobs`, `retry`, `cancel`: questions that are not answered yet, and what operators do with them.

Refuses to read what was asked.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from bot.commands.command import Call, Home, Order, Said, Who
from bot.commands.looking import JobId
from bot.commands.stating import job_line
from bot.errors import CommandRefused, SealError, UnknownVersion
from bot.jobs.ids import new_id
from bot.jobs.record import FINAL, Job, Received, seal_scope
from bot.status import JobLine

AGAIN = frozenset({"dead", "refused", "cancelled"})


class JobsArgs(BaseModel):
    """How many at most."""

    limit: Annotated[int, Field(ge=1, le=200)] = 20


class Jobs:
    """Unfinished questions, oldest first."""

    name: ClassVar[str] = "jobs"
    help: ClassVar[str] = "commands.help.jobs"
    example: ClassVar[str] = "jobs 20"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = JobsArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: JobsArgs) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: JobsArgs) -> Said:
        """This workspace's."""
        found = await self._call.desk.ledger.jobs(args.limit)
        mine = [job for job in found if _theirs(job, self._call)]
        lines = [JobLine.of(job, self._call.at.timestamp()) for job in mine]
        words = self._call.words
        told = [job_line(line, words) for line in lines] or [words.say("commands.no_jobs")]
        return Said("\n".join(told), lines)


def _theirs(job: Job, call: Call) -> bool:
    return call.caller.kind == "terminal" or job.team == call.caller.team


async def _found(job_id: str, call: Call) -> Job:
    """The question. Raises CommandRefused."""
    name = job_id.strip().upper()
    try:
        job = await call.desk.ledger.find(name)
    except UnknownVersion as error:
        raise CommandRefused(said="commands.unreadable", id=name) from error
    if job is None or not _theirs(job, call) or job.kind == "why":
        raise CommandRefused(said="commands.no_job", id=name)
    return job


def _where(job: Job) -> str:
    return f"<#{job.channel}>" if job.channel else "-"


class Cancel:
    """End a question; its asker is told."""

    name: ClassVar[str] = "cancel"
    help: ClassVar[str] = "commands.help.cancel"
    example: ClassVar[str] = "cancel K7F3ABCDEF"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = JobId

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: JobId) -> str:
        """Which one it is."""
        job = await self._open(args)
        age = round(self._call.at.timestamp() - job.received_at)
        return self._call.words.say(
            "commands.cancel_asks", id=job.id, state=job.state, age=age, where=_where(job)
        )

    async def _open(self, args: JobId) -> Job:
        job = await _found(args.id, self._call)
        if job.state in FINAL:
            raise CommandRefused(said="commands.over", id=job.id, state=job.state)
        return job

    async def run(self, args: JobId) -> Said:
        """Flag it; whoever works on it stops."""
        job = await self._open(args)
        if not await self._call.desk.ledger.cancel(job.team, job.id, self._call.caller.id):
            raise CommandRefused(said="commands.over", id=job.id, state="done")
        words, where = self._call.words, _where(job)
        return Said(
            words.say("commands.cancelled", id=job.id),
            line=self._call.log.say(
                "commands.cancelled_line", id=job.id, where=where, was=job.state
            ),
            undo=Order(command="retry", args={"id": job.id}),
        )


class Retry:
    """Take a question that ended without an answer on once more, in its place."""

    name: ClassVar[str] = "retry"
    help: ClassVar[str] = "commands.help.retry"
    example: ClassVar[str] = "retry K7F3ABCDEF"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = JobId

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: JobId) -> str:
        """Which one it is."""
        job = await self._ended(args)
        why = job.reason or job.state
        return self._call.words.say(
            "commands.retry_asks", id=job.id, state=job.state, reason=why, where=_where(job)
        )

    async def _ended(self, args: JobId) -> Job:
        job = await _found(args.id, self._call)
        if job.state in FINAL and job.state not in AGAIN:
            raise CommandRefused(said="commands.answered", id=job.id)
        if job.state not in FINAL and not job.cancelled:
            raise CommandRefused(said="commands.still_open", id=job.id, state=job.state)
        return job

    async def run(self, args: JobId) -> Said:
        """A new record with the same question; the old one stays as it ended."""
        desk, job = self._call.desk, await self._ended(args)
        try:
            envelope = desk.sealer.open(job.sealed, seal_scope(job.team, job.id))
        except SealError as error:
            raise CommandRefused(said="commands.unreadable", id=job.id) from error
        fresh = new_id()
        entry = Received(
            id=fresh,
            kind=job.kind,
            team=job.team,
            channel=job.channel,
            user=job.user,
            sealed=desk.sealer.seal(envelope, seal_scope(job.team, fresh)),
            dedupe=(f"retry:{job.id}:{fresh}",),
        )
        await desk.ledger.receive(entry)
        words, where = self._call.words, _where(job)
        return Said(
            words.say("commands.retried", id=job.id, fresh=fresh),
            line=self._call.log.say("commands.retried_line", id=job.id, fresh=fresh, where=where),
            undo=Order(command="cancel", args={"id": fresh}),
        )
