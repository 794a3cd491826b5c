"""`/summarize`: what is named is read for those who may read it, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_cases import Served, channel, job_of, served, settings, user

from adapters.playground.server import Playground
from adapters.queue.memory import MemoryLedger
from adapters.slack.envelope import Envelope
from adapters.slack.gather import Gatherer
from adapters.slack.paging import Pages
from adapters.slack.serving import client_of
from adapters.slack.wanted import Source, source_in
from bot.errors import RequestRefused
from bot.request import Request

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("", None),
        ("  ", None),
        ("since yesterday", Source(channel="C0", since="since yesterday")),
        ("<#C1|general> since Monday", Source(channel="C1", name="general", since="since Monday")),
        ("<#C1>", Source(channel="C1")),
        ("handover", Source(channel="C0", shape="handover")),
        ("Post-mortem: <#C1> today", Source(channel="C1", since="today", shape="post_mortem")),
        (
            "<https://a.slack.com/archives/C1/p1700000000000100>",
            Source(channel="C1", root="1700000000.000100"),
        ),
        (
            "https://a.slack.com/archives/C1/p1700000009000100?thread_ts=1700000000.000200&cid=C1",
            Source(channel="C1", root="1700000000.000200"),
        ),
    ],
)
def test_what_is_named(text: str, source: Source | None) -> None:
    assert source_in(text, "C0") == source


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served(MemoryLedger()) as running:
        yield running


async def test_it_is_a_command_among_the_others(here: Served) -> None:
    support = channel(here.slack, "support")
    _, told = await here.command("/thinktwice", f"summarize <#{support.id}|support> since Monday")
    assert "only for you" in told
    (envelope,) = await here.envelopes()
    assert envelope.source == Source(channel=support.id, name="support", since="since Monday")


async def test_another_channel_is_summarized_for_the_asker_alone(here: Served) -> None:
    support, general = channel(here.slack, "support").id, channel(here.slack, "general").id
    _, told = await here.command("/tt-summarize", f"<#{support}|support> since Monday")
    assert "only for you" in told
    _, told = await here.command("/summarize", f"<#{general}|general> today")
    assert told == ""
    found = [one.source for one in await here.envelopes()]
    assert found == [
        Source(channel=support, name="support", since="since Monday"),
        Source(channel=general, name="general", since="today"),
    ]


async def test_without_a_word_it_asks_in_one_form(here: Served) -> None:
    """The same one for `/summarize`, `/thinktwice summarize` and the menu."""
    general, dana = channel(here.slack, "general"), user(here.slack, "dana")
    forms: list[list[Json]] = []
    for slash, text in (("/thinktwice", ""), ("/thinktwice", "summarize"), ("/summarize", "")):
        here.slack.workspace.views.clear()
        await here.slack.people.command(general, dana, slash, text)
        (view,) = here.slack.workspace.views.values()
        if not forms:
            await here.slack.people.press({"view": view}, dana, "menu_open", "summarize")
            (view,) = here.slack.workspace.views.values()
        forms.append([{**block, "block_id": ""} for block in view["blocks"]])
    assert forms[0] == forms[1] == forms[2]
    (field,) = [block for block in view["blocks"] if block["type"] == "input"]
    assert field["label"]["text"] == "What do you want summarized?"
    assert field["element"]["initial_value"] == "since yesterday"
    assert "A link to a message" in field["hint"]["text"]
    assert await here.envelopes() == []
    filled = {"what": {"value": "last 2 days"}}
    await here.slack.people.press({"view": view}, dana, "menu_run", "summarize", filled)
    (asked,) = await here.envelopes()
    assert asked.source == Source(channel=general.id, since="last 2 days")


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


async def gathered(slack: Playground, source: Source, who: str = "mei") -> Request:
    envelope = Envelope(
        kind="command",
        team="T1",
        channel=channel(slack, "general").id,
        user=user(slack, who).id,
        source=source,
    )
    return await Gatherer(client_of(settings(slack))).request(job_of("command"), envelope)


def talk(slack: Playground, where: str = "general") -> list[str]:
    """Three roots, the second with two replies, in an order of writing that crosses."""
    place, mei = channel(slack, where), user(slack, "mei").id
    place.messages.clear()
    posted: list[str] = []
    for text, under in (("one", 0), ("two", 0), ("two a", 2), ("three", 0), ("two b", 2)):
        message = {"type": "message", "user": mei, "text": text, "ts": slack.workspace.new_ts()}
        if under:
            message["thread_ts"] = posted[under - 1]
        posted.append(message["ts"])
        slack.workspace.post(place, message)
    return posted


async def test_a_channel_is_read_with_its_threads_in_the_order_of_writing(
    slack: Playground,
) -> None:
    talk(slack)
    general = channel(slack, "general").id
    asked = await gathered(slack, Source(channel=general, name="general", since="今天以来 00:00"))
    assert [unit.text for unit in asked.context] == ["one", "two", "two a", "three", "two b"]
    assert asked.text.startswith("请总结 #general 自 ")
    assert "00:00, Shanghai" in asked.text
    assert (asked.private, asked.elsewhere) == (False, False)
    messages = await Pages(client_of(settings(slack)), 2).since(general, 0.0)
    assert [one["text"] for one in messages] == ["one", "two", "two a", "three", "two b"]


async def test_a_thread_elsewhere_is_for_the_asker_alone(slack: Playground) -> None:
    posted = talk(slack, "support")
    support = channel(slack, "support").id
    asked = await gathered(slack, Source(channel=support, root=posted[1]))
    assert [unit.text for unit in asked.context] == ["two", "two a", "two b"]
    assert asked.text == "请总结 #support 里的这个消息列。"
    assert (asked.private, asked.elsewhere) == (True, True)


@pytest.mark.parametrize(
    ("where", "more", "said"),
    [
        ("legal", {"since": "today"}, "refused.not_yours_to_read"),
        ("random", {"since": "today"}, "refused.not_member"),
        ("support", {"since": "since the release"}, "refused.no_such_time"),
        ("support", {"since": "since 2030-01-01"}, "refused.no_such_time"),
        ("support", {"root": "1700000000.000100"}, "refused.no_such_message"),
    ],
)
async def test_what_cannot_be_read_is_said(
    slack: Playground, where: str, more: Json, said: str
) -> None:
    talk(slack, "support")
    with pytest.raises(RequestRefused) as caught:
        await gathered(slack, Source(channel=channel(slack, where).id, **more))
    assert caught.value.key == said


async def test_a_quiet_channel_is_said_to_be_quiet(slack: Playground) -> None:
    channel(slack, "support").messages.clear()
    support = channel(slack, "support").id
    with pytest.raises(RequestRefused) as caught:
        await gathered(slack, Source(channel=support))
    assert caught.value.key == "refused.nothing_since"
    assert caught.value.values["channel"] == "#support"
