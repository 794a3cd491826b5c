"""What only the ledger on a server can get wrong: round trips, lost scripts, foreign records."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from adapters.queue.valkey import ValkeyLedger
from adapters.stores.valkey import connect
from bot.errors import StoreError
from bot.events import EVENTS, Value
from bot.jobs.record import Change, Job, Received
from bot.keys import KeySpace
from bot.sealing import Sealer, new_key

_ids = itertools.count()


class Notes:
    """Events, written down."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Value]] = []

    def emit(self, name: str, **fields: Value) -> None:
        assert name in EVENTS
        self.seen.append((name, fields.get("job")))


@pytest.fixture
async def client(valkey_url: str) -> AsyncIterator[Redis]:
    made = connect(valkey_url)
    yield made
    await made.aclose()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def ledger(client: Redis, notes: Notes) -> AsyncIterator[ValkeyLedger]:
    made = ValkeyLedger(client, KeySpace(), Sealer(new_key()), notes)
    yield made
    await made.close()


def entry(team: str = "T1") -> Received:
    number = next(_ids)
    return Received(
        id=f"J{number:07d}",
        kind="mention",
        team=team,
        channel="C1",
        user="U1",
        sealed=b"sealed",
        dedupe=(f"event:{number}", f"message:{number}"),
    )


async def claimed(ledger: ValkeyLedger) -> Job:
    job = await ledger.claim("quick", "w", 30.0)
    assert job is not None
    return job


async def forget_scripts(client: Redis) -> None:
    """What a restart does to a server's scripts."""
    raw: Callable[..., Awaitable[object]] = client.execute_command
    await raw("SCRIPT", "FLUSH")


async def calls(client: Redis) -> int:
    """Commands that clients sent, the ones inside scripts not counted."""
    stats = await client.info("commandstats")
    return sum(stats.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in ("evalsha", "eval"))


