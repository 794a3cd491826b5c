"""Asking both tiers: limits, servers that die in the middle, runs that are taken up again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.models.chat import build, close_all
from adapters.playground.models import ModelServer, Script
from bot.poc import patience
from bot.poc.cases import Case
from bot.poc.checks import Check
from bot.poc.journal import Journal, Outcome
from bot.poc.running import GIVEN_UP, TIERS, Runner
from bot.request import Tier
from bot.seats import Seat, Seats

CASES = [
    Case(id=f"{n}", task="t", question=f"{n}?", expected="yes", check=Check(kind="exact"))
    for n in range(20)
]
FAST, SLOW = Script(model="fast", text="yes"), Script(model="slow", text="no")


@dataclass
class Room:
    """Two seats at one server, and a journal that stays."""

    folder: Path
    url: str
    server: ModelServer

    async def run(self, at_once: int = 4) -> dict[tuple[str, Tier], Outcome]:
        journal = Journal(self.folder / "journal.jsonl", "mark")
        fast = Seat(tier="fast", label="V3", base_url=self.url, model="fast")
        slow = Seat(tier="reasoning", label="R1", base_url=self.url, model="slow")
        models = {seat.tier: build(seat) for seat in (fast, slow)}
        seats = Seats(preset="x", fast=fast, reasoning=slow)
        known = await asyncio.to_thread(journal.known)
        await Runner(models, seats, journal, {}, lambda one: None).run(CASES, known, at_once, 1)
        await close_all(tuple(models.values()))
        return await asyncio.to_thread(journal.known)


@asynccontextmanager
async def room(folder: Path, *scripts: Script) -> AsyncIterator[Room]:
    async with ModelServer(*scripts) as server:
        yield Room(folder, server.url, server)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_WAIT_S", 0.001)


async def test_a_server_that_dies_in_the_middle_is_left_alone_and_only_its_cases_asked_again(
    tmp_path: Path,
) -> None:
    dying = Script(model="slow", text="no", times=5)
    dead = Script(model="slow", cut_after=0)
    async with room(tmp_path, FAST, dying, dead) as here:
        found = await here.run()
        paid = [body["model"] for body in here.server.journal]
    slow = [found[case.id, "reasoning"] for case in CASES]
    assert all(found[case.id, "fast"].correct for case in CASES)
    assert sum(not one.error for one in slow) == 5
    assert {one.error for one in slow if one.error} == {"unreachable"}
    # Each of those that failed was tried four times, and then no more.
    assert paid.count("slow") <= 5 + (GIVEN_UP + 3) * patience.TRIES
    async with room(tmp_path, FAST, SLOW) as here:
        found = await here.run()
        paid = [body["model"] for body in here.server.journal]
    assert paid == ["slow"] * 15
    assert not any(one.error for one in found.values())


async def test_where_a_limit_is_told_everybody_waits(tmp_path: Path) -> None:
    busy = Script(model="fast", status=429, headers={"Retry-After": "1"}, times=1)
    async with room(tmp_path, busy, FAST, SLOW) as here:
        begun = time.monotonic()
        found = await here.run()
    assert time.monotonic() - begun >= 1
    assert not any(one.error for one in found.values())
    assert len(here.server.journal) == len(CASES) * len(TIERS) + 1


async def test_what_is_wrong_with_a_question_is_not_the_server_s_fault(tmp_path: Path) -> None:
    async with room(tmp_path, FAST, Script(model="slow", status=400)) as here:
        found = await here.run()
    assert len(here.server.journal) == len(CASES) * len(TIERS)
    assert {found[case.id, "reasoning"].error for case in CASES} == {"status 400"}


async def test_no_more_at_once_than_was_asked_for(tmp_path: Path) -> None:
    async with room(tmp_path, Script(first_s=0.005)) as here:
        await here.run(at_once=3)
    assert here.server.most_at_once <= 3


async def test_the_line_in_which_a_process_died_costs_that_answer_only(tmp_path: Path) -> None:
    async with room(tmp_path, FAST, SLOW) as here:
        await here.run()
        file = tmp_path / "journal.jsonl"
        text = await asyncio.to_thread(file.read_text, "utf-8")
        await asyncio.to_thread(file.write_text, text[:-40], "utf-8")
        before = len(here.server.journal)
        found = await here.run()
        assert len(here.server.journal) == before + 1
    assert len(found) == len(CASES) * len(TIERS)
