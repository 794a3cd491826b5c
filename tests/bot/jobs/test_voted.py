"""A bad vote: that answer is not given to that audience from memory again; no other is touched."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from house_cases import Heard, Parts, parts
from routing_cases import request

from adapters.playground.models import Script
from adapters.queue.memory import MemoryLedger
from bot.answer import Answer
from bot.jobs.record import Change, Job, Received, State, seal_scope
from bot.jobs.voted import MOST_ATTEMPTS, Voted
from bot.jobs.votes import unwanted
from bot.request import Request
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
ASKED = request("what does HTTP 429 mean?")


class Room:
    """Answers in a ledger and in memory, and a worker for what is voted down."""

    def __init__(self, made: Parts) -> None:
        self.made, self.ledger, self.heard = made, MemoryLedger(), Heard()
        self.voted = Voted(self.ledger, made.pipeline, SEALER, self.heard)

    async def answered(self, asked: Request) -> tuple[Job, Answer]:
        """Asked and answered; what a worker would write down."""
        given = await self.made.pipeline.answer(asked)
        name = f"J{len(self.ledger._jobs)}"
        fields = {"id": name, "kind": "mention", "team": "T1", "channel": "C1", "user": "U1"}
        entry = Received.model_validate({**fields, "sealed": b"-", "dedupe": (name,)})
        await self.ledger.receive(entry)
        job = await self.ledger.claim("quick", "w", 30.0)
        assert job is not None
        scope = seal_scope("T1", name)
        change = Change(
            request=SEALER.seal(asked.model_dump_json().encode(), scope),
            answer=SEALER.seal(given.model_dump_json().encode(), scope),
        )
        job = await self.ledger.move(job, "answered", change)
        return await self.ledger.move(job, "done", Change()), given

    async def voted_down(self, job: Job, press: str = "t1") -> State:
        """Somebody votes it down, a worker does what follows; how that ended."""
        await self.ledger.receive(unwanted(job, "U1", (press,), SEALER))
        claimed = await self.ledger.claim("quick", "w", 30.0)
        assert claimed is not None
        await self.voted.do(claimed)
        after = await self.ledger.job("T1", claimed.id)
        assert after is not None
        return after.state


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    first = Script(text="First answer.", times=1)
    async with parts(first, Script(text="Second answer.")) as made:
        yield Room(made)


async def state_of(room: Room, asked: Request) -> tuple[str, str]:
    found = await room.made.pipeline.answer(asked)
    return found.cache.state, found.answer.text


async def test_it_is_not_given_again(room: Room) -> None:
    job, _ = await room.answered(ASKED)
    assert await state_of(room, ASKED) == ("hit", "First answer.")
    assert await room.voted_down(job) == "done"
    assert room.heard.all[-1] == ("evicted", {"job": job.id, "forgotten": True})
    assert await state_of(room, ASKED) == ("miss", "Second answer.")


async def test_one_that_came_from_memory_is_forgotten_too(room: Room) -> None:
    await room.answered(ASKED)
    again, answer = await room.answered(ASKED)
    assert answer.cache.state == "hit"
    await room.voted_down(again)
    assert (await state_of(room, ASKED))[0] == "miss"


async def test_another_audience_s_answer_stays(room: Room) -> None:
    job, _ = await room.answered(ASKED)
    elsewhere = ASKED.model_copy(update={"place": ASKED.place.model_copy(update={"channel": "C2"})})
    await room.answered(elsewhere)
    await room.voted_down(job)
    assert (await state_of(room, elsewhere))[0] == "hit"


async def test_a_better_answer_that_took_its_place_stays(room: Room) -> None:
    old, _ = await room.answered(ASKED)
    await room.answered(ASKED.model_copy(update={"fresh": True}))
    await room.voted_down(old)
    assert room.heard.all[-1] == ("evicted", {"job": old.id, "forgotten": False})
    assert await state_of(room, ASKED) == ("hit", "Second answer.")


async def test_a_record_that_is_gone_or_shut_ends_the_work(room: Room) -> None:
    job, _ = await room.answered(ASKED)
    assert await room.voted_down(job.model_copy(update={"id": "J9"})) == "done"
    room.ledger._jobs[job.id] = job.model_copy(update={"answer": b"nonsense"})
    assert await room.voted_down(job, "t2") == "done"


async def test_work_that_keeps_failing_is_given_up(room: Room) -> None:
    job, _ = await room.answered(ASKED)
    await room.ledger.receive(unwanted(job, "U1", ("t1",), SEALER))
    claimed = await room.ledger.claim("quick", "w", 30.0)
    assert claimed is not None
    await room.voted.do(claimed.model_copy(update={"attempt": MOST_ATTEMPTS + 1}))
    after = await room.ledger.job("T1", claimed.id)
    assert after is not None
    assert after.state == "dead"
