"""Commands in Slack: asked about, agreed to by their person, told to operators, in place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib.metadata import EntryPoint
from typing import Any

import example_commands
import pytest
from slack_cases import SEALER, Served, channel, served, user

from adapters.queue.memory import MemoryLedger
from bot.commands.errand import Errand
from bot.jobs.record import seal_scope
from bot.plugins import COMMANDS

Json = dict[str, Any]
EXAMPLES = tuple(
    EntryPoint(name, f"example_commands:{name}", COMMANDS) for name in ("OnCall", "Lamp")
)


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    example_commands.LAMP["colour"] = "green"
    async with served(MemoryLedger(), commands=EXAMPLES) as running:
        yield running


async def types(here: Served, who: str, text: str) -> Json:
    """A command; the message that this person alone sees last."""
    await here.slack.people.command(
        channel(here.slack, "general"), user(here.slack, who), "/thinktwice", text
    )
    return here.slack.workspace.ephemeral[-1]


async def presses(here: Served, who: str, message: Json, action: str) -> Json:
    where = {"channel": channel(here.slack, "general"), "message": message}
    await here.slack.people.press(where, user(here.slack, who), action, None)
    return here.slack.workspace.ephemeral[-1]


def labels(message: Json) -> list[str]:
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return [one["accessibility_label"] for row in rows for one in row["elements"]]


async def test_an_admin_agrees_and_takes_it_back_in_the_same_place(here: Served) -> None:
    asks = await types(here, "dana", "lamp red")
    assert asks["text"] == "The lamp will be red; it is green now."
    assert labels(asks) == ["Do it: lamp", "Do not do it: lamp"]
    done = await presses(here, "dana", asks, "command_do")
    assert (done["text"], done["ts"]) == ("The lamp is red.", asks["ts"])
    assert example_commands.LAMP["colour"] == "red"
    assert labels(done) == ["Undo: lamp"]
    assert (await presses(here, "dana", done, "command_undo"))["text"] == "The lamp is green."
    assert len(here.slack.workspace.ephemeral) == 1
    audit = (await types(here, "dana", "audit"))["text"]
    assert audit.count("turned the lamp") == 2
    assert f"<@{user(here.slack, 'dana').id}>" in audit


async def test_cancel_changes_nothing(here: Served) -> None:
    asks = await types(here, "dana", "lamp red")
    assert (await presses(here, "dana", asks, "command_drop"))["text"] == "Nothing was done."
    assert example_commands.LAMP["colour"] == "green"


async def test_help_lists_only_what_one_may_run(here: Served) -> None:
    mine, theirs = [(await types(here, who, "help"))["text"] for who in ("dana", "sam")]
    assert "lamp" in mine
    assert "lamp" not in theirs
    assert "oncall" in theirs
    refused = (await types(here, "sam", "lamp red"))["text"]
    assert "owners and admins" in refused


async def test_what_a_worker_runs_is_recorded_with_the_way_back(here: Served) -> None:
    said = (await types(here, "sam", "oncall"))["text"]
    assert said == "A worker is on it; what it finds appears here, only for you."
    (job,) = await here.ledger.jobs(9)
    errand = Errand.model_validate_json(SEALER.open(job.sealed, seal_scope(job.team, job.id)))
    assert (job.kind, errand.order.command, errand.caller.id) == ("run", "oncall", job.user)
    assert errand.reply.startswith(here.slack.url)


async def test_nothing_typed_is_mark_up(here: Served) -> None:
    said = (await types(here, "dana", "<!channel> *now*"))["text"]
    assert "<!channel>" not in said
    assert "&lt;!channel&gt;" in said
