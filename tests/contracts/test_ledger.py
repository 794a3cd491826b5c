"""The ledger's contract, held by the one in memory and the one on Valkey alike."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest

from adapters.queue.memory import MemoryLedger
from adapters.queue.valkey import ValkeyLedger
from adapters.stores.valkey import connect
from bot.errors import Fenced
from bot.events import Silence
from bot.jobs.record import Change, Job, Received
from bot.keys import KeySpace
from bot.sealing import Sealer, new_key

Ledger = MemoryLedger | ValkeyLedger
_ids = itertools.count()


@pytest.fixture(params=["memory", "valkey", "valkey in 3 partitions"])
async def ledger(request: pytest.FixtureRequest, valkey_url: str) -> AsyncIterator[Ledger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    client = connect(valkey_url)
    space = KeySpace(3 if "3" in request.param else 1)
    made = ValkeyLedger(client, space, Sealer(new_key()), Silence())
    yield made
    await made.close()
    await client.aclose()


def entry(team: str = "T1", *, event: str = "", channel: str = "C1") -> Received:
    number = next(_ids)
    return Received(
        id=f"J{number:07d}",
        kind="mention",
        team=team,
        channel=channel,
        user="U1",
        sealed=b"\x00sealed\xff",
        dedupe=(event or f"event:{number}", f"message:{team}:{channel}:{number}"),
    )


async def claimed(ledger: Ledger, *, lease_s: float = 30.0) -> Job:
    job = await ledger.claim("quick", "w1", lease_s)
    assert job is not None
    return job


async def test_what_is_received_is_claimed_once(ledger: Ledger) -> None:
    sent = entry()
    receipt = await ledger.receive(sent)
    assert (receipt.id, receipt.duplicate) == (sent.id, False)
    job = await claimed(ledger)
    assert (job.id, job.sealed, job.state) == (sent.id, b"\x00sealed\xff", "received")
    assert (job.attempt, job.fence) == (1, 1)
    assert await ledger.claim("quick", "w2", 30.0) is None


@pytest.mark.parametrize("again", [0, 1])
async def test_any_known_name_makes_it_a_duplicate(ledger: Ledger, again: int) -> None:
    first = entry()
    await ledger.receive(first)
    second = entry()
    names = ("event:other", first.dedupe[again])
    receipt = await ledger.receive(second.model_copy(update={"dedupe": names}))
    assert (receipt.id, receipt.duplicate) == (first.id, True)
    third = entry().model_copy(update={"dedupe": ("event:other",)})
    assert (await ledger.receive(third)).duplicate
    assert (await ledger.depth())["quick"].waiting == 1


async def test_the_job_behind_a_name_is_found_by_it(ledger: Ledger) -> None:
    sent = entry()
    await ledger.receive(sent)
    for name in sent.dedupe:
        assert await ledger.known(sent.team, name) == sent.id
    assert await ledger.known(sent.team, "event:nobody") is None


async def test_a_move_writes_and_a_final_one_ends_the_job(ledger: Ledger) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    job = await ledger.move(job, "decided", Change(decision=b"d", request=b"r"))
    job = await ledger.move(job, "posting", Change(slots={"answer": ""}))
    job = await ledger.move(job, "thinking", Change(slots={"answer": "1.2"}))
    job = await ledger.move(job, "answered", Change(answer=b"a"))
    job = await ledger.move(job, "done", Change(reason="told"))
    assert (job.decision, job.request, job.answer, job.reason) == (b"d", b"r", b"a", "told")
    assert job.slots == {"answer": "1.2"}
    states = [step.state for step in job.history]
    assert states == ["received", "decided", "posting", "thinking", "answered", "done"]
    assert await ledger.jobs(10) == []
    found = await ledger.find(job.id)
    assert found is not None
    assert found.state == "done"
    with pytest.raises(Fenced):
        await ledger.move(job, "done", Change())


async def test_finished_jobs_are_listed_the_latest_first(ledger: Ledger) -> None:
    names = []
    for _ in range(3):
        sent = entry()
        await ledger.receive(sent)
        job = await claimed(ledger)
        await ledger.move(job, "refused", Change(reason="refused.empty", request=b"r"))
        names.append(sent.id)
        await asyncio.sleep(0.002)  # the history is kept in milliseconds
    ended = entry()
    await ledger.receive(ended)
    assert await ledger.cancel("T1", ended.id)
    await ledger.receive(entry())
    found = await ledger.recent(10)
    assert [job.id for job in found] == [ended.id, *reversed(names)]
    assert (found[1].state, found[1].request) == ("refused", b"r")
    assert [job.id for job in await ledger.recent(2)] == [ended.id, names[-1]]


async def test_a_forbidden_move_writes_nothing(ledger: Ledger) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    with pytest.raises(ValueError, match="received to done"):
        await ledger.move(job, "done", Change(reason="no"))
    found = await ledger.job(job.team, job.id)
    assert found is not None
    assert (found.state, found.reason) == ("received", "")


async def test_a_lease_that_runs_out_hands_the_job_on_and_fences_the_first(
    ledger: Ledger,
) -> None:
    await ledger.receive(entry())
    first = await claimed(ledger, lease_s=0.05)
    await asyncio.sleep(0.1)
    second = await claimed(ledger)
    assert (second.id, second.attempt, second.fence) == (first.id, 2, 2)
    with pytest.raises(Fenced):
        await ledger.move(first, "decided", Change(decision=b"late"))
    with pytest.raises(Fenced):
        await ledger.renew(first, 30.0)
    assert not await ledger.renew(second, 30.0)


async def test_a_job_moves_to_the_other_queue(ledger: Ledger) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    await ledger.move(job, "decided", Change(decision=b"d", queue="deep"))
    assert await ledger.claim("quick", "w", 30.0) is None
    deep = await ledger.claim("deep", "w", 30.0)
    assert deep is not None
    assert (deep.id, deep.state, deep.decision, deep.queue) == (job.id, "decided", b"d", "deep")
    assert deep.attempt == job.attempt, "a hand-over is no failed attempt"
    assert deep.fence > job.fence


async def test_a_question_that_goes_up_takes_along_what_was_used(ledger: Ledger) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    assert job.earlier == b""
    job = await ledger.move(job, "decided", Change(decision=b"fast"))
    job = await ledger.move(job, "posting", Change())
    job = await ledger.move(job, "thinking", Change(slots={"answer": "1.2"}))
    up = Change(decision=b"reasoning", earlier=b"\x00used\xff", queue="deep")
    await ledger.move(job, "decided", up)
    assert await ledger.claim("quick", "w", 30.0) is None
    deep = await ledger.claim("deep", "w", 30.0)
    assert deep is not None
    assert (deep.state, deep.decision, deep.earlier) == ("decided", b"reasoning", b"\x00used\xff")
    assert (deep.slots, deep.attempt) == ({"answer": "1.2"}, job.attempt)
    assert (await ledger.move(deep, "posting", Change())).earlier == b"\x00used\xff"


async def test_a_delayed_job_comes_back_when_it_is_due(ledger: Ledger) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    await ledger.move(job, "received", Change(queue="quick", delay_s=0.15))
    assert await ledger.claim("quick", "w", 30.0) is None
    await asyncio.sleep(0.2)
    assert (await claimed(ledger)).id == job.id


async def test_one_team_does_not_make_another_wait(ledger: Ledger) -> None:
    if isinstance(ledger, ValkeyLedger) and ledger._space.partitions > 1:
        teams = ("T1", "T1")  # between partitions the turn itself is the fairness
    else:
        teams = ("T1", "T2")
    for _ in range(20):
        await ledger.receive(entry(teams[0]))
    late = entry(teams[1])
    await ledger.receive(late)
    order = [(await claimed(ledger)).id for _ in range(21)]
    assert order.index(late.id) <= (1 if teams[0] != teams[1] else 20)


async def test_cancelling_what_nobody_holds_ends_it(ledger: Ledger) -> None:
    sent = entry()
    await ledger.receive(sent)
    assert await ledger.cancel(sent.team, sent.id)
    assert not await ledger.cancel(sent.team, sent.id)
    assert await ledger.claim("quick", "w", 30.0) is None
    job = await ledger.job(sent.team, sent.id)
    assert job is not None
    assert job.state == "cancelled"


async def test_cancelling_what_already_shows_in_the_channel_hands_it_to_a_worker_first(
    ledger: Ledger,
) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    job = await ledger.move(
        job, "posting", Change(slots={"answer": "1.2"}, queue="quick", delay_s=60)
    )
    await ledger.receive(entry())
    assert await ledger.cancel(job.team, job.id, "U1")
    assert await ledger.cancel(job.team, job.id, "U2")
    again = await claimed(ledger)
    assert (again.id, again.cancelled, again.state) == (job.id, True, "posting")
    assert again.cancelled_by == "U1"
    ended = await ledger.move(again, "cancelled", Change())
    assert ended.state == "cancelled"
    assert not await ledger.cancel(job.team, job.id)


async def test_unknown_jobs_are_none_and_cannot_be_cancelled(ledger: Ledger) -> None:
    assert await ledger.find("J404") is None
    assert await ledger.job("T1", "J404") is None
    assert not await ledger.cancel("T1", "J404")


async def test_cancelling_what_is_held_flags_it_and_wakes_its_worker(ledger: Ledger) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    await ledger.wake("quick", 0.2)  # the subscription stands
    listener = asyncio.create_task(ledger.cancelled(job.id))
    await asyncio.sleep(0)
    assert await ledger.cancel(job.team, job.id)
    await asyncio.wait_for(listener, 5)
    assert await ledger.renew(job, 30.0)
    ended = await ledger.move(job, "cancelled", Change())
    assert ended.state == "cancelled"


async def test_what_comes_between_a_claim_and_the_wait_is_not_missed(ledger: Ledger) -> None:
    await ledger.wake("quick", 0.1)  # the subscription stands
    assert await ledger.claim("quick", "w", 30.0) is None
    await ledger.receive(entry())
    await asyncio.wait_for(ledger.wake("quick", 20.0), 5)


async def test_work_wakes_those_who_wait(ledger: Ledger) -> None:
    await ledger.wake("quick", 0.1)
    assert await ledger.claim("quick", "w", 30.0) is None
    waiting = asyncio.create_task(ledger.wake("quick", 20.0))
    await asyncio.sleep(0.2)
    await ledger.receive(entry())
    await asyncio.wait_for(waiting, 5)


async def test_depth_and_position_are_told(ledger: Ledger) -> None:
    await ledger.receive(entry())
    second = entry()
    await ledger.receive(second)
    depth = await ledger.depth()
    assert depth["quick"].waiting == 2
    assert depth["quick"].oldest_s >= 0
    assert depth["deep"].waiting == 0
    job = await ledger.find(second.id)
    assert job is not None
    assert await ledger.position(job) == 1
    assert [job.id for job in await ledger.jobs(10)][1] == second.id


async def test_what_explains_a_job_is_added_when_it_is_over(ledger: Ledger) -> None:
    await ledger.receive(entry())
    job = await claimed(ledger)
    told = Change(decision=b"why", answer=b"an answer", reason="no", slots={"answer": "1.2"})
    assert not await ledger.note(job, told)
    job = await ledger.move(job, "answered", Change(answer=b"first"))
    await ledger.move(job, "done", Change())
    assert await ledger.note(job, told)
    after = await ledger.job(job.team, job.id)
    assert after is not None
    assert (after.state, after.decision, after.answer) == ("done", b"why", b"an answer")
    assert (after.reason, after.slots) == ("", {})
    assert not await ledger.note(job.model_copy(update={"id": "J999"}), told)
