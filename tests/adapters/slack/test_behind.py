"""The door to "Why?": open at once from the record, the rest to a worker; failures are said."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from behind_cases import answered
from routing_cases import request, router
from slack_cases import SEALER, Served, served, user

from adapters.queue.memory import MemoryLedger
from adapters.slack.why import EDIT, TRY
from bot.decision import Counterfactual
from bot.errors import StoreError
from bot.inquiry import Inquiry
from bot.jobs.record import LOOK_S, Receipt, Received, seal_scope

EDITED = "should we sign the contract?"


@pytest.fixture(autouse=True, scope="module")
def ready() -> None:
    """The classifier reads its weights from the disk at the first question."""
    router().decide(request("hello there"))


class Failing(MemoryLedger):
    """A ledger whose store goes down when `down` is set."""

    down = False

    async def receive(self, entry: Received) -> Receipt:
        if self.down:
            raise StoreError("gone")
        return await super().receive(entry)


async def pressed(here: Served, where: dict[str, Any], action: str = "why", **more: Any) -> None:
    await here.slack.people.press(where, user(here.slack, "dana"), action, None, **more)
    async with asyncio.timeout(5):
        while not here.slack.workspace.views:  # noqa: ASYNC110 - opened after the acknowledgement
            await asyncio.sleep(0.01)


async def looks(here: Served, count: int) -> list[Inquiry]:
    """What waits for a worker, once there are so many."""
    async with asyncio.timeout(5):
        while len(jobs := await here.ledger.jobs(9)) < count:  # noqa: ASYNC110 - no event for it
            await asyncio.sleep(0.01)
    assert {(job.kind, job.queue) for job in jobs} == {("why", "quick")}
    assert all(job.deadline - job.received_at <= LOOK_S for job in jobs)
    return [
        Inquiry.model_validate_json(SEALER.open(job.sealed, seal_scope(job.team, job.id)))
        for job in jobs
    ]


async def test_it_opens_at_once_and_says_that_it_is_looking() -> None:
    async with served(MemoryLedger()) as here:
        await pressed(here, await answered(here, router().decide(request("hello there"))))
        (view,) = here.slack.workspace.views.values()
        assert "Looking for what would have changed it" in str(view)
        (inquiry,) = await looks(here, 1)
        assert (inquiry.of, inquiry.window, inquiry.edit) == ("J0", view["id"], None)
        assert inquiry.mark == view["hash"]


async def test_what_was_found_before_is_there_at_once() -> None:
    found = Counterfactual(without=("hello",), tier="reasoning")
    decision = router().decide(request("hello there"))
    async with served(MemoryLedger()) as here:
        where = await answered(here, decision.model_copy(update={"counterfactual": found}))
        await pressed(here, where)
        (view,) = here.slack.workspace.views.values()
        assert 'Without "hello" this would have gone to R1.' in str(view)
        assert await here.ledger.jobs(9) == []


async def test_edits_go_to_a_worker_sealed_and_numbered() -> None:
    async with served(MemoryLedger()) as here:
        await pressed(here, await answered(here, router().decide(request("hello there"))))
        await looks(here, 1)
        (view,) = here.slack.workspace.views.values()
        dana = user(here.slack, "dana")
        await here.slack.people.press({"view": view}, dana, EDIT, EDITED)
        values = {"edit": {EDIT: f"{EDITED} Today?"}}
        await here.slack.people.press({"view": view}, dana, TRY, None, values)
        found = await looks(here, 3)
        assert [one.edit for one in found] == [None, EDITED, f"{EDITED} Today?"]
        assert [one.turn for one in found] == [1, 2, 3]
        assert "contract" not in str(here.heard.all)
        assert not any(b"contract" in job.sealed for job in await here.ledger.jobs(9))


async def test_an_edit_that_cannot_be_taken_on_is_said_in_the_window() -> None:
    ledger = Failing()
    async with served(ledger) as here:
        await pressed(here, await answered(here, router().decide(request("hello there"))))
        await looks(here, 1)
        (view,) = here.slack.workspace.views.values()
        ledger.down = True
        await here.slack.people.press({"view": view}, user(here.slack, "dana"), EDIT, EDITED)
        async with asyncio.timeout(5):
            shown = here.slack.workspace.views
            while "my store is not answering" not in str(shown):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.01)
        assert here.heard.names()[-1] == "store_failed"


async def test_another_person_s_personal_matter_stays_shut() -> None:
    text = "Can we let Dana go next week?"
    async with served(MemoryLedger()) as here:
        await pressed(here, await answered(here, router().decide(request(text)), text))
        (view,) = here.slack.workspace.views.values()
        assert "Only dana can open this one" in str(view)
        assert "let Dana go" not in str(view)
        assert await here.ledger.jobs(9) == []
