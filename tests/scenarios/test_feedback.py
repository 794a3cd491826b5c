"""A bad answer, from the thumb to what an operator sees: forgotten, and beside its decision."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from started import ran
from town import Town, town

from adapters.playground.models import Script

V3 = "deepseek-ai/DeepSeek-V3-0324"
QUESTION = "@thinktwice what does HTTP 429 mean?"


async def answer_to(here: Town, who: str) -> str:
    asked = here.say("general", who, QUESTION)
    return str((await here.answered("general", asked["ts"]))["text"])


async def test_a_bad_vote_is_forgotten_by_memory_and_shown_to_the_operator(tmp_path: Path) -> None:
    first = Script(model=V3, text="Payment required.", times=1)
    async with town(tmp_path, "socket", first, Script(model=V3, text="Too many.")) as here:
        asked = here.say("general", "dana", QUESTION)
        answer = await here.answered("general", asked["ts"])
        place = here.slack.workspace
        general, dana = place.find_channel("general"), place.find_user("dana")
        assert general is not None
        assert dana is not None
        job = answer["metadata"]["event_payload"]["job_id"]
        where = {"channel": general, "message": answer}
        await here.slack.people.press(where, dana, "vote", f"down:{job}")
        async with asyncio.timeout(10):
            while not place.views:  # noqa: ASYNC110 - opened after the acknowledgement
                await asyncio.sleep(0.02)
        (view,) = place.views.values()
        await here.slack.people.submit(view, dana, {"faults": {"vote_faults": ["wrong_model"]}})
        async with asyncio.timeout(10):
            # The worker forgets it beside whatever else it does.
            while "Too many." not in await answer_to(here, "mei"):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.1)
        told = await asyncio.to_thread(
            ran, "calibrate", "--threshold", "-9", "--json", environment=here.environment()
        )
        assert told.returncode == 0, told.stderr
        (vote,) = json.loads(told.stdout)["votes"]
        assert (vote["id"], vote["said"], vote["faults"]) == (job, "down", ["wrong_model"])
        assert vote["was"] == vote["now"] == {"tier": "fast", "cause": "score"}
        assert vote["proposed"] == {"tier": "reasoning", "cause": "score"}
        said = await asyncio.to_thread(
            ran, "calibrate", "--wrong-model", environment=here.environment()
        )
        assert "Good: 0. Bad: 1, of these for the wrong model: 1." in said.stdout
        assert f"{job}  bad (wrong model)  V3" in said.stdout
        assert "429" not in said.stdout + told.stdout
