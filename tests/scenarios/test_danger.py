"""Someone writes that they are in danger: told at once whom to call, answered in private."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from town import WAIT_S, Town, town

from adapters.playground.models import Script

HELP = "@thinktwice my roommate took a whole bottle of sleeping pills, she won't wake up"
CALL = "If someone is in danger now, call your local emergency number"
ANSWER = Script(text="Call now, then turn her on her side.")


async def whispers(here: Town, count: int) -> list[dict[str, Any]]:
    """What dana alone sees, once there is so much."""
    async with asyncio.timeout(WAIT_S):
        while len(here.slack.workspace.ephemeral) < count:  # noqa: ASYNC110 - two kinds of change
            await asyncio.sleep(0.05)
    return list(here.slack.workspace.ephemeral)


@pytest.mark.parametrize("door_fails", [False, True])
async def test_told_once_and_answered_in_private(tmp_path: Path, door_fails: bool) -> None:
    """Where the door's own call fails, the worker's tells."""
    async with town(tmp_path, "http", ANSWER) as here:
        if door_fails:
            for method in ("chat.postEphemeral", "chat.postMessage"):
                here.slack.faults.add({"method": method, "error": "channel_not_found"})
        here.say("general", "dana", HELP)
        told, answered = await whispers(here, 2)
        assert told["text"].startswith(CALL)
        assert "turn her on her side" in answered["text"]
        assert "R1 · sensitive topic" in answered["text"]
        dana = here.slack.workspace.find_user("dana")
        assert dana is not None
        assert {told["ephemeral_to"], answered["ephemeral_to"]} == {dana.id}
        assert here.ours("general") == []
        await asyncio.sleep(0.3)
        assert len(here.slack.workspace.ephemeral) == 2
