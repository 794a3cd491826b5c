"""Files into the local Slack as Slack's own SDK sends them, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.app import App
from adapters.playground.server import Playground


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


def client(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)


async def test_the_sdks_own_upload_arrives_in_the_thread(slack: Playground) -> None:
    general, calling = slack.channels["general"], client(slack)
    root = str((await calling.chat_postMessage(channel=general, text="root"))["ts"])
    blocking = WebClient(token=slack.app.bot_token, base_url=slack.api_url)
    given: dict[str, Any] = {
        "content": "# Plan",
        "filename": "plan.md",
        "channel": general,
        "thread_ts": root,
    }
    await calling.files_upload_v2(**given)
    sent = await asyncio.to_thread(partial(blocking.files_upload_v2, **given))
    file = slack.workspace.files[sent["files"][0]["id"]]
    assert (file["name"], file["size"]) == ("plan.md", 6)
    assert slack.workspace.contents[file["id"]] == b"# Plan"
    thread = (await calling.conversations_replies(channel=general, ts=root))["messages"]
    assert [one["files"][0]["name"] for one in thread[1:]] == ["plan.md"] * 2
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{slack.url}/opened/{file['id']}") as reply,
    ):
        assert reply.content_type == "text/plain"
        assert await reply.text() == "# Plan"


async def code(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_what_is_refused(slack: Playground) -> None:
    general, calling = slack.channels["general"], client(slack)
    begin, end = calling.files_getUploadURLExternal, calling.files_completeUploadExternal
    assert await code(begin(filename="a.md", length=0)) == "invalid_arguments"
    assert await code(end(files=[{"id": "F0"}], channel_id=general)) == "file_not_found"
    place = await begin(filename="a.md", length=3)
    given: list[dict[str, str | None]] = [{"id": str(place["file_id"])}]
    assert await code(end(files=given, channel_id=general)) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        async with session.post(place["upload_url"], data=b"four") as reply:
            assert reply.status == 400
        async with session.post(place["upload_url"], data=b"abc") as reply:
            assert reply.status == 200
        async with session.post(place["upload_url"], data=b"abc") as reply:
            assert reply.status == 404
    assert await code(end(files=given, channel_id="C0NOTHING")) == "channel_not_found"
    assert (await end(files=given, channel_id=general))["files"][0]["id"] == given[0]["id"]
    assert await code(end(files=given, channel_id=general)) == "file_not_found"


async def test_the_scope_is_asked_for() -> None:
    async with Playground(app=App(scopes=frozenset({"chat:write"}))) as slack:
        begin = client(slack).files_getUploadURLExternal(filename="a.md", length=3)
        assert await code(begin) == "missing_scope"
