"""Questions that change under way, as their askers see it: edited, taken back, or none at all."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from town import Town, town

from adapters.playground.models import Script
from adapters.playground.workspace import Channel, User

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="Too many requests.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="Do not sign yet.", first_s=20.0)
Json = dict[str, Any]


def place(here: Town, name: str) -> Channel:
    found = here.slack.workspace.find_channel(name)
    assert found is not None
    return found


def person(here: Town, name: str) -> User:
    found = here.slack.workspace.find_user(name)
    assert found is not None
    return found


async def told(here: Town, words: str) -> Json:
    """What somebody is told for their eyes only, once it is there."""
    number, changes = here.slack.workspace.watch()
    try:
        async with asyncio.timeout(30):
            while True:
                for message in here.slack.workspace.ephemeral:
                    if words in message["text"]:
                        return message
                await changes.get()
    finally:
        here.slack.workspace.unwatch(number)


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_question_taken_back_while_it_is_thought_about_leaves_nothing(
    tmp_path: Path, mode: str
) -> None:
    async with town(tmp_path, mode, FAST, SLOW) as here:
        asked = here.say("legal", "alex", "@thinktwice should we sign the contract?")
        await here.asked(1)
        legal, number = place(here, "legal"), here.slack.workspace.watch()
        before = {one["ts"] for one in here.ours("legal")}
        assert len(before) == 1
        message = here.slack.workspace.message(legal, asked["ts"])
        assert message is not None
        here.slack.people.delete(legal, message)
        async with asyncio.timeout(15):
            while here.ours("legal"):
                await number[1].get()
        here.slack.workspace.unwatch(number[0])
        assert here.slack.workspace.ephemeral == []


async def test_a_question_edited_before_anybody_read_it_is_answered_as_it_stands(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, "http", FAST, SLOW, workers=False) as here:
        asked = here.say("general", "dana", "@thinktwice what does HTTP 428 mean?")
        message = here.slack.workspace.message(place(here, "general"), asked["ts"])
        assert message is not None
        here.slack.people.edit(place(here, "general"), message, "@thinktwice what does 429 mean?")
        await here.start("worker")
        await here.answered("general", asked["ts"])
        assert "what does 429 mean?" in here.models.journal[0]["messages"][-1]["content"]
        assert len(here.models.journal) == 1
        assert here.slack.workspace.ephemeral == []


async def test_a_file_without_a_word_is_summarized_at_the_press_of_a_button(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        sent = here.say("general", "dana", "@thinktwice", notes__txt=b"Alpha ships on Monday.")
        said = await told(here, "I have notes.txt, but no question about it.")
        where = {"channel": place(here, "general"), "message": said}
        await here.slack.people.press(where, person(here, "dana"), "ask_this", None)
        await here.answered("general", sent["ts"])
        prompt = here.models.journal[0]["messages"][-1]["content"]
        assert "Alpha ships on Monday." in prompt
        assert "<material>" in prompt


@pytest.mark.parametrize(
    ("text", "words"),
    [("@thinktwice", "There was no question for me"), ("@thinktwice :wave:", "and I'm here")],
)
async def test_no_question_is_said_kindly_without_a_model(
    tmp_path: Path, text: str, words: str
) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        here.say("general", "dana", text)
        said = await told(here, words)
        assert said["ephemeral_to"] == person(here, "dana").id
        assert here.models.journal == []
