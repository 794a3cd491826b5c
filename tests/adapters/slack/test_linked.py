"""Files for a brief, by a link to their message: from this channel alone, read whole."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_cases import channel, user
from slack_sdk.web.async_client import AsyncWebClient

from adapters.documents.assembly import assembled
from adapters.playground.server import Playground
from adapters.slack.attached import Attachments
from adapters.slack.files import SlackFiles
from adapters.slack.linked import SlackLinked
from bot.errors import CommandRefused


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


@pytest.fixture
def linked(slack: Playground) -> SlackLinked:
    client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
    files = SlackFiles(lambda: slack.app.bot_token, slack.api_url)
    return SlackLinked(client, Attachments(files, assembled()[0]))


def said(slack: Playground, text: str, thread: str = "", **files: bytes) -> dict[str, Any]:
    attached = [
        {"name": name.replace("__", "."), "content_base64": b64encode(content).decode()}
        for name, content in files.items()
    ]
    place, who = channel(slack, "general"), user(slack, "dana")
    return slack.people.write(place, who, text, thread, attached)


def link(slack: Playground, message: dict[str, Any], query: str = "") -> str:
    place = channel(slack, "general").id
    return f"https://acme.slack.com/archives/{place}/p{message['ts'].replace('.', '')}{query}"


async def test_the_files_of_a_message_and_of_a_reply(
    slack: Playground, linked: SlackLinked
) -> None:
    place = channel(slack, "general").id
    root = said(slack, "the policy", rules__md=b"# Refunds\n\nWithin 30 days.")
    (found,) = await linked.files(place, f"<{link(slack, root)}>")
    assert found.source == "rules.md"
    assert "Within 30 days." in "".join(unit.text for unit in found.units)
    reply = said(slack, "and this", root["ts"], more__txt=b"Ask Mei.")
    query = f"?thread_ts={root['ts']}&cid={place}"
    (found,) = await linked.files(place, link(slack, reply, query))
    assert found.source == "more.txt"


@pytest.mark.parametrize(
    ("where", "key"),
    [
        ("no link", "commands.brief_link"),
        ("https://acme.slack.com/archives/C0OTHER/p1700000000000100", "commands.brief_elsewhere"),
        ("{here}", "commands.brief_no_files"),
        ("{gone}", "commands.brief_gone"),
    ],
)
async def test_what_leads_to_no_file_here_is_told(
    slack: Playground, linked: SlackLinked, where: str, key: str
) -> None:
    bare = said(slack, "no file at all")
    links = {"here": link(slack, bare), "gone": link(slack, {"ts": "1700000000.000100"})}
    with pytest.raises(CommandRefused) as refused:
        await linked.files(channel(slack, "general").id, where.format(**links))
    assert refused.value.key == key
