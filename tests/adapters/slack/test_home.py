"""First contact and App Home: hello once, true words about where text goes, everybody their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from routing_cases import SEATS
from slack_cases import Served, channel, served, user

from adapters.queue.memory import MemoryLedger
from adapters.slack.home import Shown, home_view
from bot.overview import Overview, bar
from bot.routing.rules import Policy
from bot.spending.purse import Spent
from bot.words import Words

Json = dict[str, Any]
HELLO = (
    "Hello, I'm Thinktwice. Mention me with a question: quick ones go to V3, long or high-stakes "
    "ones to R1, and I always say which and why."
)


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served(MemoryLedger()) as running:
        yield running


async def settled(here: Served) -> None:
    async with asyncio.timeout(5):
        while here.slack.delivery.busy:  # noqa: ASYNC110 - deliveries have no event
            await asyncio.sleep(0.01)


async def test_it_says_hello_once_in_a_channel_it_joins(here: Served) -> None:
    random, dana = channel(here.slack, "random"), user(here.slack, "dana")
    await here.slack.people.command(random, dana, "/invite", "@thinktwice")
    await settled(here)
    joined = {"type": "member_joined_channel", "channel": random.id}
    bot = here.slack.workspace.bot_user_id
    assert await here.event({**joined, "user": bot}, event_id="Ev2") == 200
    assert await here.event({**joined, "user": dana.id}) == 200
    (said,) = [one for one in random.messages if one.get("bot_id")]
    assert said["text"] == HELLO
    texts = [one["text"]["text"] for one in said["blocks"][-1]["elements"]]
    assert texts == ["What can you do?", "Where does my text go?"]


@pytest.mark.parametrize(
    ("action", "begins"),
    [("what_can_you_do", "Ask me anything:"), ("where_does_text_go", "V3: ")],
)
async def test_its_buttons_explain_to_the_one_who_presses(
    here: Served, action: str, begins: str
) -> None:
    random, dana = channel(here.slack, "random"), user(here.slack, "dana")
    here.slack.people.invite(random, dana)
    await settled(here)
    message = next(one for one in random.messages if one.get("bot_id"))
    await here.slack.people.press({"channel": random, "message": message}, dana, action, None)
    (told,) = here.slack.workspace.ephemeral
    assert told["text"].startswith(begins)
    assert told["ephemeral_to"] == dana.id
    assert message in random.messages


def view_of(here: Served, who: str) -> Json:
    found: Json = here.slack.workspace.views[f"VHOME{user(here.slack, who).id}"]
    return found


def words_in(view: Json) -> str:
    texts = []
    for block in view["blocks"]:
        for item in (block.get("text"), *block.get("elements", [])):
            if isinstance(item, dict) and isinstance(item.get("text"), str):
                texts.append(item["text"])
    return "\n".join(texts)


async def test_the_home_tab_is_each_person_s_own_and_keeps_their_default(here: Served) -> None:
    dana, mei = user(here.slack, "dana"), user(here.slack, "mei")
    for person in (dana, mei):
        here.slack.people.open_home(person, "home")
    await settled(here)
    said = words_in(view_of(here, "mei"))
    assert "$0 of $2.00 used, $2.00 left. R1: 0 of 50 answers." in said
    assert "None in the last days. Ask me something." in said
    assert "For operators" not in said
    await here.slack.people.press({"view": view_of(here, "dana")}, dana, "my_default", "reasoning")
    chosen = [chosen_in(view_of(here, who)) for who in ("dana", "mei")]
    assert chosen == ["reasoning", "auto"]
    await here.slack.people.press({"view": view_of(here, "dana")}, dana, "my_default", "auto")
    assert chosen_in(view_of(here, "dana")) == "auto"


def chosen_in(view: Json) -> str:
    found = next(one for one in view["blocks"] if one.get("block_id") == "my_default")
    return str(found["accessory"]["initial_option"]["value"])


async def test_opening_the_messages_publishes_nothing(here: Served) -> None:
    here.slack.people.open_home(user(here.slack, "dana"), "messages")
    await settled(here)
    assert here.slack.workspace.views == {}


async def test_operators_see_figures_of_all() -> None:
    async with served(MemoryLedger()) as here:
        dana = user(here.slack, "dana")
        dana.is_admin = True
        here.slack.people.open_home(dana, "home")
        await settled(here)
        assert "For operators: nobody has asked anything yet." in words_in(view_of(here, "dana"))


def test_figures_stand_in_words_beside_each_bar() -> None:
    found = Overview(
        count=8,
        tiers=(("fast", 3), ("reasoning", 1)),
        causes=(("score", 3), ("stakes", 1)),
        failures=(("refused.empty", 2),),
        hits=1,
        saved_s=1.5,
        half_s=1.5,
        most_s=40.0,
    )
    shown = Shown(
        default=None,
        spent=Spent(person_usd=0.5, team_usd=5.0, reasoning=1),
        caps=Policy.default().caps,
        reset="00:00 UTC",
        recent=(),
        where="V3: your own server.",
        overview=found,
    )
    said = words_in(home_view(shown, SEATS, Words()))
    assert "████████░░ V3: 75 % (3)" in said
    assert "much at stake: 25 % (1)" in said
    assert "From memory: 25 % (1), 1.5 s saved" in said
    assert "half within 1.5 s, nearly all within 40 s" in said
    assert "refused.empty (2)" in said
    assert "██░░░░░░░░ Spent today by everybody: $5.00 of $20.00" in said
    assert [bar(share) for share in (-1, 0, 0.5, 1, 9)] == [
        "░" * 10, "░" * 10, "█" * 5 + "░" * 5, "█" * 10, "█" * 10,
    ]  # fmt: skip
