"""The ledger on Redis or Valkey: every transition is one script, atomic on the server.

Refuses to know what a job is about. Records are hashes; order, leases and due times sorted sets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count

from redis.asyncio import Redis

from adapters.queue.announcements import Announcements
from adapters.queue.calls import Places, as_bytes, mapping, ms, script, translated
from adapters.queue.fields import of_change, of_received, to_job
from bot.errors import Fenced, UnknownVersion
from bot.events import Events
from bot.jobs.record import (
    FINAL,
    KEPT_S,
    MOVES,
    VERSION,
    Change,
    Depth,
    Job,
    Receipt,
    Received,
    State,
    kept_s,
)
from bot.keys import DAY_S, KeySpace
from bot.request import Queue
from bot.sealing import Sealer

BATCH = 20
#: So many finished jobs are remembered by age.
RECENT = 1_000
LANES = ("ready:quick", "turn:quick", "ready:deep", "turn:deep")
QUEUES: tuple[Queue, ...] = ("quick", "deep")


class ValkeyLedger:
    """`bot.ports.Ledger` and `LedgerReader` on a server. Job ids begin with their partition."""

    def __init__(self, client: Redis, space: KeySpace, sealer: Sealer, events: Events) -> None:
        self._client = client
        self._space = space
        self._sealer = sealer
        self._events = events
        self._turn = count()
        self._scripts = {
            name: script(client, name)
            for name in ("receive", "claim", "renew", "move", "cancel", "note")
        }
        self._announcements = Announcements(
            client,
            [
                space.at(partition, name)
                for partition in range(space.partitions)
                for name in ("wake:quick", "wake:deep", "cancel")
            ],
        )

    async def receive(self, entry: Received) -> Receipt:
        """See `bot.ports.Ledger`; exactly one round trip."""
        at = self._places(entry.team)
        seen = [at(f"seen:{self._sealer.digest('seen', name)}") for name in entry.dedupe]
        async with translated():
            known, duplicate = await self._scripts["receive"](
                keys=[
                    at(f"job:{entry.id}"),
                    at(f"ready:{entry.queue}"),
                    at(f"turn:{entry.queue}"),
                    at("open"),
                    *seen,
                ],
                args=[
                    entry.id,
                    entry.team,
                    ms(kept_s(entry.kind)),
                    ms(min(DAY_S, kept_s(entry.kind))),
                    entry.deadline_s,
                    at(f"wake:{entry.queue}"),
                    *of_received(entry),
                ],
            )
        return Receipt(id=known.decode(), duplicate=bool(duplicate))

    async def claim(self, queue: Queue, worker: str, lease_s: float) -> Job | None:
        """See `bot.ports.Ledger`. Partitions are served in turn."""
        first = next(self._turn)
        for offset in range(self._space.partitions):
            partition = (first + offset) % self._space.partitions
            while raw := await self._claim_raw(partition, queue, lease_s):
                if raw[0] == b"aside":
                    job_id = raw[1].decode(errors="replace")
                    self._events.emit("job_unreadable", job=job_id, detail="not a record of ours")
                    continue
                try:
                    return to_job(mapping(raw))
                except UnknownVersion as error:
                    await self._set_aside(partition, mapping(raw), str(error))
        return None

    async def _claim_raw(self, partition: int, queue: Queue, lease_s: float) -> Sequence[bytes]:
        def at(name: str) -> str:
            return self._space.at(partition, name)

        names = (*LANES, "leases", "due", "open", "aside")
        # What is announced from here on may have come too late for this call.
        self._announcements.forget(f"wake:{queue}")
        async with translated():
            raw = await self._scripts["claim"](
                keys=[at(name) for name in names],
                args=[queue, lease_s, at("job:"), BATCH, VERSION],
            )
        return raw or ()

    async def _set_aside(self, partition: int, raw: Mapping[bytes, bytes], why: str) -> None:
        job_id = raw.get(b"id", b"?").decode(errors="replace")
        self._events.emit("job_unreadable", job=job_id, detail=why)
        async with translated(), self._client.pipeline(transaction=True) as pipe:
            pipe.zrem(self._space.at(partition, "leases"), job_id)
            pipe.zrem(self._space.at(partition, "open"), job_id)
            pipe.sadd(self._space.at(partition, "aside"), job_id)
            await pipe.execute()

    async def renew(self, job: Job, lease_s: float) -> bool:
        """See `bot.ports.Ledger`."""
        at = self._places(job.team)
        async with translated():
            answer = await self._scripts["renew"](
                keys=[at(f"job:{job.id}"), at("leases")], args=[job.id, job.fence, lease_s]
            )
        if int(answer) < 0:
            raise Fenced(job.id)
        return bool(int(answer))

    async def move(self, job: Job, state: State, change: Change) -> Job:
        """See `bot.ports.Ledger`."""
        at = self._places(job.team)
        queue = change.queue or job.queue
        origins = "".join(f"{origin}," for origin, targets in MOVES.items() if state in targets)
        async with translated():
            raw = await self._scripts["move"](
                keys=[
                    at(f"job:{job.id}"),
                    at("leases"),
                    at("open"),
                    at("due"),
                    at(f"ready:{queue}"),
                    at(f"turn:{queue}"),
                    at("recent"),
                ],
                args=[
                    job.id,
                    job.fence,
                    state,
                    f",{origins}",
                    int(state in FINAL),
                    change.queue or "",
                    change.delay_s,
                    at(f"wake:{queue}"),
                    ms(kept_s(job.kind)),
                    0 if kept_s(job.kind) < KEPT_S else RECENT,
                    *of_change(change),
                ],
            )
        if raw[0] == b"fenced":
            raise Fenced(job.id)
        if raw[0] == b"forbidden":
            raise ValueError(f"a job does not go from {raw[1].decode()} to {state}")
        return to_job(mapping(raw))

    async def cancel(self, team: str, job_id: str, by: str = "") -> bool:
        """See `bot.ports.Ledger`."""
        at = self._places(team)
        lanes = ("ready:quick", "ready:deep", "turn:quick", "turn:deep")
        names = ("leases", "open", "due", *lanes, "recent")
        async with translated():
            answer = await self._scripts["cancel"](
                keys=[at(f"job:{job_id}"), *(at(name) for name in names)],
                args=[
                    *(job_id, at("cancel"), f",{','.join(sorted(FINAL))},"),
                    *(at("wake:quick"), at("wake:deep"), ms(KEPT_S), RECENT, by),
                ],
            )
        return bool(answer)

    async def note(self, job: Job, change: Change) -> bool:
        """See `bot.ports.Ledger`."""
        key = self._places(job.team)(f"job:{job.id}")
        told = Change(decision=change.decision, answer=change.answer)
        async with translated():
            written = await self._scripts["note"](
                keys=[key], args=[f",{','.join(sorted(FINAL))},", *of_change(told)]
            )
        return bool(written)

    async def job(self, team: str, job_id: str) -> Job | None:
        """See `bot.ports.LedgerReader`."""
        async with translated():
            return await self._read(self._places(team)(f"job:{job_id}"))

    async def known(self, team: str, name: str) -> str | None:
        """See `bot.ports.LedgerReader`."""
        key = self._places(team)(f"seen:{self._sealer.digest('seen', name)}")
        async with translated():
            found = await self._client.get(key)
        return as_bytes(found).decode() if found else None

    async def find(self, job_id: str) -> Job | None:
        """See `bot.ports.LedgerReader`."""
        for partition in range(self._space.partitions):
            async with translated():
                job = await self._read(self._space.at(partition, f"job:{job_id}"))
            if job is not None:
                return job
        return None

    async def _read(self, key: str) -> Job | None:
        raw = await self._client.hgetall(key)
        fields = {as_bytes(name): as_bytes(value) for name, value in raw.items()}
        return to_job(fields) if fields else None

    async def jobs(self, limit: int) -> Sequence[Job]:
        """See `bot.ports.LedgerReader`."""
        found = await self._listed("open", limit, latest=False)
        return sorted(found, key=lambda job: job.received_at)[:limit]

    async def recent(self, limit: int) -> Sequence[Job]:
        """See `bot.ports.LedgerReader`."""
        found = await self._listed("recent", limit, latest=True)
        return sorted(found, key=lambda job: -job.history[-1].at)[:limit]

    async def _listed(self, name: str, limit: int, *, latest: bool) -> list[Job]:
        """The records of the first or last ids of a sorted set, from every partition."""
        found: list[Job] = []
        for partition in range(self._space.partitions):
            key = self._space.at(partition, name)
            async with translated():
                ids = await self._client.zrange(key, 0, limit - 1, desc=latest)
                for job_id in ids:
                    key = self._space.at(partition, f"job:{as_bytes(job_id).decode()}")
                    # One that cannot be read is the next claim's to name and to set aside.
                    with suppress(UnknownVersion):
                        job = await self._read(key)
                        found += [job] if job is not None else []
        return found

    async def depth(self) -> Mapping[Queue, Depth]:
        """See `bot.ports.LedgerReader`."""
        depths: dict[Queue, Depth] = {}
        for queue in QUEUES:
            waiting, oldest = 0, 0.0
            for partition in range(self._space.partitions):
                more, age = await self._depth_of(partition, queue)
                waiting, oldest = waiting + more, max(oldest, age)
            depths[queue] = Depth(waiting=waiting, oldest_s=oldest)
        return depths

    async def _depth_of(self, partition: int, queue: Queue) -> tuple[int, float]:
        ready = self._space.at(partition, f"ready:{queue}")
        async with translated():
            waiting = int(await self._client.zcard(ready))
            if not waiting:
                return 0, 0.0
            oldest = await self._client.zrange(ready, 0, 0)
            if not oldest:
                return 0, 0.0
            first = as_bytes(oldest[0]).decode()
            key = self._space.at(partition, f"job:{first}")
            received = await self._client.hget(key, "received_at")
            seconds, micros = await self._client.time()
        age = seconds + micros / 1_000_000 - float(received or seconds)
        return waiting, max(0.0, age)

    async def position(self, job: Job) -> int | None:
        """See `bot.ports.LedgerReader`."""
        async with translated():
            rank = await self._client.zrank(self._places(job.team)(f"ready:{job.queue}"), job.id)
        return rank if isinstance(rank, int) else None

    async def wake(self, queue: Queue, timeout_s: float) -> None:
        """See `bot.ports.LedgerReader`."""
        await self._announcements.wait(f"wake:{queue}", timeout_s)

    async def cancelled(self, job_id: str) -> None:
        """See `bot.ports.LedgerReader`."""
        await self._announcements.wait(f"cancel:{job_id}", None)

    async def close(self) -> None:
        """Stop listening; the client is the caller's."""
        await self._announcements.close()

    def _places(self, team: str) -> Places:
        return Places(self._space, self._space.partition(team))
