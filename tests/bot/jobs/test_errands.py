"""Commands that a worker carries out: told once they are over, again after a crash, stoppable."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import example_commands
import pytest
from command_cases import SAM, desk, running

from adapters.queue.memory import MemoryLedger
from bot.commands.command import Order
from bot.commands.errand import Errand, entry
from bot.commands.outcome import Outcome
from bot.jobs.errands import MOST_ATTEMPTS, Errands
from bot.jobs.record import Job
from bot.plugins import COMMANDS
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
ONCALL = EntryPoint("OnCall", "example_commands:OnCall", COMMANDS)


class Told:
    """`Replies` that remembers."""

    def __init__(self) -> None:
        self.all: list[tuple[str, str, Outcome]] = []

    async def reply(self, address: str, user: str, outcome: Outcome, language: str) -> None:
        self.all.append((address, user, outcome))


class Worker:
    """A ledger with one errand in it, claimed."""

    def __init__(self) -> None:
        self.ledger, self.told = MemoryLedger(), Told()
        at = desk(SEALER, self.ledger)
        room = running(at, "worker", (ONCALL,))
        self.errands = Errands(self.ledger, room, self.told, SEALER, at.events)

    async def job(self) -> Job:
        errand = Errand(order=Order(command="oncall"), caller=SAM, reply="https://r.example")
        await self.ledger.receive(entry(errand, ("x",), SEALER))
        job = await self.ledger.claim("quick", "w", 5)
        assert job is not None
        return job

    async def state(self, job: Job) -> str:
        found = await self.ledger.job(job.team, job.id)
        assert found is not None
        return found.state


async def test_it_is_carried_out_and_its_person_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example_commands, "ROTA", tmp_path / "rota.txt")
    (tmp_path / "rota.txt").write_text("Mei")
    here = Worker()
    job = await here.job()
    assert b"oncall" not in job.sealed
    await here.errands.do(job)
    ((address, user, outcome),) = here.told.all
    assert (address, user, outcome.text) == ("https://r.example", "U0SAM", "Mei")
    assert await here.state(job) == "done"


async def test_one_that_is_stopped_says_so() -> None:
    here = Worker()
    job = await here.job()
    await here.errands.stop(job)
    assert "was stopped before it was done" in here.told.all[0][2].text
    assert await here.state(job) == "cancelled"


async def test_after_the_last_attempt_its_person_is_told_and_it_ends() -> None:
    here = Worker()
    job = await here.job()
    await here.errands.do(job.model_copy(update={"attempt": MOST_ATTEMPTS + 1}))
    assert here.told.all[0][2].state == "failed"
    assert await here.state(job) == "dead"
