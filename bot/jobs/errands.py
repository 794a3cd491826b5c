"""A worker's part in commands: carried out from their record, the outcome told to their person.

Refuses to know what they do. One that died is run again from the start, a few times.
"""

from __future__ import annotations

from bot.commands.errand import Errand
from bot.commands.outcome import Outcome
from bot.commands.running import Person, Running
from bot.events import Events
from bot.jobs.record import Change, Job, State, seal_scope
from bot.ports import FullLedger, Replies
from bot.sealing import Sealer
from bot.words import prepared

MOST_ATTEMPTS = 5


class Errands:
    """Commands, one job each, over ledger, room of commands and front."""

    def __init__(
        self,
        ledger: FullLedger,
        running: Running,
        replies: Replies,
        sealer: Sealer,
        events: Events,
    ) -> None:
        self._ledger = ledger
        self._running = running
        self._replies = replies
        self._sealer = sealer
        self._events = events

    async def do(self, job: Job) -> None:
        """Carry it out, tell, end the job. Raises Fenced, StoreError."""
        errand = self._errand(job)
        words = await prepared(errand.language)
        person = Person(errand.caller, words, errand.prefix, errand.holders)
        if job.attempt > MOST_ATTEMPTS:
            text = person.words.say("commands.failed", name=errand.order.command, id=job.id)
            outcome = Outcome(command=errand.order.command, state="failed", text=text)
            await self._end(job, errand, outcome, "dead")
            return
        ended = await self._running.step(errand.order, person, agreed=errand.agreed)
        await self._end(job, errand, ended.outcome, "done")

    async def stop(self, job: Job) -> None:
        """It was cancelled: told, and ended."""
        errand = self._errand(job)
        words = await prepared(errand.language)
        text = words.say("commands.stopped", name=errand.order.command)
        outcome = Outcome(command=errand.order.command, state="refused", text=text)
        await self._end(job, errand, outcome, "cancelled")

    def _errand(self, job: Job) -> Errand:
        raw = self._sealer.open(job.sealed, seal_scope(job.team, job.id))
        return Errand.model_validate_json(raw)

    async def _end(self, job: Job, errand: Errand, outcome: Outcome, state: State) -> None:
        await self._replies.reply(errand.reply, errand.caller.id, outcome, errand.language)
        if state == "done":
            job = await self._ledger.move(job, "answered", Change())
        await self._ledger.move(job, state, Change())
