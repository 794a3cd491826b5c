"""`usage`, `budget`, `cache`, `doctor`: figures of one's own, and of everybody for operators."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from command_cases import DANA, FOREIGN, SAM, desk, person, running
from routing_cases import answer, request, router

from adapters.queue.memory import MemoryLedger
from bot.answer import Usage
from bot.commands.command import Caller
from bot.commands.running import Running
from bot.jobs.record import Change, Received, seal_scope
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
QUICK, LEGAL = "what is HTTP 429", "should we sign the contract?"
# Outside the loop: reading a sentence is work for a thread.
ANSWERS = {text: answer(router().decide(request(text))) for text in (QUICK, LEGAL)}


async def asked(ledger: MemoryLedger, job_id: str, user: str, text: str, cost: float) -> None:
    """A finished question."""
    await ledger.receive(
        Received(
            id=job_id,
            kind="mention",
            team="T1",
            channel="C0GENERAL",
            user=user,
            sealed=b"",
            dedupe=(job_id,),
        )
    )
    job = await ledger.claim("quick", "w", 5)
    assert job is not None
    found = ANSWERS[text]
    usage = Usage(input_tokens=100, output_tokens=10, calls=1, cost_usd=cost)
    found = found.model_copy(update={"usage": usage})
    sealed = SEALER.seal(found.model_dump_json().encode(), seal_scope("T1", job_id))
    job = await ledger.move(job, "answered", Change(answer=sealed))
    await ledger.move(job, "done", Change())


@pytest.fixture
async def room() -> Running:
    ledger = MemoryLedger()
    await asked(ledger, "J1", SAM.id, QUICK, 0.001)
    await asked(ledger, "J2", SAM.id, LEGAL, 0.02)
    await asked(ledger, "J3", DANA.id, LEGAL, 0.04)
    at = desk(SEALER, ledger)
    question = request("x")
    place = question.place.model_copy(update={"team": "T1"})
    mine = question.model_copy(
        update={"place": place, "asker": question.asker.model_copy(update={"id": SAM.id})}
    )
    await at.purse.charge(mine, "reasoning", Usage(calls=1, cost_usd=0.5), datetime.now(UTC))
    return running(at, "worker")


async def said(room: Running, text: str, caller: Caller) -> str:
    return (await room.typed(text, person(caller))).outcome.text


async def test_one_s_own_usage_and_what_remains(room: Running) -> None:
    text = await said(room, "usage", SAM)
    assert text.startswith("Today you have used $0.50 of $2.00 and 1 of 50 R1 answers")
    assert "Your 2 finished questions" in text
    assert "• R1: 1 question, 100 tokens in, 10 out, $0.020" in text
    assert "Your 0 finished" in await said(
        room, "usage", FOREIGN.model_copy(update={"operator": 0})
    )


async def test_an_operator_sees_everybody_s_by_what_they_like(room: Running) -> None:
    text = await said(room, "usage by person", DANA)
    assert "Everybody's 3 finished questions of the last 7 days, by person:" in text
    assert "• <@U0SAM>: 2 questions" in text
    assert "• stakes: 2 questions" in await said(room, "usage by cause", DANA)
    rows = await said(room, "usage --csv by tier", DANA)
    assert rows.splitlines() == [
        "by,name,questions,input_tokens,output_tokens,cost_usd",
        "tier,R1,2,200,20,0.06",
        "tier,V3,1,100,10,0.001",
    ]
    ended = await room.typed("usage by day", person(DANA))
    (row,) = ended.shapes
    assert row.model_dump()["questions"] == 3
    assert "by cannot be" in await said(room, "usage by moon", DANA)


async def test_the_budget_is_held_against_its_caps(room: Running) -> None:
    text = await said(room, "budget", DANA)
    assert text.startswith("Today this workspace has spent $0.50 of $20.00.")
    assert "policy set caps.usd_team_day" in text


async def test_remembered_answers_are_forgotten_and_nothing_else(room: Running) -> None:
    at, space = room.desk, room.desk.space
    kept = [space.answer("T1", f"{n:032x}") for n in range(3)]
    for job in ("J1", "J2", "J3"):
        await at.store.put(space.at(0, f"job:{job}"), b"", 60)
    scopes = ("C:T1:C0GENERAL", f"U:T1:{DANA.id}", f"U:T1:{SAM.id}")
    for key, scope in zip(kept, scopes, strict=True):
        await at.store.put(key, at.sealer.seal(b"x", scope), 60)
    others = space.answer("T2", "f" * 32)
    await at.store.put(others, at.sealer.seal(b"x", "C:T2:C1"), 60)
    await at.store.put(space.flight("T1", "0" * 32), b"x", 60)
    asks = (await room.typed("cache clear", person(DANA))).outcome
    assert asks.text.startswith("3 remembered answers will be forgotten.")
    done = (await room.pressed(asks.token, person(DANA))).outcome
    assert done.text == "3 remembered answers were forgotten."
    assert await at.keys.names("{*}:answer:*") == [others]
    assert await at.store.get(space.flight("T1", "0" * 32)) == b"x"
    assert "what is missing" in await said(room, "cache", DANA)


async def test_a_check_comes_with_its_remedy(room: Running) -> None:
    assert await said(room, "doctor", DANA) == "FAIL  store: asleep\n      Wake it."
