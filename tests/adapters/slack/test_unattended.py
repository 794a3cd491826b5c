"""A question that nobody takes up is said to be kept, and the answer stands where that was said."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from office import Office, office
from slack_cases import channel, user

from adapters.playground.models import Script
from adapters.slack import messages, unattended

LEGAL = "@thinktwice the vendor wants to cap liability, should we sign clause 9.2?"
QUICK = "@thinktwice what does HTTP 429 mean?"
SCRIPTS = (Script(model="slow-model", text="Do not sign."), Script(text="Too many requests."))
KEPT = "Nobody is working on the queue right now; your question is kept (id "


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unattended, "LOOK_S", 0.05)
    monkeypatch.setattr(messages, "LATE_S", 0.04)


class Gate:
    """Workers that live, or are away."""

    def __init__(self) -> None:
        self.open = False

    async def attended(self) -> bool:
        return self.open

    def close(self, here: Office, patch: pytest.MonkeyPatch) -> None:
        claim = here.ledger.claim

        async def claimed(*given: Any) -> Any:
            return await claim(*given) if self.open else None

        patch.setattr(here.ledger, "claim", claimed)


@pytest.mark.parametrize(("question", "said"), [(QUICK, "Too many"), (LEGAL, "Do not sign.")])
async def test_it_is_said_within_seconds_and_the_answer_takes_its_place(
    monkeypatch: pytest.MonkeyPatch, question: str, said: str
) -> None:
    gate = Gate()
    async with office(*SCRIPTS, attended=gate.attended) as here:
        gate.close(here, monkeypatch)
        asked = here.ask(question)
        (notice,) = await here.until(lambda: here.ours(asked))
        assert notice["text"].startswith(KEPT)
        assert [one["text"]["text"] for one in notice["blocks"][-1]["elements"]] == ["Cancel"]
        gate.open = True
        answer = await here.answered(asked)
        await here.over()
        await asyncio.sleep(0.2)
        assert len(here.ours(asked)) == 1
        assert answer["ts"] == notice["ts"]
        assert answer["text"].startswith(said)


async def test_what_is_cancelled_meanwhile_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    async with office(*SCRIPTS, attended=gate.attended) as here:
        gate.close(here, monkeypatch)
        asked = here.ask(QUICK)
        (notice,) = await here.until(lambda: here.ours(asked))
        where = {"channel": channel(here.slack, "general"), "message": dict(notice)}
        await here.slack.people.press(where, user(here.slack, "dana"), "cancel_question", None)
        await here.until(lambda: not here.ours(asked))
        gate.open = True


async def test_while_workers_live_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    monkeypatch.setattr(unattended, "SEEMS_S", 0.1)

    async def somebody() -> bool:
        return True

    async with office(*SCRIPTS, attended=somebody) as here:
        gate.close(here, monkeypatch)
        asked = here.ask(QUICK)
        await asyncio.sleep(0.3)
        assert here.ours(asked) == []
        gate.open = True
        await here.answered(asked)


@pytest.mark.parametrize("stopped", [False, True])
async def test_what_a_command_was_told_is_set_right_once_somebody_comes(
    monkeypatch: pytest.MonkeyPatch, *, stopped: bool
) -> None:
    gate = Gate()
    async with office(*SCRIPTS, attended=gate.attended) as here:
        gate.close(here, monkeypatch)
        room, dana = channel(here.slack, "general"), user(here.slack, "dana")
        await here.slack.people.command(room, dana, "/ask", "what does HTTP 429 mean?")
        told = here.slack.workspace.ephemeral
        notice = await here.until(lambda: next((one for one in told if KEPT in one["text"]), None))
        (job,) = await here.ledger.jobs(1)
        if stopped:
            await here.ledger.cancel(job.team, job.id)
        gate.open = True
        right = await here.until(lambda: next((one for one in told if one.get("edited")), None))
        said = "Stopped, as you asked." if stopped else "Somebody is working on the queue again"
        assert right["ts"] == notice["ts"]
        assert right["text"].startswith(said)
        assert job.id in right["text"]
        assert not any(KEPT in one["text"] for one in told)
