"""A person's default on App Home, as it holds for their questions."""

from __future__ import annotations

import asyncio
from pathlib import Path

from town import town

from adapters.playground.models import Script

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="Too many requests.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="Too many requests, thought through.")


async def test_a_default_holds_until_a_mark_says_otherwise(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        place, people = here.slack.workspace, here.slack.people
        mei = place.find_user("mei")
        assert mei is not None
        name = f"VHOME{mei.id}"
        people.open_home(mei, "home")
        async with asyncio.timeout(20):
            while name not in place.views:  # noqa: ASYNC110 - another process publishes it
                await asyncio.sleep(0.02)
        await people.press({"view": place.views[name]}, mei, "my_default", "reasoning")
        asked = here.say("general", "mei", "@thinktwice what does HTTP 429 mean?")
        answer = await here.answered("general", asked["ts"])
        assert "thought through" in answer["text"]
        assert "R1 · you asked for it (your default)" in answer["text"]
        asked = here.say("general", "mei", "@thinktwice what does HTTP 428 mean? !fast")
        answer = await here.answered("general", asked["ts"])
        assert "V3 · you asked for it (!fast)" in answer["text"]
        people.open_home(mei, "home")
        async with asyncio.timeout(20):
            while "what does HTTP 428 mean?" not in str(place.views[name]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        shown = str(place.views[name])
        # Mei reads Chinese.
        assert "R1：50 个回答中用了 1 个" in shown
        assert f"/archives/{here.slack.channels['general']}/p" in shown
