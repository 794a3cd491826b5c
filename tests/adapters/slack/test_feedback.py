"""Thumbs as Slack sends them: kept at once, asked why, changed, for the right eyes only."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from behind_cases import answered
from routing_cases import SEATS, request, router
from slack_cases import Served, channel, served, user
from slack_sdk.models.blocks import Block

from adapters.playground.blockkit import faults, view_faults
from adapters.playground.workspace import User
from adapters.queue.memory import MemoryLedger
from adapters.slack.feedback_blocks import CHOSEN, FIELD, asking, note, thumbs
from bot.errors import StoreError
from bot.jobs.votes import FAULTS, Vote
from bot.words import Words

Json = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def ready() -> None:
    """The classifier reads its weights from the disk at the first question."""
    router().decide(request("hello there"))


async def under(here: Served, text: str = "hello there") -> Json:
    """The place of the thumbs under an answer in #general, asked by dana."""
    where = await answered(here, router().decide(request(text)), text)
    where["message"]["blocks"] = [thumbs("J0", "V3", Words())]
    return where


async def press(here: Served, where: Json, thumb: str, who: str = "dana") -> None:
    person = user(here.slack, who)
    await here.slack.people.press(where, person, "vote", f"{thumb}:J0")


async def kept(here: Served, count: int = 1) -> list[Vote]:
    async with asyncio.timeout(5):
        while len(found := list((await here.votes.all())[0])) < count:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    return found


async def modal(here: Served) -> Json:
    async with asyncio.timeout(5):
        while not (views := list(here.slack.workspace.views.values())):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
    return dict(views[-1])


async def send(here: Served, view: Json, *chosen: str) -> Json:
    person: User = user(here.slack, "dana")
    return await here.slack.people.submit(view, person, {FIELD: {CHOSEN: list(chosen)}})


async def told(here: Served) -> str:
    async with asyncio.timeout(5):
        while not here.slack.workspace.ephemeral:  # noqa: ASYNC110 - after the acknowledgement
            await asyncio.sleep(0.01)
    return str(here.slack.workspace.ephemeral[-1]["text"])


async def test_a_thumb_up_is_kept_and_thanked_for_privately() -> None:
    async with served(MemoryLedger()) as here:
        await press(here, await under(here), "up")
        (vote,) = await kept(here)
        assert (vote.of, vote.said, vote.faults) == ("J0", "up", ())
        assert vote.user == user(here.slack, "dana").id
        assert (vote.label, vote.decision.tier) == ("V3", "fast")
        assert await told(here) == "Thanks, noted. The other thumb changes your vote."
        assert await here.ledger.jobs(9) == []


async def test_a_thumb_down_counts_at_once_is_handed_to_a_worker_and_asked_why() -> None:
    async with served(MemoryLedger()) as here:
        await press(here, await under(here), "down")
        view = await modal(here)
        (vote,) = await kept(here)
        assert (vote.said, vote.faults) == ("down", ())
        (work,) = await here.ledger.jobs(9)
        assert (work.kind, work.queue) == ("vote", "quick")
        labels = [one["text"]["text"] for one in view["blocks"][-1]["element"]["options"]]
        assert labels == ["Wrong", "Too slow", "Missed a file", "Wrong model", "Unsafe"]
        answer = await send(here, view, "slow", "wrong_model")
        assert answer["response_action"] == "update"
        (vote,) = await kept(here)
        assert vote.faults == ("slow", "wrong_model")
        (view,) = here.slack.workspace.views.values()
        assert "Thanks: too slow, wrong model." in str(view)
        assert "Ask R1 under the answer gives you the other model's." in str(view)
        assert len(await here.ledger.jobs(9)) == 1


async def test_sending_nothing_is_answered_beside_the_field() -> None:
    async with served(MemoryLedger()) as here:
        await press(here, await under(here), "down")
        answer = await send(here, await modal(here))
        assert answer["response_action"] == "errors"
        assert "Choose at least one" in answer["errors"][FIELD]
        assert len(here.slack.workspace.views) == 1


async def test_pressing_twice_is_once_and_the_other_thumb_changes_it() -> None:
    async with served(MemoryLedger()) as here:
        where = await under(here)
        for thumb in ("down", "down", "up"):
            await press(here, where, thumb)
        await told(here)
        (vote,) = await kept(here)
        assert vote.said == "up"
        await press(here, where, "up", "mei")
        assert len(await kept(here, 2)) == 2


async def test_a_forged_value_reaches_no_other_channel_s_answer() -> None:
    async with served(MemoryLedger()) as here:
        where = {**await under(here), "channel": channel(here.slack, "random")}
        await press(here, where, "down", "mei")
        assert "I no longer have the record" in await told(here)
        assert (await here.votes.all())[0] == []
        assert await here.ledger.jobs(9) == []


class Down(MemoryLedger):
    """A ledger whose store does not answer."""

    async def job(self, team: str, job_id: str) -> None:
        raise StoreError("gone")


@pytest.mark.parametrize("thumb", ["up", "down"])
async def test_with_the_store_down_it_is_said_and_nothing_opens(thumb: str) -> None:
    async with served(Down()) as here:
        block = thumbs("J0", "V3", Words())
        message = {"type": "message", "ts": here.slack.workspace.new_ts(), "blocks": [block]}
        where = {"channel": channel(here.slack, "general"), "message": message}
        await press(here, where, thumb)
        assert "my store is not answering" in await told(here)
        assert here.slack.workspace.views == {}


def test_slack_takes_all_of_it() -> None:
    words = Words()
    block = thumbs("J" * 10, SEATS.fast.label * 60, words)
    assert faults([block]) == []
    for parsed in Block.parse_all([block]):
        parsed.validate_json()
    labels = [block["elements"][0][f"{one}_button"] for one in ("positive", "negative")]
    assert len({one["accessibility_label"] for one in labels}) == 2
    assert view_faults(asking("J1", words)) == []
    assert view_faults(note(["One.", "Two."], words)) == []
    assert {one["value"] for one in asking("J1", words)["blocks"][-1]["element"]["options"]} == set(
        FAULTS
    )
