"""The short form of the day: two workspaces, seven languages, faults and a deploy; all answered."""

from __future__ import annotations

from pathlib import Path

from day_played import installed, played
from day_script import scenes
from day_told import page, waited


async def test_everybody_is_answered_once_in_their_own_workspace(tmp_path: Path) -> None:
    script = scenes(short=True)
    async with installed(tmp_path, script) as day:
        done = await played(day, script, at_once=True)
        told = page(done)
    assert [step.problem for one in done for step in one.done if step.problem] == [], told
    asked = [step for scene in script for step in scene.steps if step.question]
    assert len(list(waited(done))) == len(asked), told
