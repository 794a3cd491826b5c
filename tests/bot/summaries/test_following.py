"""Questions after a summary: from the same text, with the same citations, until it has expired."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from routing_cases import request
from summary_cases import COUNTER, KEYS, SLOW, Desk, Json, asked, desk, honest, material_in, task

from adapters.stores.memory import MemoryStore
from bot.keys import KeySpace, key_class
from bot.request import Request, Unit
from bot.sealing import Sealer
from bot.summaries.answering import Summarizing
from bot.summaries.following import Following
from bot.summaries.keeping import Keeping

SPACE = KeySpace()


def page(number: int, text: str, file: str = "a.pdf") -> Unit:
    return Unit(source="file", place=f"{file} p. {number}", text=text, file=file,
                link=f"https://a.slack.com/files/{file}")  # fmt: skip


CONTRACT = (
    page(1, 'This Agreement is between Acme ("Supplier") and Beta ("Customer"), the parties.'),
    page(2, "The Supplier shall deliver. Liability is capped at EUR 5,000. Confidential."),
    page(3, "It terminates on 1 May 2027. Governing law: Irish."),
)


def about(text: str, *context: Unit, **more: object) -> Request:
    made = request(text)
    place = made.place.model_copy(update={"thread_ts": "1.0", "kind": "channel"})
    return made.model_copy(update={"place": place, "context": context, **more})


def reader(body: Json) -> str:
    """Answers by the one unit that has the question's last word."""
    if "<question>" not in asked(body):
        return honest(body)
    word = asked(body).split("\n</question>")[0].rsplit(None, 1)[-1].strip("?")
    lines = material_in(body).splitlines()
    found = [(lines[at - 1].split("]")[0][1:], line) for at, line in enumerate(lines)
             if word in line and at]  # fmt: skip
    notes = [{"text": line, "unit": unit, "quote": line} for unit, line in found]
    return json.dumps({"notes": notes})


@dataclass
class Room:
    desk: Desk
    store: MemoryStore
    following: Following

    async def ask(self, asking: Request) -> tuple[Request, str]:
        follows = await self.following.beside(asking)
        policy = self.desk.house.pipeline.policy_of(follows)
        answer = await self.following.answer(follows, SLOW, policy, lambda done, total: None)
        return follows, answer.answer.text

    async def keep(self, asking: Request) -> None:
        await self.following.keep(asking, "1.0", self.desk.house.pipeline.policy_of(asking))


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with desk(reader) as made:
        store = MemoryStore()
        keeping = Keeping(store, Sealer(KEYS), SPACE, made.house.events)
        summarizing = Summarizing(made.summaries, made.house.seats, COUNTER)
        yield Room(made, store, Following(keeping, summarizing, made.house.seats, COUNTER))


async def test_the_kept_text_answers_and_is_cited(room: Room) -> None:
    await room.keep(about("summarize this", *CONTRACT))
    follows, text = await room.ask(about("how high is the cap on Liability?"))
    assert follows.follows
    assert text == (
        "The Supplier shall deliver. Liability is capped at EUR 5,000. Confidential. "
        "[p. 2](https://a.slack.com/files/a.pdf)"
    )
    assert [task(one) for one in room.desk.calls()] == ["whole"]
    _, text = await room.ask(about("is there a right to audit?"))
    assert text == "The contract does not say."


async def test_files_may_come_and_messages_are_those_of_today(room: Room) -> None:
    said = Unit(source="thread", place="sam, 10:00", text="The price is 9.", link="https://x/1")
    gone = said.model_copy(update={"text": "The old price was 7.", "link": "https://x/2"})
    await room.keep(about("summarize this", said, gone, *CONTRACT))
    new = page(1, "Last year Liability was capped at EUR 4,000.", "old.pdf")
    mine = Unit(source="thread", place="bot, 10:05", text="In short", by_assistant=True)
    asking = about("compare with old.pdf: Liability", said, mine, new, *CONTRACT)
    follows, text = await room.ask(asking)
    assert [unit.text for unit in follows.context] == [
        said.text, *(unit.text for unit in CONTRACT), new.text,
    ]  # fmt: skip
    assert "EUR 5,000" in text
    assert "EUR 4,000" in text


async def test_nobody_else_follows(room: Room) -> None:
    await room.keep(about("summarize this", *CONTRACT, private=True))
    assert not (await room.following.beside(about("how high is the cap?"))).follows
    await room.keep(about("what is HTTP 429?", *CONTRACT))
    assert not (await room.following.beside(about("how high is the cap?"))).follows


async def test_what_speaks_of_something_else_goes_the_ordinary_way(room: Room) -> None:
    note = Unit(source="thread", place="sam", text="The launch is on Friday.", link="https://x/1")
    await room.keep(about("summarize this", note))
    assert not (await room.following.beside(about("translate 'gato'"))).follows
    assert (await room.following.beside(about("when is the launch?"))).follows


async def test_that_it_has_expired_is_said(room: Room) -> None:
    await room.keep(about("summarize this", *CONTRACT))
    names = [name for name, _ in await room.store.under("{p0}:units:")]
    assert [one.name for one in map(key_class, names) if one] == ["units", "units"]
    await room.store.drop(next(name for name in names if not name.endswith(":was")))
    follows, text = await room.ask(about("how high is the cap?"))
    assert follows.unread[0].startswith("The text that was summarized here has expired")
    assert text == "The text does not say."
