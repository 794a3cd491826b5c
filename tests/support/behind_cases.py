"""Answers in a ledger, with the place of a button under them, as the listeners find them."""

from __future__ import annotations

from typing import Any

from routing_cases import answer, request
from slack_cases import SEALER, Served, channel

from bot.decision import Decision
from bot.jobs.record import Change, Received, seal_scope
from bot.request import Noun


async def answered(here: Served, decision: Decision, text: str = "hello there") -> dict[str, Any]:
    """An answer in the ledger, and the place of its button."""
    team = here.slack.workspace.team_id
    fields = {"id": "J0", "kind": "mention", "team": team, "user": "U1", "sealed": b"-"}
    place = channel(here.slack, "general").id
    await here.ledger.receive(Received(**fields, channel=place, dedupe=("J0",)))
    job = await here.ledger.claim("quick", "w", 30.0)
    assert job is not None

    def sealed(noun: Noun) -> bytes:
        return SEALER.seal(noun.model_dump_json().encode(), seal_scope(team, job.id))

    change = Change(
        request=sealed(request(text)), decision=sealed(decision), answer=sealed(answer(decision))
    )
    await here.ledger.move(await here.ledger.move(job, "answered", change), "done", Change())
    button = {"type": "button", "action_id": "why", "value": "J0"}
    blocks = [{"type": "actions", "elements": [button]}]
    message = {"type": "message", "ts": here.slack.workspace.new_ts(), "blocks": blocks}
    return {"channel": channel(here.slack, "general"), "message": message}
