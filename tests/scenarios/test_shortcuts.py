"""From the menu of a message to an answer, as its asker and everybody else see it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from town import Town, town

from adapters.playground.models import Script

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="Three points: cap, breach, notice.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="Danke, ich kläre [Datum].")
Json = dict[str, Any]


async def whispered(here: Town, words: str) -> Json:
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


async def use(here: Town, callback: str, who: str = "dana") -> Json:
    here.slack.people.shortcuts = frozenset({callback})
    place, person = here.slack.workspace.find_channel("legal"), here.slack.workspace.find_user(who)
    assert place is not None
    assert person is not None
    await here.slack.people.use(place, place.messages[0], person, callback)
    return place.messages[0]


def press(here: Town, message: Json, action: str) -> Any:
    place, dana = here.slack.workspace.find_channel("legal"), here.slack.workspace.find_user("dana")
    assert place is not None
    assert dana is not None
    return here.slack.people.press({"channel": place, "message": message}, dana, action, None)


async def test_a_summary_is_the_asker_s_until_it_is_shared_with_its_asker_named(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        root = await use(here, "summarize_thread")
        summary = await whispered(here, "In short")
        asked = len(here.models.journal)
        assert here.ours("legal") == []
        assert summary["thread_ts"] == root["ts"]
        rows = [one for one in summary["blocks"] if one["type"] == "actions"]
        names = [one["text"]["text"] for one in rows[0]["elements"]]
        assert names == ["Why?", "Ask R1", "Compare", "Share in thread"]
        for _ in range(2):
            await press(here, summary, "share")
        shared = await here.answered("legal", root["ts"])
        dana = here.slack.users["dana"]
        assert shared["text"].startswith(f"Asked by <@{dana}>: Summarize this thread.\n\nIn short")
        assert shared["thread_ts"] == root["ts"]
        assert len(here.models.journal) == asked
        await press(here, shared, "why")
        assert len(here.ours("legal")) == 1


async def test_a_draft_is_written_for_the_asker_alone_in_the_writer_s_language(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        await use(here, "draft_reply")
        draft = await whispered(here, "Danke, ich kläre [Datum].")
        assert draft["ephemeral_to"] == here.slack.users["dana"]
        rules, question = (one["content"] for one in here.models.journal[0]["messages"])
        assert "dana wants to reply to the message" in rules
        assert "In the language of alex's message" in rules
        assert "Promise nothing" in rules
        assert "The vendor sent the new MSA." in question
        rows = [one for one in draft["blocks"] if one["type"] == "actions"]
        buttons = [one["action_id"] for row in rows for one in row["elements"]]
        assert "share" not in buttons
        assert here.ours("legal") == []


async def test_a_channel_is_summarized_with_all_its_threads(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        for text in ("Deploy at nine.", "Rolled back at ten."):
            here.say("support", "sam", text)
        root = here.say("support", "mei", "Who tells the customers?")["ts"]
        here.say("support", "alex", "I do, at eleven.", root)
        place, dana = here.slack.workspace.find_channel("support"), here.slack.users["dana"]
        person = here.slack.workspace.find_user(dana)
        assert place is not None
        assert person is not None
        await here.slack.people.command(place, person, "/summarize", "#support today")
        await here.asked(1)
        prompt = here.models.journal[0]["messages"][-1]["content"]
        asked = next(one["text"] for one in here.ours("support") if "asked:" in one["text"])
        assert re.search(r"Summarize #support since \w+ \d+ \w+ 00:00, Berlin\.", asked)
        for text in ("Deploy at nine.", "Rolled back at ten.", "I do, at eleven."):
            assert text in prompt
