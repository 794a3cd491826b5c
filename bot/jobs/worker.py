"""A worker: slots that claim jobs, hold their leases, and stop when told.

Refuses to know what a job is about; `work` does.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.ending import ended
from bot.errors import Fenced, StoreError
from bot.events import Events
from bot.jobs.failing import MOST_ATTEMPTS
from bot.jobs.record import Change, Job
from bot.ports import FullLedger
from bot.request import Queue

IDLE_S = 1.0
AGAIN_S = 1.0


class Doing(Protocol):
    """What becomes of a job."""

    async def do(self, job: Job) -> None:
        """Bring it to its end, or to the queue where it goes on. Raises Fenced, StoreError."""

    async def late(self, job: Job) -> None:
        """Its deadline has passed: tell, and end it, unless its answer is there."""

    async def stop(self, job: Job) -> None:
        """It was cancelled: tell, and end it."""


class Worker:
    """`slots` jobs at once; one slot is kept for `quick` when both queues are served."""

    def __init__(
        self, name: str, ledger: FullLedger, work: Doing, events: Events, lease_s: float
    ) -> None:
        self._name = name
        self._ledger = ledger
        self._work = work
        self._events = events
        self._lease_s = lease_s
        self._stopping = asyncio.Event()

    async def run(self, queues: Sequence[Queue], slots: int) -> None:
        """Until `stop`; jobs in hand are finished first, unless this is cancelled."""
        lanes: list[Sequence[Queue]] = [queues] * slots
        if len(queues) > 1:
            lanes[0] = ("quick",)
        slots_at_work = [asyncio.create_task(self._slot(lane)) for lane in lanes]
        try:
            await asyncio.wait(slots_at_work, return_when=asyncio.FIRST_EXCEPTION)
            for slot in slots_at_work:
                if slot.done():
                    slot.result()
        finally:
            await ended(*slots_at_work)

    def stop(self) -> None:
        """Claim no more."""
        self._stopping.set()

    async def _slot(self, queues: Sequence[Queue]) -> None:
        while not self._stopping.is_set():
            try:
                job = await self._claim(queues)
                if job is None:
                    await self._wait(queues)
                else:
                    await self._hold(job)
            except StoreError as error:
                self._events.emit("store_failed", what="worker", detail=str(error))
                await asyncio.sleep(IDLE_S)

    async def _claim(self, queues: Sequence[Queue]) -> Job | None:
        for queue in queues:
            job = await self._ledger.claim(queue, self._name, self._lease_s)
            if job is not None:
                return job
        return None

    async def _wait(self, queues: Sequence[Queue]) -> None:
        waits = [asyncio.create_task(self._ledger.wake(queue, IDLE_S)) for queue in queues]
        waits.append(asyncio.create_task(_until(self._stopping)))
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        await ended(*waits)

    async def _hold(self, job: Job) -> None:
        """Work on the job while its lease is renewed; a lost lease or a cancel ends the work."""
        step = self._step(job)
        working = asyncio.create_task(self._guarded(job, step))
        watching = asyncio.create_task(self._watch(job))
        try:
            await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
                return
            await ended(working)
            if not working.cancelled():
                working.result()
            if watching.result():
                # What was posted since the claim stands in the record only.
                stands = await self._ledger.job(job.team, job.id)
                await self._guarded(stands or job, self._work.stop)
        except Fenced:
            self._events.emit("job_fenced", job=job.id)
        finally:
            await ended(working, watching)

    def _step(self, job: Job) -> Callable[[Job], Awaitable[None]]:
        """What is to be done with a job just claimed: the store's clock says when that was."""
        if job.cancelled:
            return self._work.stop
        return self._work.late if job.lease_until - self._lease_s > job.deadline else self._work.do

    async def _guarded(self, job: Job, step: Callable[[Job], Awaitable[None]]) -> None:
        try:
            await step(job)
        except (Fenced, StoreError):
            raise
        except Exception as error:  # noqa: BLE001 - a defect must cost one attempt, not the worker
            # The place, never the message: that may quote what a person wrote.
            last = traceback.extract_tb(error.__traceback__)[-1]
            self._events.emit(
                "job_failed",
                job=job.id,
                problem=type(error).__name__,
                attempt=job.attempt,
                where=f"{last.name}:{last.lineno}",
            )
            await self._again(job)

    async def _again(self, job: Job) -> None:
        """Put it back; after the last attempt the next claim tells the asker and ends it."""
        found = await self._ledger.job(job.team, job.id)
        if found is None or found.fence != job.fence:
            return
        delay = AGAIN_S * min(job.attempt, MOST_ATTEMPTS)
        await self._ledger.move(found, found.state, Change(queue=found.queue, delay_s=delay))

    async def _watch(self, job: Job) -> bool:
        """True when somebody asked to cancel, False when the lease is lost."""
        told = asyncio.create_task(self._ledger.cancelled(job.id))
        try:
            while True:
                await asyncio.wait({told}, timeout=self._lease_s / 3)
                try:
                    if await self._ledger.renew(job, self._lease_s):
                        return True
                except Fenced:
                    return False
                except StoreError as error:
                    self._events.emit("store_failed", what="renew", detail=str(error))
                if told.done():
                    told = asyncio.create_task(self._ledger.cancelled(job.id))
        finally:
            await ended(told)


async def _until(event: asyncio.Event) -> None:
    await event.wait()
