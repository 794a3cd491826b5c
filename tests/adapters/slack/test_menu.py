"""`/thinktwice` alone: a window that lists, asks, runs and takes back, for its person alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib.metadata import EntryPoint
from typing import Any

import example_commands
import pytest
from slack_cases import Served, channel, served, user

from adapters.playground.blockkit import view_faults
from adapters.queue.memory import MemoryLedger
from bot.advice.situation import Situation
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


async def opened(here: Served, who: str) -> Json:
    general, person = channel(here.slack, "general"), user(here.slack, who)
    await here.slack.people.command(general, person, "/thinktwice", "")
    return view(here)


def view(here: Served) -> Json:
    (found,) = here.slack.workspace.views.values()
    assert view_faults(found) == []
    return found


async def presses(here: Served, who: str, action: str, value: str, **fields: str) -> Json:
    values = {name: {"value": text} for name, text in fields.items()}
    person = user(here.slack, who)
    await here.slack.people.press({"view": view(here)}, person, action, value, values)
    return view(here)


def said(shown: Json) -> str:
    return "\n".join(block["text"]["text"] for block in shown["blocks"] if "text" in block)


def pressable(shown: Json) -> dict[str, str]:
    """Label aloud -> value, of every button."""
    found = {}
    for block in shown["blocks"]:
        for one in [*block.get("elements", []), block.get("accessory") or {}]:
            if one.get("type") == "button":
                found[one["accessibility_label"]] = one["value"]
    return found


async def test_it_lists_only_what_one_may_run(here: Served) -> None:
    shown = await opened(here, "sam")
    assert "*status*" in said(shown)
    assert "*lamp*" not in said(shown)
    assert "For operators" not in said(shown)
    here.slack.workspace.views.clear()
    assert "*lamp*  Change the lamp." in said(await opened(here, "dana"))
    assert here.slack.workspace.ephemeral == []


async def test_a_command_is_filled_in_agreed_to_and_taken_back(here: Served) -> None:
    await opened(here, "dana")
    form = await presses(here, "dana", "menu_open", "lamp")
    assert form["title"]["text"] == "lamp"
    assert [block["block_id"] for block in form["blocks"] if block["type"] == "input"] == ["colour"]
    assert "/thinktwice lamp red" in said(form)
    asks = await presses(here, "dana", "menu_run", "lamp", colour="red")
    assert said(asks) == "The lamp will be red; it is green now."
    token = pressable(asks)["Do it: lamp"]
    done = await presses(here, "dana", "menu_do", token)
    assert (said(done), example_commands.LAMP["colour"]) == ("The lamp is red.", "red")
    back = await presses(here, "dana", "menu_do", pressable(done)["Undo: lamp"])
    assert (said(back), example_commands.LAMP["colour"]) == ("The lamp is green.", "green")
    assert "*lamp*" in said(await presses(here, "dana", "menu_back", "all"))


async def test_a_wrong_field_is_told_with_its_remedy(here: Served) -> None:
    await opened(here, "dana")
    await presses(here, "dana", "menu_open", "lamp")
    refused = await presses(here, "dana", "menu_run", "lamp", colour="blue")
    assert 'colour cannot be "blue"' in said(refused)
    assert example_commands.LAMP["colour"] == "green"


async def test_one_without_fields_runs_at_once_and_one_for_a_worker_is_handed_on(
    here: Served,
) -> None:
    await opened(here, "sam")
    assert "queue quick" in said(await presses(here, "sam", "menu_open", "status"))
    await presses(here, "sam", "menu_back", "all")
    handed = await presses(here, "sam", "menu_open", "oncall")
    assert "appears in the channel you came from" in said(handed)
    assert [job.kind for job in await here.ledger.jobs(9)] == ["run"]


async def test_a_question_is_taken_on_for_the_channel_it_came_from(here: Served) -> None:
    await opened(here, "sam")
    await presses(here, "sam", "menu_open", "ask")
    asked = await presses(here, "sam", "menu_run", "ask", text="what is new?")
    assert "I have taken your question on" in said(asked)
    (envelope,) = await here.envelopes()
    assert envelope.text == "what is new?"
    assert envelope.channel == channel(here.slack, "general").id


async def test_where_no_window_opens_help_is_said_instead(here: Served) -> None:
    here.slack.faults.add({"method": "views.open", "error": "expired_trigger_id", "times": 1})
    general, person = channel(here.slack, "general"), user(here.slack, "sam")
    await here.slack.people.command(general, person, "/thinktwice", "")
    assert "You may run" in here.slack.workspace.ephemeral[-1]["text"]


async def test_advise_alone_asks_its_seven_questions_and_answers_there(here: Served) -> None:
    general, sam = channel(here.slack, "general"), user(here.slack, "sam")
    await here.slack.people.command(general, sam, "/thinktwice", "advise")
    asked = view(here)
    fields = [block for block in asked["blocks"] if block["type"] == "input"]
    assert [one["block_id"] for one in fields] == list(Situation.model_fields)
    assert fields[0]["label"]["text"].startswith("Is the work simple or complex")
    assert fields[-1]["element"]["initial_value"] == "1000"
    told = said(await presses(here, "sam", "menu_run", "advise", task="complex", stakes="high"))
    assert "preset deepseek" in told
    assert "export THINKTWICE_PRESET=deepseek" in told
    assert "Both tiers of deepseek" in told
    here.slack.workspace.views.clear()
    await here.slack.people.command(general, sam, "/thinktwice", "advise")
    wrong = said(await presses(here, "sam", "menu_run", "advise", context="0"))
    assert "greater than 0" in wrong


async def test_advise_takes_the_flags_of_a_terminal(here: Served) -> None:
    general, sam = channel(here.slack, "general"), user(here.slack, "sam")
    text = "advise --context 2000 --stakes high --task complex --hardware cluster"
    await here.slack.people.command(general, sam, "/thinktwice", text)
    told = here.slack.workspace.ephemeral[-1]["text"]
    assert "preset v3-r1" in told
    assert here.slack.workspace.views == {}
