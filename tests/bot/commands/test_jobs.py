"""Operators and questions: what is open, ended, asked once more, and whose it is."""

from __future__ import annotations

import pytest
from command_cases import DANA, FOREIGN, desk, person, running

from adapters.queue.memory import MemoryLedger
from bot.commands.command import Caller
from bot.commands.running import Running
from bot.jobs.record import Change, Received, seal_scope
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
JOB = "K7F3ABCDEF"


@pytest.fixture
async def room() -> Running:
    ledger = MemoryLedger()
    await ledger.receive(
        Received(
            id=JOB,
            kind="mention",
            team="T1",
            channel="C0GENERAL",
            user="U0SAM",
            sealed=SEALER.seal(b"the question", seal_scope("T1", JOB)),
            dedupe=("x",),
        )
    )
    return running(desk(SEALER, ledger))


async def done(room: Running, text: str, caller: Caller = DANA) -> str:
    """What is said in the end, having agreed."""
    asks = (await room.typed(text, person(caller))).outcome
    if asks.state != "asks":
        return asks.text
    return (await room.pressed(asks.token, person(caller))).outcome.text


async def test_open_questions_are_listed_for_their_workspace_alone(room: Running) -> None:
    assert JOB in (await room.typed("jobs", person(DANA))).outcome.text
    assert JOB not in (await room.typed("jobs", person(FOREIGN))).outcome.text


async def test_a_question_is_cancelled_then_asked_once_more(room: Running) -> None:
    assert "is being stopped" in await done(room, f"cancel {JOB.lower()}")
    job = await room.desk.ledger.job("T1", JOB)
    assert job is not None
    assert job.state == "cancelled"
    assert "is over already (cancelled)" in await done(room, f"cancel {JOB}")
    said = await done(room, f"retry {JOB}")
    (fresh,) = await room.desk.ledger.jobs(9)
    assert said == f"Question {JOB} was taken on once more, as {fresh.id}."
    assert SEALER.open(fresh.sealed, seal_scope("T1", fresh.id)) == b"the question"
    assert (fresh.kind, fresh.channel, fresh.user) == ("mention", "C0GENERAL", "U0SAM")
    lines = [one.line for one in await room.desk.audit.latest("T1", 9) if one.line]
    assert lines == [
        f"asked question {JOB} in <#C0GENERAL> once more, as {fresh.id}",
        f"cancelled question {JOB} in <#C0GENERAL>, was: received",
    ]


async def test_what_is_answered_or_still_open_is_not_asked_again(room: Running) -> None:
    assert "is still being worked on" in await done(room, f"retry {JOB}")
    ledger = room.desk.ledger
    job = await ledger.claim("quick", "w", 5)
    assert job is not None
    job = await ledger.move(job, "answered", Change())
    await ledger.move(job, "done", Change())
    assert "has been answered" in await done(room, f"retry {JOB}")


@pytest.mark.parametrize("verb", ["cancel", "retry", "explain"])
async def test_another_workspace_s_question_is_not_there(room: Running, verb: str) -> None:
    assert "I have no record of" in await done(room, f"{verb} {JOB}", FOREIGN)
    assert "I have no record of" in await done(room, f"{verb} ZZZZZZZZZZ")
    job = await room.desk.ledger.job("T1", JOB)
    assert job is not None
    assert job.state == "received"
