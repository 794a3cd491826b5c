"""A question that the fast model hands on, as processes walk it; and a worker killed in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from routing_cases import request
from town import Town, town

from adapters.playground.models import Script
from bot.bootstrap.house import House, open_house
from bot.events import Silence
from bot.explained import Explained, explained
from bot.settings import Settings
from bot.spending.purse import Purse, Spent

ASKED = "@thinktwice what does HTTP 429 mean?"
FAST, SLOW = "deepseek-ai/DeepSeek-V3-0324", "deepseek-ai/DeepSeek-R1-0528"
RAISED = Script(model=FAST, text="**ESCALATE:** <!channel> needs *care*")
ANSWER = Script(model=SLOW, text="Wait, then retry.", reasoning="SECRET THOUGHTS")
#: A preset that has prices, with the same two models in its seats.
PRICED = {
    "THINKTWICE_PRESET": "deepseek",
    "THINKTWICE_FAST__MODEL": FAST,
    "THINKTWICE_FAST__LABEL": "V3",
    "THINKTWICE_REASONING__MODEL": SLOW,
    "THINKTWICE_REASONING__LABEL": "R1",
}


def settings(here: Town) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": here.folder,
            "preset": "v3-r1",
            "fast": {"base_url": here.models.url},
            "reasoning": {"base_url": here.models.url},
            "slack_bot_token": SecretStr(here.slack.app.bot_token),
        }
    )


async def waiting_in(house: House, queue: str) -> None:
    """Until somebody has put a job into that queue."""
    async with asyncio.timeout(20):
        while not await house.client.zcard(f"{{p0}}:ready:{queue}"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def recorded(house: House) -> Explained:
    """The one job of this installation, as `explain` tells it."""
    ids = [key async for key in house.client.scan_iter(match="{p0}:job:*")]
    assert len(ids) == 1
    job = await house.ledger.find(ids[0].decode().rsplit(":", 1)[1])
    assert job is not None
    return explained(job, house.sealer)


async def spent(house: House, here: Town, who: str) -> Spent:
    purse = Purse(house.store, house.sealer, house.space, house.events)
    asked = request("any")
    asked = asked.model_copy(
        update={
            "asker": asked.asker.model_copy(update={"id": here.slack.users[who]}),
            "place": asked.place.model_copy(update={"team": here.slack.workspace.team_id}),
        }
    )
    return await purse.spent(asked, datetime.now(UTC))


def models_asked(here: Town) -> list[str]:
    return [body["model"] for body in here.models.journal]


def footer_of(answer: dict[str, Any]) -> str:
    return str(answer["blocks"][1]["elements"][0]["text"])


async def test_a_raised_hand_is_answered_in_the_same_message(tmp_path: Path) -> None:
    async with town(tmp_path, "http", RAISED, ANSWER) as here:
        asked = here.say("general", "dana", ASKED)
        answer = await here.answered("general", asked["ts"])
        assert answer["blocks"][0]["text"] == "Wait, then retry."
        assert footer_of(answer).startswith("R1 · V3 handed it on · ")
        assert "ESCALATE" not in str(here.slack.traffic.since(0))
        assert len(here.ours("general", asked["ts"])) == 1
        placeholders = [
            row["arguments"]["text"]
            for row in here.slack.traffic.since(0)
            if row["method"] in ("chat.postMessage", "chat.update")
        ]
        assert placeholders[0].startswith("V3 handed this on, so R1 is thinking it through.")
        place = here.slack.workspace
        general, dana = place.find_channel("general"), place.find_user("dana")
        assert dana is not None
        where: Any = {"channel": general, "message": answer}
        await here.slack.people.press(where, dana, "why", None)
        async with asyncio.timeout(10):
            while not place.views:  # noqa: ASYNC110 - opened right after the acknowledgement
                await asyncio.sleep(0.02)
        view = next(iter(place.views.values()))
        said = [block["text"]["text"] for block in view["blocks"] if "text" in block]
        assert 'V3\'s own words (not verified): "!channel needs care"' in said
        assert {block["text"]["type"] for block in view["blocks"] if "text" in block} == {
            "plain_text"
        }


async def test_a_worker_killed_between_the_two_models_leaves_one_answer(tmp_path: Path) -> None:
    async with town(tmp_path, "http", RAISED, ANSWER, workers=False, more=PRICED) as here:
        await here.start("worker", "--queue", "quick")
        async with open_house(settings(here), Silence()) as house:
            asked = here.say("general", "dana", ASKED)
            await waiting_in(house, "deep")
            await here.kill("worker")
            assert models_asked(here) == [FAST]
            between = await recorded(house)
            assert (between.state, between.usage.calls) == ("decided", 1)
            await here.start("worker", "--queue", "deep")
            answer = await here.answered("general", asked["ts"])
            assert answer["blocks"][0]["text"] == "Wait, then retry."
            assert footer_of(answer).startswith("R1 · V3 handed it on · ")
            assert len(here.ours("general", asked["ts"])) == 1
            assert models_asked(here) == [FAST, SLOW]
            end = await finished(house)
            assert end.decision is not None
            assert (end.decision.cause, end.usage.calls) == ("handed_on", 2)
            assert end.usage.input_tokens > between.usage.input_tokens > 0
            charged = await spent(house, here, "dana")
            assert charged.reasoning == 1
            assert end.usage.cost_usd > between.usage.cost_usd > 0
            # The purse counts in millionths of a dollar, each call by itself.
            assert charged.person_usd == pytest.approx(end.usage.cost_usd, abs=2e-6)
            states = [step.state for step in end.history]
            assert states.count("received") == 1
            assert states.count("decided") == 2
            assert {step.attempt for step in end.history} == {0, 1}


async def test_a_worker_killed_while_the_second_model_thinks_asks_the_first_no_more(
    tmp_path: Path,
) -> None:
    slow = Script(model=SLOW, text="Wait, then retry.", first_s=1.0)
    async with town(tmp_path, "socket", RAISED, slow) as here:
        asked = here.say("general", "dana", ASKED)
        await here.asked(2)
        await here.kill("worker")
        await here.start("worker")
        answer = await here.answered("general", asked["ts"])
        assert answer["blocks"][0]["text"] == "Wait, then retry."
        assert len(here.ours("general", asked["ts"])) == 1
        assert models_asked(here) == [FAST, SLOW, SLOW]


async def finished(house: House) -> Explained:
    async with asyncio.timeout(10):
        while (found := await recorded(house)).state != "done":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found
