"""Summaries over scripted models: a note-taker that reads what it is given, honest or not."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from house_cases import Parts, parts
from routing_cases import request

from adapters.models.tokens import DeepSeekTokens
from adapters.playground.models import Script
from adapters.stores.memory import MemoryStore
from bot.asking import pinned_fast
from bot.documents import Reading
from bot.keys import KeySpace
from bot.request import Unit
from bot.sealing import Sealer, new_key
from bot.summaries.calling import Calls
from bot.summaries.kinds import kind_of
from bot.summaries.lanes import Lanes
from bot.summaries.notebook import Notebook
from bot.summaries.order import Order
from bot.summaries.result import Kind, Summary
from bot.summaries.road import Outcome, Summaries
from bot.summaries.units import Material, material

Json = dict[str, Any]
KEYS = new_key()
#: What the router decided: the reasoning tier writes.
SLOW = pinned_fast().model_copy(update={"tier": "reasoning", "cause": "length"})
COUNTER = DeepSeekTokens()
_UNIT = re.compile(r"^\[(u\d+)\] (.*)\n(.*)$", re.MULTILINE)
_NOTE = re.compile(r"^\[(\d+)\] (\w+) \(.*?\): (.*)$", re.MULTILINE)


def asked(body: Json) -> str:
    """All text of a request."""
    return "\n".join(str(one["content"]) for one in body["messages"])


def task(body: Json) -> str:
    """Which prompt it was."""
    text = asked(body)
    if "You look at one picture" in text:
        return "picture"
    if "You take notes" in text:
        return "notes"
    if "Make fewer of them" in text:
        return "merge"
    return "write" if "numbered notes of all of it" in text else "whole"


def material_in(body: Json) -> str:
    text = asked(body)
    if "<material>" not in text:
        return ""
    return text[text.rindex("<material>") : text.rindex("</material>")]


def honest(body: Json) -> str:
    """Notes that quote: of each unit its first line; of notes those that it was shown."""
    if task(body) == "picture":
        return "A bar chart of sales, total 4711."
    if task(body) in ("notes", "whole"):
        found = [
            {"topic": "point", "text": line[:150], "unit": unit, "quote": line[:150]}
            for unit, _, line in _UNIT.findall(material_in(body))
        ]
        return json.dumps({"notes": found[:30]}, ensure_ascii=False)
    text = asked(body)
    shown = text[text.rindex("<notes>") :]
    found = [
        {"topic": topic, "text": said, "notes": [int(number)]}
        for number, topic, said in _NOTE.findall(shown)
    ]
    return json.dumps({"notes": found[:40]}, ensure_ascii=False)


@dataclass
class Desk:
    """Where summaries are made."""

    house: Parts
    summaries: Summaries

    async def make(self, readings: Sequence[Reading], kind: Kind | None = None) -> Outcome:
        found = await material(readings, COUNTER)
        return await self.summaries.make(self.order(found, kind))

    async def summary(self, readings: Sequence[Reading], kind: Kind | None = None) -> Summary:
        return (await self.make(readings, kind)).summary

    def order(self, found: Material, kind: Kind | None = None) -> Order:
        asking = request("Summarize this.")
        return Order(
            request=asking,
            decision=SLOW,
            policy=self.house.pipeline.policy_of(asking),
            material=found,
            kind=kind or kind_of(found),
            language="",
        )

    def calls(self, *tasks: str) -> list[Json]:
        return [body for body in self.house.server.journal if not tasks or task(body) in tasks]


@asynccontextmanager
async def desk(
    said: Callable[[Json], str] = honest,
    *scripts: Script,
    part_tokens: int = 2_048,
    at_once: int = 3,
    store: MemoryStore | None = None,
    **seat: Any,
) -> AsyncIterator[Desk]:
    async with parts(*scripts, Script(said=said), **seat) as house:
        kept = store or MemoryStore()
        notebook = Notebook(kept, Sealer(KEYS), KeySpace(), house.events)
        calls = Calls(house.pipeline.asking, house.seats, notebook, Lanes(at_once))
        yield Desk(house, Summaries(calls, COUNTER, part_tokens))


def thread(texts: Sequence[str], authors: Sequence[str] = ("dana", "lee")) -> Reading:
    """Messages, one a minute."""
    units = tuple(
        Unit(
            source="thread",
            place=f"{authors[at % len(authors)]}, 2026-11-23 {10 + at // 60:02}:{at % 60:02} UTC",
            text=text,
            author=authors[at % len(authors)],
            link=f"https://a.slack.com/archives/C1/p{at:016}",
        )
        for at, text in enumerate(texts)
    )
    return Reading(source="thread.json", units=units)


def pages(name: str, texts: Sequence[str]) -> Reading:
    """A file of pages."""
    units = tuple(
        Unit(source="file", place=f"{name} p. {number}", text=text, file=name)
        for number, text in enumerate(texts, 1)
    )
    return Reading(source=name, units=units)
