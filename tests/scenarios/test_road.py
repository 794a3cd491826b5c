"""The road as processes walk it: Slack, `serve`, Valkey, `worker`, models, Slack."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from town import Town, town

from adapters.playground.models import Script

LEGAL = "@thinktwice should we sign the contract?"
FAST = Script(
    model="deepseek-ai/DeepSeek-V3-0324", text="Use a **retry** with back-off, <!channel>."
)
SLOW = Script(
    model="deepseek-ai/DeepSeek-R1-0528", text="Do not sign yet.", reasoning="SECRET THOUGHTS"
)


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_mention_is_answered_once_in_its_thread(tmp_path: Path, mode: str) -> None:
    async with town(tmp_path, mode, FAST, SLOW) as here:
        asked = here.say("general", "dana", "@thinktwice what does HTTP 429 mean?")
        answer = await here.answered("general", asked["ts"])
        markdown = answer["blocks"][0]["text"]
        assert markdown == "Use a **retry** with back-off, &lt;!channel&gt;."
        assert answer["blocks"][1]["elements"][0]["text"].startswith("V3 · short factual question")
        grave = here.say("legal", "alex", LEGAL)
        answer = await here.answered("legal", grave["ts"])
        assert answer["blocks"][0]["text"] == "Do not sign yet."
        assert len(here.ours("general", asked["ts"])) == 1
        assert len(here.ours("legal", grave["ts"])) == 1
        assert "SECRET" not in json.dumps([here.ours("general"), here.ours("legal")])
        calls = [row["method"] for row in here.slack.traffic.since(0) if not row["answer"]["ok"]]
        assert calls == []


async def test_a_direct_message_and_both_commands(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        direct = here.say("@bot", "mei", "what does ENOENT mean?")
        mei = here.slack.users["mei"]
        await here.answered(here.slack.workspace.direct(mei).id, direct["ts"])
        people, place = here.slack.people, here.slack.workspace
        sam, dana = place.find_user("sam"), place.find_user("dana")
        general, random = place.find_channel("general"), place.find_channel("random")
        assert sam is not None
        assert dana is not None
        assert general is not None
        assert random is not None
        number, changes = place.watch()
        await people.command(general, sam, "/ask", "what does HTTP 404 mean?")
        async with asyncio.timeout(20):
            while not any("asked:" in one["text"] for one in here.ours("general")):
                await changes.get()
        anchor = next(one for one in here.ours("general") if "asked:" in one["text"])
        assert f"<@{sam.id}>" in anchor["text"]
        assert "what does HTTP 404 mean?" in anchor["text"]
        await people.command(random, dana, "/thinktwice", "think what is best for us?")
        async with asyncio.timeout(20):
            while not any("Do not sign" in one["text"] for one in place.ephemeral):
                await changes.get()
        place.unwatch(number)
        assert here.ours("random") == []
        private = next(one for one in place.ephemeral if "Do not sign" in one["text"])
        assert private["ephemeral_to"] == dana.id


async def test_the_newest_message_of_a_long_thread_reaches_the_model(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW, workers=False) as here:
        root = here.say("support", "sam", "Customer ACME cannot log in.")["ts"]
        for number in range(128):
            here.say("support", "mei", f"note {number}", root)
        here.say("support", "sam", "NEWEST: it was the clock", root)
        here.say("support", "dana", "@thinktwice what was it?", root)
        await here.start("worker")
        await here.answered("support", root)
        prompt = here.models.journal[0]["messages"][-1]["content"]
        assert "NEWEST: it was the clock" in prompt
        assert "Customer ACME cannot log in." in prompt
        assert "note 64" in prompt


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_worker_killed_while_the_model_thinks_leaves_one_answer(
    tmp_path: Path, mode: str
) -> None:
    slow = Script(model=SLOW.model, text="Slow and sure.", first_s=1.0)
    async with town(tmp_path, mode, FAST, slow) as here:
        asked = here.say("legal", "alex", LEGAL)
        await here.asked(1)
        await here.kill("worker")
        await here.start("worker")
        answer = await here.answered("legal", asked["ts"])
        assert answer["blocks"][0]["text"] == "Slow and sure."
        assert len(here.ours("legal", asked["ts"])) == 1
        assert len(here.models.journal) == 2


async def test_what_was_acknowledged_outlives_the_web_process(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW, workers=False) as here:
        asked = here.say("general", "dana", "@thinktwice what does HTTP 429 mean?")
        async with asyncio.timeout(20):
            while await _waiting(here.folder) < 1:  # noqa: ASYNC110 - another process's queue
                await asyncio.sleep(0.05)
        await here.kill("serve")
        await here.start("worker")
        await here.answered("general", asked["ts"])
        assert len(here.ours("general", asked["ts"])) == 1


async def _waiting(folder: Path) -> int:
    from adapters.stores.embedded import start_embedded
    from adapters.stores.valkey import connect

    place = await start_embedded(folder)
    client = connect(place.url)
    found = int(await client.zcard("{p0}:ready:quick"))
    await client.aclose()
    place.close()
    return found


FEW = "Leaving out single words or clauses would not have changed that."


async def shown(here: Town, sentence: str) -> str:
    """All that the open modal says, once it says that sentence."""
    async with asyncio.timeout(10):
        while True:
            said = " ".join(
                block["text"]["text"]
                for view in here.slack.workspace.views.values()
                for block in view["blocks"]
                if "text" in block
            )
            if sentence in said:
                return said
            await asyncio.sleep(0.02)


async def test_buttons_why_the_other_model_and_again(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW) as here:
        asked = here.say("general", "dana", "@thinktwice what does HTTP 429 mean?")
        answer = await here.answered("general", asked["ts"])
        place = here.slack.workspace
        general, dana = place.find_channel("general"), place.find_user("dana")
        assert general is not None
        assert dana is not None
        where = {"channel": general, "message": answer}
        await here.slack.people.press(where, dana, "why", None)
        assert "V3 answered. The score decided" in await shown(here, FEW)
        (view,) = place.views.values()
        edit = "The vendor wants to cap liability at 12 months, should we sign?"
        values = {"edit": {"what_if": edit}}
        await here.slack.people.press({"view": view}, dana, "what_if_show", None, values)
        assert "a legal question" in await shown(here, "This would go to R1.")
        place.views.clear()
        await here.slack.people.press(where, dana, "why", None)
        assert "Looking" not in await shown(here, FEW)
        for _ in range(2):
            await here.slack.people.press(where, dana, "ask_other", None)
        number, changes = place.watch()
        async with asyncio.timeout(20):
            while not any("Second opinion" in one["text"] for one in here.ours("general")):
                await changes.get()
        place.unwatch(number)
        opinions = [one for one in here.ours("general") if "Second opinion" in one["text"]]
        assert len(opinions) == 1
        assert f"Second opinion from R1, asked by <@{dana.id}>:" in opinions[0]["text"]
        assert opinions[0]["thread_ts"] == asked["ts"]
