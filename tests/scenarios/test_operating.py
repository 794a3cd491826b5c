"""Operated from chat, as processes do it: a pause holds in the worker, a check comes from there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from town import Town, town

from adapters.playground.models import Script

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="Use a retry.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="Do not sign yet.")
LEGAL = "@thinktwice should we sign the contract?"


async def said(here: Town, who: str, text: str, sign: str) -> dict[str, Any]:
    """A command in #legal; what this person reads once it contains the sign."""
    place = here.slack.workspace
    channel, user = place.find_channel("legal"), place.find_user(who)
    assert channel is not None
    assert user is not None
    number, changes = place.watch()
    try:
        await here.slack.people.command(channel, user, "/thinktwice", text)
        async with asyncio.timeout(20):
            while not any(sign in one["text"] for one in place.ephemeral):
                await changes.get()
    finally:
        place.unwatch(number)
    return next(one for one in place.ephemeral if sign in one["text"])


async def test_a_pause_from_slack_holds_in_the_worker_until_it_is_undone(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        place = here.slack.workspace
        channel, dana = place.find_channel("legal"), place.find_user("dana")
        assert channel is not None
        assert dana is not None
        asks = await said(here, "dana", "pause R1 in #legal for 30m", "R1 will not be asked")
        where = {"channel": channel, "message": asks}
        await here.slack.people.press(where, dana, "command_do", None)
        # In force within seconds, in processes that were not told.
        await asyncio.sleep(4)
        root = here.say("legal", "alex", LEGAL)
        answer = await here.answered("legal", root["ts"])
        line = answer["blocks"][1]["elements"][0]["text"]
        assert line == "V3 instead of R1 · R1 is paused by an operator · not double-checked"
        (done,) = [one for one in place.ephemeral if one["text"].startswith("Paused R1")]
        await here.slack.people.press(
            {"channel": channel, "message": done}, dana, "command_undo", None
        )
        await asyncio.sleep(4)
        root = here.say("legal", "alex", LEGAL)
        answer = await here.answered("legal", root["ts"])
        assert answer["blocks"][0]["text"] == "Do not sign yet."
        refused = await said(here, "alex", "pause", "pause is for operators")
        assert "owners and admins" in refused["text"]


async def test_what_takes_longer_comes_from_a_worker_in_the_same_place(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        found = await said(here, "dana", "doctor", "model V3")
        assert "ok    store" in found["text"]
        mine = [one for one in here.slack.workspace.ephemeral if "A worker is on it" in one["text"]]
        assert len(mine) == 1
        assert "Your 0 finished questions" in (await said(here, "alex", "usage", "Your 0"))["text"]


async def test_a_brief_is_read_in_its_channel_alone(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        place = here.slack.workspace
        channel, dana = place.find_channel("legal"), place.find_user("dana")
        assert channel is not None
        assert dana is not None
        posted = here.say("legal", "dana", "the rules", rules__md=b"# Refunds\n\nAsk Mei first.")
        link = f"https://acme.slack.com/archives/{channel.id}/p{posted['ts'].replace('.', '')}"
        for text, sign in (
            ("brief set We refund within 30 days.", "may cite this text"),
            (f"brief add {link}", "may cite these files: rules.md"),
        ):
            asks = await said(here, "dana", text, sign)
            where = {"channel": channel, "message": asks}
            await here.slack.people.press(where, dana, "command_do", None)
            done = "last changed by"
            async with asyncio.timeout(20):
                while sum(done in one["text"] for one in place.ephemeral) < 1 + ("add" in text):  # noqa: ASYNC110 - another process's work
                    await asyncio.sleep(0.05)
        root = here.say("legal", "alex", "@thinktwice when do we refund?")
        await here.answered("legal", root["ts"])
        prompt = here.models.journal[-1]["messages"][-1]["content"]
        assert '<unit place="brief">\nWe refund within 30 days.' in prompt
        assert 'place="brief: rules.md' in prompt
        assert "Ask Mei first." in prompt
        root = here.say("general", "alex", "@thinktwice when do we refund?")
        await here.answered("general", root["ts"])
        assert "refund within 30" not in here.models.journal[-1]["messages"][-1]["content"]
