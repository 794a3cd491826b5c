"""A worker over a real ledger: leases, cancels, defects, and the slot kept for quick questions."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from adapters.queue.memory import MemoryLedger
from bot.errors import StoreError
from bot.events import EVENTS, Value
from bot.jobs.record import Change, Job, Received
from bot.jobs.work import Work
from bot.jobs.worker import Worker
from bot.request import Queue

_ids = itertools.count()


class Notes:
    """Events, written down."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def emit(self, name: str, **fields: Value) -> None:
        assert name in EVENTS
        self.names.append(name)


class Steps(Work):
    """Work whose only step is to wait for `go`; it notes what was begun, ended and stopped."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger
        self.go = asyncio.Event()
        self.begun: list[str] = []
        self.stopped: list[str] = []
        self.missed: list[str] = []
        self.defects = 0

    async def do(self, job: Job) -> None:
        self.begun.append(job.id)
        if self.defects:
            self.defects -= 1
            raise KeyError("a defect")
        await self.go.wait()
        job = await self._ledger.move(job, "answered", Change())
        await self._ledger.move(job, "done", Change())

    async def late(self, job: Job) -> None:
        self.missed.append(job.id)
        await self._ledger.move(job, "dead", Change())

    async def stop(self, job: Job) -> None:
        self.stopped.append(job.id)
        await self._ledger.move(job, "cancelled", Change())


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Stage:
    """A ledger, a worker's work and its notes."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.ledger = MemoryLedger(self.clock)
        self.work = Steps(self.ledger)
        self.notes = Notes()

    @asynccontextmanager
    async def worker(self, slots: int = 2, lease_s: float = 30.0) -> AsyncIterator[Worker]:
        worker = Worker("w", self.ledger, self.work, self.notes, lease_s)
        running = asyncio.create_task(worker.run(("quick", "deep"), slots))
        yield worker
        self.work.go.set()
        worker.stop()
        await asyncio.wait_for(running, 10)

    async def ask(self, queue: Queue = "quick") -> str:
        number = next(_ids)
        entry = Received(
            id=f"J{number:07d}",
            kind="mention",
            team="T1",
            channel="C1",
            user="U1",
            sealed=b"sealed",
            dedupe=(f"event:{number}",),
            queue=queue,
        )
        return (await self.ledger.receive(entry)).id

    async def state(self, job_id: str) -> str:
        job = await self.ledger.find(job_id)
        assert job is not None
        return job.state


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(2000):
        if holds():
            return
        await asyncio.sleep(0.005)
    pytest.fail("it did not come to pass")


@pytest.fixture
async def stage() -> Stage:
    return Stage()


async def test_what_is_in_hand_is_finished_before_the_worker_stops(stage: Stage) -> None:
    job_id = await stage.ask()
    async with stage.worker():
        await until(lambda: stage.work.begun == [job_id])
    assert await stage.state(job_id) == "done"


async def test_deep_work_never_takes_the_last_slot(stage: Stage) -> None:
    deep = [await stage.ask("deep") for _ in range(3)]
    async with stage.worker(slots=2):
        await until(lambda: len(stage.work.begun) == 1)
        quick = await stage.ask("quick")
        await until(lambda: quick in stage.work.begun)
        assert len(set(deep) & set(stage.work.begun)) == 1


async def test_a_cancel_reaches_the_work_in_hand(stage: Stage) -> None:
    job_id = await stage.ask()
    async with stage.worker():
        await until(lambda: stage.work.begun == [job_id])
        await asyncio.sleep(0)
        assert await stage.ledger.cancel("T1", job_id)
        await until(lambda: stage.work.stopped == [job_id])
    assert await stage.state(job_id) == "cancelled"


async def test_a_lost_announcement_costs_one_renewal(stage: Stage) -> None:
    job_id = await stage.ask()
    async with stage.worker(lease_s=0.3):
        await until(lambda: stage.work.begun == [job_id])
        job = await stage.ledger.find(job_id)
        assert job is not None
        stage.ledger._write(job, cancelled=True)  # as if the publish had been lost
        await until(lambda: stage.work.stopped == [job_id])


async def test_what_was_cancelled_while_it_waited_is_closed_not_begun(stage: Stage) -> None:
    job_id = await stage.ask()
    job = await stage.ledger.claim("quick", "another", 30.0)
    assert job is not None
    again = Change(slots={"answer": "1.2"}, queue="quick", delay_s=60)
    await stage.ledger.move(job, "received", again)
    assert await stage.ledger.cancel("T1", job_id)
    assert await stage.state(job_id) == "received"
    async with stage.worker():
        await until(lambda: stage.work.stopped == [job_id])
    assert stage.work.begun == []


async def test_a_defect_costs_an_attempt_and_not_the_worker(stage: Stage) -> None:
    stage.work.defects = 1
    job_id = await stage.ask()
    async with stage.worker():
        await until(lambda: "job_failed" in stage.notes.names)
        other = await stage.ask()
        await until(lambda: other in stage.work.begun)
        stage.clock.now += 60
        await stage.ask()  # wakes the worker, which then sees what has become due
        await until(lambda: stage.work.begun.count(job_id) == 2)
        job = await stage.ledger.find(job_id)
        assert job is not None
        assert job.attempt == 2


async def test_a_lease_taken_over_ends_the_work_silently(stage: Stage) -> None:
    job_id = await stage.ask()
    async with stage.worker(slots=2, lease_s=1.5):
        await until(lambda: stage.work.begun == [job_id])
        stage.clock.now += 60
        taken = await stage.ledger.claim("quick", "another", 600.0)
        assert taken is not None
        await until(lambda: not stage.ledger._events.get(f"cancel:{job_id}"))
    assert await stage.state(job_id) == "received"
    assert stage.work.stopped == []


async def test_a_store_that_is_away_for_a_moment_does_not_end_the_worker(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stage.ledger.claim
    failures = iter([True])

    async def claim(queue: Queue, worker: str, lease_s: float) -> Job | None:
        if next(failures, False):
            raise StoreError("away")
        return await real(queue, worker, lease_s)

    monkeypatch.setattr(stage.ledger, "claim", claim)
    job_id = await stage.ask()
    async with stage.worker():
        await until(lambda: stage.work.begun == [job_id])
    assert "store_failed" in stage.notes.names


@pytest.mark.parametrize(("waited_s", "missed"), [(1799, 0), (1801, 1)])
async def test_what_waited_past_its_deadline_is_not_begun(
    stage: Stage, waited_s: float, missed: int
) -> None:
    job_id = await stage.ask()
    stage.clock.now += waited_s
    stage.work.go.set()
    async with stage.worker():
        await until(lambda: bool(stage.work.missed or stage.work.begun))
    assert len(stage.work.missed) == missed
    assert await stage.state(job_id) == ("dead" if missed else "done")
