"""What is attached: read once, in order, as much as there is room for; the rest has its name."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from document_cases import pdf
from slack_cases import channel, user

from adapters.documents.assembly import assembled
from adapters.playground.server import Playground
from adapters.slack.attached import Attachments, label
from adapters.slack.files import SlackFiles
from bot.words import Words

Message = dict[str, Any]


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


def shared(slack: Playground, **files: bytes) -> Message:
    given = [
        {"name": name.replace("__", "."), "content_base64": base64.b64encode(content).decode()}
        for name, content in files.items()
    ]
    place, dana = channel(slack, "general"), user(slack, "dana")
    return slack.people.write(place, dana, "look", files=given)


def attachments(slack: Playground) -> Attachments:
    documents, failed = assembled()
    assert failed == ()
    return Attachments(SlackFiles(lambda: slack.app.bot_token, slack.api_url), documents)


async def test_units_come_in_order_and_know_their_file(slack: Playground) -> None:
    first = shared(slack, b__txt=b"second comes first", a__pdf=pdf([["one"], ["two"]]))
    again = {**first, "ts": "9"}
    units, skipped = await attachments(slack).read([first, again])
    assert [(one.file, one.text) for one in units] == [
        ("b.txt", "second comes first"),
        ("a.pdf", "one"),
        ("a.pdf", "two"),
    ]
    assert {one.source for one in units} == {"file"}
    assert skipped == ()


async def test_what_has_no_room_is_named(slack: Playground) -> None:
    message = shared(slack, long__pdf=pdf([["x" * 40], ["y" * 40], ["z" * 40]]), late__txt=b"late")
    units, skipped = await attachments(slack).read([message], 100)
    assert [one.text[0] for one in units] == ["x", "y"]
    assert [one.told(Words()) for one in skipped] == [
        "long.pdf, p. 3: there was no room for it beside the rest (100 bytes of text at once). "
        "Ask about it alone.",
        "late.txt skipped: there was no room for it beside the rest (100 bytes of text at once). "
        "Ask about it alone.",
    ]


async def test_a_file_that_does_not_arrive_is_named(slack: Playground) -> None:
    message = shared(slack, gone__txt=b"x")
    slack.workspace.contents.clear()
    units, (skipped,) = await attachments(slack).read([message])
    assert units == ()
    assert skipped.told(Words()).startswith("gone.txt skipped: ")


async def test_messages_without_files_cost_nothing(slack: Playground) -> None:
    assert await attachments(slack).read([{"ts": "1"}, {"files": None}]) == ((), ())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ({"name": "plan\u202efdp.exe\n"}, "planfdp.exe"),
        ({"title": "Canvas"}, "Canvas"),
        ({"id": "F1"}, "F1"),
        ({"name": "\u200b"}, "file"),
    ],
)
def test_a_name_is_one_plain_line(file: Message, name: str) -> None:
    assert label(file) == name
