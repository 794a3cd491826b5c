"""While the store is down, every command, button and form says so at once, with an id, and no more.

Slack delivers none of these again (field/reliability.md, row 23 concerns events alone).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_cases import Served, channel, served, user

from adapters.slack.blocks import button
from adapters.slack.buttons import (
    AGAIN,
    CANCEL,
    COMPARE,
    CONTINUE,
    DROP,
    EVERYTHING,
    GO,
    INSTEAD,
    OTHER,
    QUICK,
    WHY,
)
from adapters.slack.offers import Offer, offer_button
from adapters.slack.outcomes import DO, UNDO
from adapters.slack.visibility import SHARE
from bot.errors import StoreError

Json = dict[str, Any]
SAID = re.compile(
    r"I can't take this on: my store is not answering\. Nothing was lost or charged; please try "
    r"again in a minute\. \(id [A-Z0-9]{10}\)"
)
BUTTONS = [AGAIN, CANCEL, COMPARE, CONTINUE, DROP, EVERYTHING, GO, *INSTEAD.values(), OTHER, QUICK]
MORE = [SHARE, DO, UNDO, "command_drop", "summary_short", "summary_update"]
TYPED = ["/ask what is a mutex?", "/think should we sign?", "/summarize since yesterday"]
RUN = ["jobs", "explain K7F3", "retry K7F3", "usage", "budget", "pause R1", "policy undo"]


class Down:
    """A ledger or store of which nothing answers."""

    def __getattr__(self, name: str) -> Any:
        async def refused(*given: object, **named: object) -> None:
            raise StoreError("down")

        return refused


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served(Down(), store=Down()) as running:  # type: ignore[arg-type]
        yield running


async def opened(here: Served, count: int) -> list[Json]:
    """Windows and tabs, once there are so many."""
    async with asyncio.timeout(5):
        while len(here.slack.workspace.views) < count:  # noqa: ASYNC110 - behind the acknowledgement
            await asyncio.sleep(0.01)
    return list(here.slack.workspace.views.values())


def told(here: Served) -> list[str]:
    return [one["text"] for one in here.slack.workspace.ephemeral]


@pytest.mark.parametrize("action", [*BUTTONS, *MORE])
async def test_a_button_says_so(here: Served, action: str) -> None:
    place, dana = channel(here.slack, "general"), user(here.slack, "dana")
    row = {"type": "actions", "elements": [button(action, "x", "K7F3", "x")]}
    message = {"type": "message", "ts": here.slack.workspace.new_ts(), "blocks": [row]}
    where = {"channel": place, "message": message}
    await here.slack.people.press(where, dana, action, None)
    (said,) = told(here)
    assert SAID.fullmatch(said), said


async def test_a_window_says_so(here: Served) -> None:
    place, dana = channel(here.slack, "general"), user(here.slack, "dana")
    row = {"type": "actions", "elements": [button(WHY, "x", "K7F3", "x")]}
    message = {"type": "message", "ts": here.slack.workspace.new_ts(), "blocks": [row]}
    await here.slack.people.press({"channel": place, "message": message}, dana, WHY, None)
    (view,) = await opened(here, 1)
    assert SAID.search(str(view["blocks"]))


async def test_home_says_so(here: Served) -> None:
    here.slack.people.open_home(user(here.slack, "dana"), "home")
    (view,) = await opened(here, 1)
    assert SAID.search(str(view["blocks"]))


async def test_an_offer_says_so(here: Served) -> None:
    place, dana = channel(here.slack, "general"), user(here.slack, "dana")
    row = {"type": "actions", "elements": [offer_button(Offer(ts="1.2", text="x"), "x", "x")]}
    message = {"type": "message", "ts": here.slack.workspace.new_ts(), "blocks": [row]}
    await here.slack.people.press({"channel": place, "message": message}, dana, "ask_this", None)
    assert [SAID.fullmatch(one) is not None for one in told(here)] == [True]


@pytest.mark.parametrize("typed", [*TYPED, *(f"/thinktwice {one}" for one in RUN)])
async def test_a_command_says_so(here: Served, typed: str) -> None:
    slash, _, text = typed.partition(" ")
    place, dana = channel(here.slack, "general"), user(here.slack, "dana")
    await here.slack.people.command(place, dana, slash, text)
    (said,) = told(here)
    assert SAID.fullmatch(said), said
