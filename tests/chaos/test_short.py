"""A short storm with a known seed: nothing lost, nothing twice, nothing left hanging."""

from __future__ import annotations

from pathlib import Path

from storm_found import Plan
from storming import stormed

PLAN = Plan(questions=100, seconds=14.0, kills=15, servers=(0.5,), lease_s=2.0, seed=7)


async def test_a_hundred_questions_fifteen_deaths(tmp_path: Path) -> None:
    found = await stormed(tmp_path, PLAN)
    told = (tmp_path / "told.jsonl").read_text(encoding="utf-8")[-4000:]
    assert len(found.untaken) < PLAN.questions / 10, told
    assert found.lost == [], told
    assert found.twice == [], told
    assert found.stuck == [], told
    assert found.halves == [], told
    assert found.calls <= found.most_calls
    assert len(found.asked) == PLAN.questions