async def test_the_door_needs_one_round_trip(
    ledger: ValkeyLedger, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ledger.receive(entry())
    sent: list[str] = []
    real: Callable[..., Awaitable[object]] = client.execute_command

    async def counting(*args: object, **options: object) -> object:
        sent.append(str(args[0]))
        return await real(*args, **options)

    monkeypatch.setattr(client, "execute_command", counting)
    before = await calls(client)
    sent.clear()
    await ledger.receive(entry())
    assert sent == ["EVALSHA"]
    assert await calls(client) == before + 1


async def test_a_server_that_forgot_the_scripts_is_given_them_again(
    ledger: ValkeyLedger, client: Redis
) -> None:
    await ledger.receive(entry())
    await forget_scripts(client)
    await ledger.receive(entry())
    await forget_scripts(client)
    job = await claimed(ledger)
    await forget_scripts(client)
    await ledger.move(job, "decided", Change())
    assert (await ledger.depth())["quick"].waiting == 1


@pytest.mark.parametrize("damage", ["version", "kind", "attempt", "history", "not a hash"])
async def test_what_cannot_be_read_is_set_aside_and_named_and_the_next_one_is_served(
    ledger: ValkeyLedger, client: Redis, notes: Notes, damage: str
) -> None:
    broken, sound = entry(), entry()
    await ledger.receive(broken)
    await ledger.receive(sound)
    key = f"{{p0}}:job:{broken.id}"
    if damage == "not a hash":
        await client.set(key, "?", ex=60)
    else:
        await client.hset(key, damage, "99x")
    assert (await claimed(ledger)).id == sound.id
    assert notes.seen == [("job_unreadable", broken.id)]
    assert await client.smembers("{p0}:aside") == {broken.id.encode()}
    assert await client.exists(key)
    assert await ledger.claim("quick", "w", 30.0) is None
    assert len(notes.seen) == 1


async def test_a_record_of_the_version_before_is_worked_on_to_its_end(
    ledger: ValkeyLedger, client: Redis
) -> None:
    """As 0.1.0 wrote it while a model was thinking: without the field for an earlier one."""
    record: Any = {
        **{"version": "1", "id": "JOLD", "kind": "mention", "team": "T1", "channel": "C1"},
        **{"user": "U1", "sealed": b"s", "queue": "deep", "attempt": "1", "fence": "1"},
        **{"received_at": "1000.5", "deadline": "2800.5", "lease_until": "1020.5"},
        **{"state": "thinking", "request": b"r", "decision": b"d", "slot:answer": "1.2"},
        "history": "1000.500 received 0\n1001.000 decided 1\n1002.000 thinking 1\n",
    }
    await client.hset("{p0}:job:JOLD", mapping=record)
    await client.expire("{p0}:job:JOLD", 60)
    await client.zadd("{p0}:leases", {"JOLD": 1020.5})
    job = await ledger.claim("deep", "w", 30.0)
    assert job is not None
    assert (job.id, job.earlier, job.slots) == ("JOLD", b"", {"answer": "1.2"})
    job = await ledger.move(job, "decided", Change(earlier=b"used", queue="deep"))
    assert job.earlier == b"used"


async def test_a_lease_on_a_foreign_record_stops_nobody(
    ledger: ValkeyLedger, client: Redis, notes: Notes
) -> None:
    await client.set("{p0}:job:FOREIGN", "?", ex=60)
    await client.zadd("{p0}:leases", {"FOREIGN": 1.0, "GONE": 1.0})
    await ledger.receive(entry())
    await claimed(ledger)
    assert notes.seen == [("job_unreadable", "FOREIGN")]
    assert await client.zrange("{p0}:ready:quick", 0, -1) == []


async def test_one_unreadable_record_does_not_hide_the_others(
    ledger: ValkeyLedger, client: Redis
) -> None:
    broken, sound = entry(), entry()
    await ledger.receive(broken)
    await ledger.receive(sound)
    await client.hset(f"{{p0}}:job:{broken.id}", "version", "0")
    assert [job.id for job in await ledger.jobs(10)] == [sound.id]


async def test_teams_that_no_longer_wait_are_forgotten(ledger: ValkeyLedger, client: Redis) -> None:
    for number in range(30):
        await ledger.receive(entry(f"T{number}"))
    for _ in range(10):
        await ledger.receive(entry("busy"))
    for _ in range(31):
        await claimed(ledger)
    # One field is the turn being served, the other the team that still waits.
    assert await client.hlen("{p0}:turn:quick") == 2
    for _ in range(9):
        await claimed(ledger)
    assert not await client.exists("{p0}:turn:quick")


async def test_nothing_is_left_but_records_when_all_is_done(
    ledger: ValkeyLedger, client: Redis
) -> None:
    for _ in range(5):
        await ledger.receive(entry())
        job = await claimed(ledger)
        job = await ledger.move(job, "answered", Change(answer=b"sealed"))
        await ledger.move(job, "done", Change())
    classes = {key.decode().split(":")[1] async for key in client.scan_iter()}
    assert classes == {"job", "seen", "recent"}


async def test_the_subscription_survives_silence_and_a_cut_connection(
    valkey_url: str, client: Redis
) -> None:
    impatient = Redis.from_url(valkey_url, socket_timeout=0.05)
    listener = ValkeyLedger(impatient, KeySpace(), Sealer(new_key()), Notes())
    talker = ValkeyLedger(client, KeySpace(), Sealer(new_key()), Notes())
    for cut in (False, True):
        assert await listener.claim("quick", "w", 30.0) is None
        await listener.wake("quick", 0.2)  # longer than the socket's own timeout
        if cut:
            assert await client.client_kill_filter(_type="pubsub", skipme=False) == 1
        assert await listener.claim("quick", "w", 30.0) is None
        waiting = asyncio.create_task(listener.wake("quick", 20.0))
        await talker.receive(entry())
        await asyncio.wait_for(waiting, 10)
        assert await listener.claim("quick", "w", 30.0) is not None
    await listener.close()
    await impatient.aclose()


async def test_a_server_that_says_nothing_is_asked_once() -> None:
    asked = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(1))
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = connect(f"redis://127.0.0.1:{port}")
    ledger = ValkeyLedger(client, KeySpace(), Sealer(new_key()), Notes())
    with pytest.raises(StoreError):
        await ledger.receive(entry())
    assert len(asked) == 1
    await client.aclose()
    server.close()


async def test_a_queue_that_empties_while_it_is_looked_at_is_empty(
    ledger: ValkeyLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def one(key: str) -> int:
        return 1

    monkeypatch.setattr(ledger._client, "zcard", one)
    assert {depth.waiting for depth in (await ledger.depth()).values()} == {0}
