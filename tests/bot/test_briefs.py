"""A channel's brief: read beside every question there, counted, and by no other channel."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from routing_cases import request, router

from adapters.stores.memory import MemoryStore
from bot.briefs import Brief, BriefFile, Briefs
from bot.errors import SealError
from bot.keys import KeySpace
from bot.prompting import messages
from bot.request import PlaceKind, Request, Unit
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
PAGE = Unit(source="file", place="refunds.pdf p. 2", text="Above 500 USD ask Mei.")
FILE = BriefFile(name="refunds.pdf", units=(PAGE,))
BRIEF = Brief(text="Refunds within 30 days.", files=(FILE,))


def asked(text: str, channel: str = "C1", kind: PlaceKind = "channel") -> Request:
    made = request(text)
    place = made.place.model_copy(update={"team": "T1", "channel": channel, "kind": kind})
    return made.model_copy(update={"place": place})


@pytest.fixture
async def briefs() -> Briefs:
    made = Briefs(MemoryStore(), SEALER, KeySpace())
    await made.change("T1", "C1", lambda _: BRIEF)
    return made


async def test_it_stands_before_what_else_is_read_with_its_places(briefs: Briefs) -> None:
    made = request("May we refund 600 USD?", context=("Customer ACME waits.",))
    place = made.place.model_copy(update={"team": "T1", "channel": "C1"})
    found = await briefs.beside(made.model_copy(update={"place": place}))
    assert [(unit.source, unit.place) for unit in found.context[:2]] == [
        ("brief", "brief"),
        ("brief", "brief: refunds.pdf p. 2"),
    ]
    assert found.context[2].text == "Customer ACME waits."
    prompt = messages(found, "fast", datetime.now(UTC))[-1].text
    assert '<unit place="brief: refunds.pdf p. 2">\nAbove 500 USD ask Mei.\n</unit>' in prompt
    # Asked again, it is there once, as it is by then.
    await briefs.change("T1", "C1", lambda one: one.model_copy(update={"files": ()}))
    again = await briefs.beside(found)
    assert [unit.source for unit in again.context] == ["brief", "thread"]


@pytest.mark.parametrize(("channel", "kind"), [("C2", "channel"), ("C1", "dm"), ("", "terminal")])
async def test_nobody_elsewhere_reads_it(briefs: Briefs, channel: str, kind: PlaceKind) -> None:
    question = asked("May we refund?", channel, kind)
    assert await briefs.beside(question) == question


async def test_it_counts_in_length(briefs: Briefs) -> None:
    page = PAGE.model_copy(update={"text": "w " * 11_000})
    long = Brief(files=(BriefFile(name="x", units=(page,)),))
    await briefs.change("T1", "C1", lambda _: long)
    found = await briefs.beside(asked("what does HTTP 429 mean?"))
    decision = await asyncio.to_thread(router().decide, found)
    assert (decision.tier, decision.cause) == ("reasoning", "length")


async def test_a_brief_moved_to_another_channel_does_not_open() -> None:
    store, space = MemoryStore(), KeySpace()
    briefs = Briefs(store, SEALER, space)
    await briefs.change("T1", "C1", lambda _: BRIEF)
    sealed = await store.get(space.brief("T1", SEALER.digest("brief", "T1", "C1")))
    assert sealed is not None
    await store.put(space.brief("T1", SEALER.digest("brief", "T1", "C2")), sealed, 60)
    with pytest.raises(SealError):
        await briefs.of("T1", "C2")
    told = await briefs.beside(asked("May we refund?", "C2"))
    assert told.context == ()
    assert "an operator has to set it anew" in told.unread[0]


async def test_two_who_change_it_at_once_both_count(briefs: Briefs) -> None:
    async def add(name: str) -> None:
        file = FILE.model_copy(update={"name": name})
        await briefs.change(
            "T1", "C1", lambda one: one.model_copy(update={"files": (*one.files, file)})
        )

    await asyncio.gather(add("a"), add("b"))
    assert {file.name for file in (await briefs.of("T1", "C1")).files} == {"refunds.pdf", "a", "b"}


async def test_an_empty_one_is_forgotten(briefs: Briefs) -> None:
    await briefs.change("T1", "C1", lambda _: Brief())
    assert (await briefs.of("T1", "C1")).empty
