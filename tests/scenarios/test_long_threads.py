"""A thread of 312 messages: what is read, what is told of it, and reading all of it after all."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from summary_cases import honest, material_in
from town import Town, town

from adapters.playground.models import Script

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="On port 8443.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="You chose the proxy on 8443.")
WORDS = (
    "deploy looked into logs customer invoices render queue workers memory graph coffee standup "
    "tomorrow maybe retry cache lunch meeting room slides printer badge office plants window"
).split()
THERE = 312
pytestmark = pytest.mark.timeout(90)


def fill(here: Town) -> str:
    """The thread in #support; its root's ts."""
    draw = Random(4)
    root: str = here.say("support", "sam", "ROOT: the proxy for the printer is new.")["ts"]
    for number in range(1, THERE - 1):
        said = (
            "We put the Proxy on port 8443."
            if number == 70
            else " ".join(draw.choices(WORDS, k=40))
        )
        here.say("support", ("mei", "dana", "sam")[number % 3], f"n{number} {said}", root)
    here.say("support", "mei", "NEWEST: all good", root)
    return root


def told(message: dict[str, Any]) -> tuple[str, list[str]]:
    """The footer and the buttons under an answer."""
    footer = next(one for one in message["blocks"] if one["type"] == "context")
    row = next(one for one in message["blocks"] if one["type"] == "actions")
    texts = [one["text"]["text"] for one in row["elements"]]
    return footer["elements"][0]["text"], texts


def units(prompt: dict[str, Any]) -> int:
    return str(prompt["messages"][-1]["content"]).count("<unit ")


async def test_a_part_is_read_and_told_and_everything_on_demand(tmp_path: Path) -> None:
    async with town(tmp_path, "http", FAST, SLOW, workers=False) as here:
        root = fill(here)
        here.say("support", "dana", "@thinktwice which port does the proxy use?", root)
        await here.start("worker")
        answer = await here.answered("support", root)
        footer, buttons = told(answer)
        found = re.fullmatch(rf"V3 · .+ · read (\d+) of {THERE} messages · \d+\.\d s · .+", footer)
        assert found
        assert buttons == ["Why?", "Ask R1", "Compare", "Read everything (R1)"]
        (asked,) = here.models.journal
        prompt = asked["messages"][-1]["content"]
        assert all(one in prompt for one in ("ROOT:", "n70 We put the Proxy on port", "NEWEST:"))
        assert units(asked) == int(found.group(1)) < THERE
        place = here.slack.workspace
        support, mei = place.find_channel("support"), place.find_user("mei")
        assert support is not None
        assert mei is not None
        where = {"channel": support, "message": answer}
        await here.slack.people.press(where, mei, "read_everything", None)
        whole = (await here.finals("support", root, 2))[-1]
        assert whole["blocks"][0]["text"] == "You chose the proxy on 8443."
        footer, buttons = told(whole)
        assert footer.startswith("R1 · you asked for it (Read everything (R1)) · ")
        assert buttons == ["Why?", "Ask V3", "Compare"]
        # Our own first answer is no part of what the question asked about.
        assert units(here.models.journal[1]) == THERE
        assert "On port 8443." not in here.models.journal[1]["messages"][-1]["content"]


async def test_what_was_decided_needs_all_of_it_and_that_is_long(tmp_path: Path) -> None:
    async with town(tmp_path, "http", Script(said=honest), workers=False) as here:
        root = fill(here)
        here.say("support", "dana", "@thinktwice what did we decide in this thread?", root)
        await here.start("worker")
        footer, buttons = told(await here.answered("support", root))
        assert re.match(r"R1 · long: 1\d,\d{3} tokens, limit 10,000 · \d", footer)
        assert buttons == ["Why?", "Ask V3", "Compare"]
        read = "".join(material_in(body) for body in here.models.journal)
        assert len(re.findall(r"^\[u\d+\] ", read, re.MULTILINE)) == THERE


async def test_a_worker_killed_on_the_way_leaves_the_same_part_read(tmp_path: Path) -> None:
    slow = Script(model=FAST.model, text="On port 8443.", first_s=1.5)
    async with town(tmp_path, "http", slow, SLOW, workers=False) as here:
        root = fill(here)
        here.say("support", "dana", "@thinktwice which port does the proxy use?", root)
        await here.start("worker")
        await here.asked(1)
        await here.kill("worker")
        here.say("support", "sam", "LATER: the port is 9000 now", root)
        await here.start("worker")
        await here.answered("support", root)
        first, second = here.models.journal
        assert first["messages"] == second["messages"]
        assert "LATER:" not in second["messages"][-1]["content"]
        assert len(here.ours("support", root)) == 1
