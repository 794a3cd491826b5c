"""The policy's window: for operators, from App Home; a change asks, is told, and can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_cases import Served, channel, served, user

from adapters.playground.blockkit import view_faults
from adapters.queue.memory import MemoryLedger
from bot.routing.shown import choices

Json = dict[str, Any]


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served(MemoryLedger()) as running:
        yield running


def home(here: Served, who: str) -> Json:
    found: Json = here.slack.workspace.views[f"VHOME{user(here.slack, who).id}"]
    return found


def window(here: Served) -> Json:
    (found,) = [one for one in here.slack.workspace.views.values() if one["type"] == "modal"]
    assert view_faults(found) == []
    return found


async def opens_home(here: Served, who: str) -> None:
    here.slack.people.open_home(user(here.slack, who), "home")
    async with asyncio.timeout(5):
        while here.slack.delivery.busy:  # noqa: ASYNC110 - deliveries have no event
            await asyncio.sleep(0.01)


async def press(
    here: Served, view: Json, action: str, value: str | None = None, field: str = "", text: str = ""
) -> Json:
    values = {field: {"ruling_value": text}} if field else None
    await here.slack.people.press({"view": view}, user(here.slack, "dana"), action, value, values)
    return window(here)


def said(view: Json) -> str:
    texts = [one["text"]["text"] for one in view["blocks"] if "text" in one]
    return "\n".join(texts)


def labels(view: Json) -> list[str]:
    rows = [one for one in view["blocks"] if one["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row["elements"] if "text" in one]


async def test_an_operator_changes_a_key_of_a_channel_and_takes_it_back(here: Served) -> None:
    legal = channel(here.slack, "legal").id
    await opens_home(here, "dana")
    view = await press(here, home(here, "dana"), "ruling_open")
    assert "*length*\nlimit_tokens = 10000 · packaged" in said(view)
    await press(here, view, "ruling_channel", legal)
    view = await press(here, window(here), "ruling_key", "length.limit_tokens")
    (field,) = [one for one in view["blocks"] if one["type"] == "input"]
    assert field["label"]["text"] == "New value of length.limit_tokens"
    assert field["element"]["initial_value"] == "10000"
    asks = await press(here, view, "ruling_next", "next", field["block_id"], "5000")
    key = f"channels.{legal}.length.limit_tokens"
    assert said(asks) == (
        f"{key} will be 5000; it is 10000 (packaged) now. In force on every process within 5 s."
    )
    assert labels(asks) == ["Do it", "Cancel"]
    done = await press(here, asks, "ruling_do")
    assert labels(done) == ["Undo", "Back"]
    view = await press(here, done, "ruling_back")
    assert "limit_tokens = 5000 · changed by" in said(view)
    assert "What holds in this channel" in said(view)
    everywhere = await press(here, view, "ruling_all")
    assert "limit_tokens = 10000 · packaged" in said(everywhere)
    last = await press(here, everywhere, "ruling_last")
    assert said(last) == f"{key} will be 10000 (packaged) again, no longer 5000."
    assert labels(await press(here, last, "ruling_do")) == ["Back"]
    await here.command("/thinktwice", "audit")
    log = await here.command("/thinktwice", "audit")
    assert f"set {key} to 5000, was: 10000 (packaged)" in log[1]
    assert f"set {key} to 10000 (packaged), was: 5000" in log[1]


async def test_operators_read_in_their_channel_what_was_changed_in_the_window(here: Served) -> None:
    general = channel(here.slack, "general")
    await opens_home(here, "dana")
    view = await press(here, home(here, "dana"), "ruling_open")
    for key, value in (("operators.channel", general.id), ("length.limit_tokens", "5000")):
        view = await press(here, view, "ruling_key", key)
        (field,) = [one for one in view["blocks"] if one["type"] == "input"]
        asks = await press(here, view, "ruling_next", "next", field["block_id"], value)
        done = await press(here, asks, "ruling_do")
        view = await press(here, done, "ruling_back")
    told = [one["text"] for one in general.messages if one.get("bot_id")]
    assert len(told) == 2
    assert "set length.limit_tokens to 5000" in told[1]


async def test_a_change_that_is_not_agreed_to_is_none(here: Served) -> None:
    await opens_home(here, "dana")
    await press(here, home(here, "dana"), "ruling_open")
    view = await press(here, window(here), "ruling_key", "display.cost")
    (field,) = [one for one in view["blocks"] if one["type"] == "input"]
    assert [one["value"] for one in field["element"]["options"]] == list(choices("display.cost"))
    asks = await press(here, view, "ruling_next", "next", field["block_id"], "nobody")
    back = await press(here, asks, "ruling_back")
    assert 'cost = "all" · packaged' in said(back)
    wrong = await press(
        here,
        await press(here, back, "ruling_key", "caps.usd_team_day"),
        "ruling_next",
        "next",
        "ruling_value.caps.usd_team_day",
        "-3",
    )
    assert said(wrong).startswith("I have changed nothing. caps.usd_team_day = -3:")
    assert labels(wrong) == ["Back"]


async def test_who_is_no_operator_has_no_such_button_and_no_such_window(here: Served) -> None:
    await opens_home(here, "sam")
    assert "ruling_open" not in str(home(here, "sam"))
    await opens_home(here, "dana")
    sam = user(here.slack, "sam")
    await here.slack.people.press({"view": home(here, "dana")}, sam, "ruling_open", None)
    assert said(window(here)).startswith("policy is for operators; nothing was done.")
    assert "limit_tokens" not in str(window(here))


def test_a_key_with_few_values_offers_them() -> None:
    assert choices("memory.on") == ("true", "false")
    assert choices("use.tier") == ("auto", "fast", "reasoning")
    assert choices("length.limit_tokens") == choices("no.such") == ()
