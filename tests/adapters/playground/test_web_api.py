"""The local Slack as Slack's own SDKs meet it: placements, codes, pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.app import App
from adapters.playground.server import Playground

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}}]


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


def client(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)


async def code(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_both_sdk_clients_can_write_read_and_change(slack: Playground) -> None:
    general = slack.channels["general"]
    sent = await client(slack).chat_postMessage(channel=general, text="hello", blocks=BLOCKS)
    blocking = WebClient(token=slack.app.bot_token, base_url=slack.api_url)
    changed = await asyncio.to_thread(
        blocking.chat_update, channel=general, ts=sent["ts"], text="bye", blocks=BLOCKS
    )
    assert changed["text"] == "bye"
    await asyncio.to_thread(
        blocking.chat_postMessage, channel=general, text="in thread", thread_ts=sent["ts"]
    )
    read = await client(slack).conversations_replies(channel=general, ts=sent["ts"])
    assert [one["text"] for one in read["messages"]] == ["bye", "in thread"]
    assert read["messages"][0]["reply_count"] == 1
    listed = await asyncio.to_thread(blocking.conversations_history, channel=general, limit=1)
    assert listed["messages"][0]["ts"] == sent["ts"]


async def test_a_thread_counts_what_still_stands_in_it(slack: Playground) -> None:
    general, calling = slack.channels["general"], client(slack)
    root = (await calling.chat_postMessage(channel=general, text="root"))["ts"]
    first, second = [
        (await calling.chat_postMessage(channel=general, text=text, thread_ts=root))["ts"]
        for text in ("one", "two")
    ]
    for ts, left, latest in ((second, 1, first), (first, 0, root)):
        await calling.chat_delete(channel=general, ts=ts)
        read = await calling.conversations_replies(channel=general, ts=root)
        shown = read["messages"][0]
        assert (shown["reply_count"], shown["latest_reply"]) == (left, latest)


async def test_a_thread_of_130_comes_in_pages_oldest_first(slack: Playground) -> None:
    general, calling = slack.channels["general"], client(slack)
    root = (await calling.chat_postMessage(channel=general, text="root"))["ts"]
    channel = slack.workspace.channels[general]
    dana = slack.workspace.find_user("dana")
    assert dana is not None
    for number in range(129):
        slack.people.write(channel, dana, f"note {number}", root)
    texts: list[str] = []
    cursor, pages = "", 0
    while cursor or not pages:
        page = await calling.conversations_replies(
            channel=general, ts=root, limit=50, cursor=cursor or None
        )
        seen = [one["text"] for one in page["messages"]]
        # Slack repeats the root at the head of every page.
        texts += seen if not pages else [text for text in seen if text != "root"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        pages += 1
        assert bool(cursor) == bool(page["has_more"])
    assert pages >= 3
    assert texts == ["root", *(f"note {number}" for number in range(129))]


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing:UserWarning")
async def test_what_slack_refuses_is_refused_with_its_code(slack: Playground) -> None:
    calling, general = client(slack), slack.channels["general"]
    dana = slack.workspace.find_user("dana")
    assert dana is not None
    theirs = slack.people.write(slack.workspace.channels[general], dana, "mine")["ts"]
    post, update = calling.chat_postMessage, calling.chat_update
    assert await code(post(channel="C0NOTHING", text="x")) == "channel_not_found"
    assert await code(post(channel=slack.channels["random"], text="x")) == "not_in_channel"
    assert await code(post(channel=general, text="")) == "no_text"
    assert await code(post(channel=general, text="x" * 40_001)) == "msg_too_long"
    assert await code(post(channel=general, text="x", thread_ts="soon")) == "invalid_thread_ts"
    assert await code(update(channel=general, ts="1.000001", text="x")) == "message_not_found"
    assert await code(update(channel=general, ts=theirs, text="x")) == "cant_update_message"
    assert await code(calling.users_info(user="U0NOBODY")) == "user_not_found"
    assert await code(calling.api_call("chat.telepathy")) == "unknown_method"
    replies = calling.conversations_replies(channel=general, ts="1.000001")
    assert await code(replies) == "thread_not_found"
    bad = [{"type": "section"}]
    assert (await code(post(channel=general, text="x", blocks=bad))).startswith("invalid_blocks")


@pytest.mark.parametrize(
    ("token", "expected"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("app", "not_allowed_token_type")],
)
async def test_tokens_are_checked(slack: Playground, token: str, expected: str) -> None:
    given = slack.app.app_token if token == "app" else token
    calling = AsyncWebClient(token=given or None, base_url=slack.api_url)
    assert await code(calling.auth_test()) == expected


async def test_a_missing_scope_is_named() -> None:
    async with Playground(app=App(scopes=frozenset({"chat:write"}))) as slack:
        dana = slack.users["dana"]
        with pytest.raises(SlackApiError) as caught:
            await client(slack).users_info(user=dana)
        reply = caught.value.response
        assert (reply["error"], reply["needed"]) == ("missing_scope", "users:read")
        assert reply["provided"] == "chat:write"


async def test_a_file_needs_the_token_and_answers_a_login_page_without(slack: Playground) -> None:
    general = slack.workspace.channels[slack.channels["general"]]
    dana = slack.workspace.find_user("dana")
    assert dana is not None
    sent = slack.people.write(
        general, dana, "see", "", [{"name": "a.txt", "content_base64": "aW5zaWRl"}]
    )
    url = sent["files"][0]["url_private"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as reply:
            assert reply.content_type == "text/html"
        headers = {"Authorization": f"Bearer {slack.app.bot_token}"}
        async with session.get(url, headers=headers) as reply:
            assert reply.status == 200
            assert await reply.read() == b"inside"


async def test_prompts_are_taken_as_slack_takes_them(slack: Playground) -> None:
    dana = slack.workspace.direct(slack.users["dana"])
    good = [{"title": "A question", "message": "What is new?"}]
    setting = client(slack).assistant_threads_setSuggestedPrompts
    assert await code(setting(channel_id=dana.id, prompts=good * 5)) == "invalid_arguments"
    assert await code(setting(channel_id=dana.id, prompts=[{"title": "A"}])) == "invalid_arguments"
    general = slack.channels["general"]
    assert await code(setting(channel_id=general, prompts=good)) == "channel_type_not_supported"
    await setting(channel_id=dana.id, prompts=good, thread_ts="1700000000.000100")
    assert not slack.workspace.prompts
    await setting(channel_id=dana.id, prompts=good, title="Hello")
    assert slack.workspace.prompts[dana.id] == {"title": "Hello", "prompts": good}
