"""Removed from a workspace: recorded once, and a worker forgets everything of that workspace."""

from __future__ import annotations

from typing import Any

import pytest
from command_cases import desk, running
from slack_cases import SEALER, Served, served

from adapters.queue.memory import MemoryLedger
from bot.commands.errand import Errand
from bot.commands.outcome import Outcome
from bot.jobs.errands import Errands
from bot.jobs.record import Change, seal_scope


class Nobody:
    """Whoever would be told has no workspace any more."""

    async def reply(self, address: str, user: str, outcome: Outcome, language: str) -> None:
        assert outcome.state == "done", outcome.text


async def errands(here: Served) -> list[Errand]:
    return [
        Errand.model_validate_json(SEALER.open(job.sealed, seal_scope(job.team, job.id)))
        for job in await here.ledger.jobs(9)
        if job.kind == "run"
    ]


@pytest.mark.parametrize(
    ("event", "gone"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"bot": ["U1"], "oauth": []}}, True),
        ({"type": "tokens_revoked", "tokens": {"bot": [], "oauth": ["U1"]}}, False),
    ],
)
async def test_it_is_recorded_once(event: dict[str, Any], gone: bool) -> None:
    async with served(MemoryLedger()) as here:
        for _ in range(2):
            assert await here.event(event, event_id="Ev1") == 200
        found = await errands(here)
        assert len(found) == gone
        for errand in found:
            assert (errand.order.command, errand.order.args) == ("forget", {"whom": "team"})
            assert (errand.agreed, errand.caller.team) == (True, here.slack.workspace.team_id)


async def test_a_worker_forgets_that_workspace_and_no_other() -> None:
    async with served(MemoryLedger()) as here:
        at = desk(SEALER, here.ledger)
        ours, others = here.slack.workspace.team_id, "T0OTHER"
        mine, theirs = at.space.brief(ours, "0" * 32), at.space.brief(others, "1" * 32)
        for team, key in ((ours, mine), (others, theirs)):
            scope = f"C:{team}:C1"
            await at.store.put(at.space.answer(team, key[-32:]), SEALER.seal(b"{}", scope), 60)
        await here.event(here.mention())
        await here.event({"type": "app_uninstalled"}, event_id="Ev1")
        # The question is still waiting: it is ended first.
        work = Errands(here.ledger, running(at, "worker"), Nobody(), SEALER, at.events)
        waiting = await here.ledger.claim("quick", "w", 5)
        assert waiting is not None
        job = await here.ledger.claim("quick", "w", 5)
        assert job is not None
        assert job.kind == "run"
        await here.ledger.cancel(ours, waiting.id)
        await here.ledger.move(waiting, "cancelled", Change())
        await work.do(job)
        found = await here.ledger.job(ours, job.id)
        assert found is not None
        assert found.state == "done"
        (line,) = await at.audit.latest(ours, 9)
        assert line.line.startswith(f"had {ours} forgotten: ")
        assert await at.store.get(at.space.answer(others, theirs[-32:])) is not None
