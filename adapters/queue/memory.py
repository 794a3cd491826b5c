"""The ledger in this process: the same contract as on Valkey, for tests and terminals.

Refuses to outlive the process.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from bot.errors import Fenced
from bot.jobs.record import FINAL, MOVES, Change, Depth, Job, Receipt, Received, State, Step
from bot.keys import DAY_S
from bot.request import Queue


class MemoryLedger:
    """`bot.ports.Ledger` and `LedgerReader` without a server; the clock can be handed in."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._seen: dict[str, tuple[str, float]] = {}
        # (turn, id): the order of a sorted set, ties included.
        self._ready: dict[Queue, list[tuple[float, str]]] = {"quick": [], "deep": []}
        self._turns: dict[Queue, dict[str, float]] = {"quick": {}, "deep": {}}
        self._leases: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._missed: set[str] = set()
        self._events: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def receive(self, entry: Received) -> Receipt:
        """See `bot.ports.Ledger`."""
        at = self._clock()
        for name in entry.dedupe:
            known, until = self._seen.get(name, ("", 0.0))
            if until > at:
                for other in entry.dedupe:
                    if self._seen.get(other, ("", 0.0))[1] <= at:
                        self._seen[other] = (known, at + DAY_S)
                return Receipt(id=known, duplicate=True)
        for name in entry.dedupe:
            self._seen[name] = (entry.id, at + DAY_S)
        self._jobs[entry.id] = Job(
            id=entry.id,
            kind=entry.kind,
            team=entry.team,
            channel=entry.channel,
            user=entry.user,
            sealed=entry.sealed,
            state="received",
            queue=entry.queue,
            received_at=at,
            deadline=at + entry.deadline_s,
            history=(Step(at=at, state="received", attempt=0),),
        )
        self._enqueue(entry.queue, entry.team, entry.id)
        return Receipt(id=entry.id, duplicate=False)

    def _enqueue(self, queue: Queue, team: str, job_id: str) -> None:
        turns = self._turns[queue]
        mine = max(turns.get("", 0.0), turns.get(f"t{team}", 0.0)) + 1
        turns[f"t{team}"] = mine
        self._push(queue, mine, job_id)
        self._tell(f"wake:{queue}")

    def _push(self, queue: Queue, turn: float, job_id: str) -> None:
        self._ready[queue].append((turn, job_id))

    async def claim(self, queue: Queue, worker: str, lease_s: float) -> Job | None:
        """See `bot.ports.Ledger`."""
        at = self._clock()
        self._missed.discard(f"wake:{queue}")
        for waiting in (self._leases, self._due):
            for job_id in [job_id for job_id, until in waiting.items() if until <= at]:
                del waiting[job_id]
                lane = self._jobs[job_id].queue
                self._push(lane, self._turns[lane].get("", 0.0), job_id)
        if not self._ready[queue]:
            self._turns[queue].clear()
            return None
        first = min(self._ready[queue])
        self._ready[queue].remove(first)
        job = self._jobs[first[1]]
        self._served(queue, f"t{job.team}", first[0])
        self._leases[job.id] = at + lease_s
        return self._write(
            job, attempt=job.attempt + 1, fence=job.fence + 1, lease_until=at + lease_s
        )

    def _served(self, queue: Queue, team: str, mine: float) -> None:
        turns = self._turns[queue]
        if not self._ready[queue]:
            turns.clear()
            return
        turns[""] = max(turns.get("", 0.0), mine)
        if turns.get(team, 0.0) <= mine:
            turns.pop(team, None)

    def _write(self, job: Job, **fields: object) -> Job:
        self._jobs[job.id] = job.model_copy(update=fields)
        return self._jobs[job.id]

    def _held(self, job: Job) -> Job:
        current = self._jobs.get(job.id)
        if current is None or current.fence != job.fence or job.id not in self._leases:
            raise Fenced(job.id)
        return current

    async def renew(self, job: Job, lease_s: float) -> bool:
        """See `bot.ports.Ledger`."""
        current = self._held(job)
        self._leases[job.id] = self._clock() + lease_s
        return self._write(current, lease_until=self._leases[job.id]).cancelled

    async def move(self, job: Job, state: State, change: Change) -> Job:
        """See `bot.ports.Ledger`."""
        current = self._held(job)
        if state not in MOVES[current.state]:
            raise ValueError(f"a job does not go from {current.state} to {state}")
        at = self._clock()
        fields: dict[str, object] = {
            name: value
            for name in ("request", "decision", "answer", "earlier", "reason")
            if (value := getattr(change, name)) is not None
        }
        fields["slots"] = {**current.slots, **(change.slots or {})}
        fields["state"] = state
        if current.state != state or change.queue:
            step = Step(at=at, state=state, attempt=current.attempt)
            fields["history"] = (*current.history, step)
        if state in FINAL:
            del self._leases[job.id]
        elif change.queue:
            del self._leases[job.id]
            fields |= {"queue": change.queue, "lease_until": 0.0}
            if change.delay_s > 0:
                self._due[job.id] = at + change.delay_s
            else:
                if current.state != state:
                    fields["attempt"] = current.attempt - 1
                self._enqueue(change.queue, current.team, job.id)
        return self._write(current, **fields)

    async def cancel(self, team: str, job_id: str, by: str = "") -> bool:
        """See `bot.ports.Ledger`."""
        job = self._jobs.get(job_id)
        if job is None or job.state in FINAL:
            return False
        job = self._write(job, cancelled=True, cancelled_by=job.cancelled_by or by)
        self._tell(f"cancel:{job_id}")
        if job_id not in self._leases:
            self._due.pop(job_id, None)
            self._ready[job.queue] = [item for item in self._ready[job.queue] if item[1] != job_id]
            if job.slots:
                self._push(job.queue, self._turns[job.queue].get("", 0.0), job_id)
                self._tell(f"wake:{job.queue}")
                return True
            step = Step(at=self._clock(), state="cancelled", attempt=job.attempt)
            self._write(job, state="cancelled", history=(*job.history, step))
        return True

    async def note(self, job: Job, change: Change) -> bool:
        """See `bot.ports.Ledger`."""
        current = self._jobs.get(job.id)
        if current is None or current.state not in FINAL:
            return False
        given = {name: getattr(change, name) for name in ("decision", "answer")}
        self._write(current, **{name: value for name, value in given.items() if value is not None})
        return True

    async def job(self, team: str, job_id: str) -> Job | None:
        """See `bot.ports.LedgerReader`."""
        return self._jobs.get(job_id)

    async def known(self, team: str, name: str) -> str | None:
        """See `bot.ports.LedgerReader`."""
        job_id, until = self._seen.get(name, ("", 0.0))
        return job_id if until > self._clock() else None

    async def find(self, job_id: str) -> Job | None:
        """See `bot.ports.LedgerReader`."""
        return self._jobs.get(job_id)

    async def jobs(self, limit: int) -> Sequence[Job]:
        """See `bot.ports.LedgerReader`."""
        unfinished = [job for job in self._jobs.values() if job.state not in FINAL]
        return sorted(unfinished, key=lambda job: job.received_at)[:limit]

    async def recent(self, limit: int) -> Sequence[Job]:
        """See `bot.ports.LedgerReader`."""
        finished = [job for job in self._jobs.values() if job.state in FINAL]
        return sorted(finished, key=lambda job: -job.history[-1].at)[:limit]

    async def depth(self) -> Mapping[Queue, Depth]:
        """See `bot.ports.LedgerReader`."""
        at = self._clock()
        depths: dict[Queue, Depth] = {}
        for queue, items in self._ready.items():
            oldest = at - self._jobs[min(items)[1]].received_at if items else 0.0
            depths[queue] = Depth(waiting=len(items), oldest_s=oldest)
        return depths

    async def position(self, job: Job) -> int | None:
        """See `bot.ports.LedgerReader`."""
        order = [item[1] for item in sorted(self._ready[job.queue])]
        return order.index(job.id) if job.id in order else None

    async def wake(self, queue: Queue, timeout_s: float) -> None:
        """See `bot.ports.LedgerReader`."""
        await self._wait(f"wake:{queue}", timeout_s)

    async def cancelled(self, job_id: str) -> None:
        """See `bot.ports.LedgerReader`."""
        await self._wait(f"cancel:{job_id}", None)

    async def close(self) -> None:
        """Nothing to stop."""

    async def _wait(self, topic: str, timeout_s: float | None) -> None:
        if topic in self._missed:
            return
        event = asyncio.Event()
        self._events[topic].add(event)
        try:
            await asyncio.wait_for(event.wait(), timeout_s)
        except TimeoutError:
            return
        finally:
            self._events[topic].discard(event)

    def _tell(self, topic: str) -> None:
        if topic.startswith("wake:"):
            self._missed.add(topic)
        for event in self._events.get(topic, ()):
            event.set()
