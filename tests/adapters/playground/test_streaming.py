"""Streams of the local Slack as Slack's own SDK writes them, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.server import Playground

BELOW = [{"type": "context", "elements": [{"type": "plain_text", "text": "V3"}]}]


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


class Thread:
    def __init__(self, slack: Playground, ts: str) -> None:
        self.channel = slack.channels["general"]
        self.to: dict[str, Any] = {
            "channel": self.channel,
            "thread_ts": ts,
            "recipient_user_id": slack.users["dana"],
            "recipient_team_id": slack.workspace.team_id,
        }

    def at(self, ts: object) -> dict[str, Any]:
        return {"channel": self.channel, "ts": str(ts)}


@pytest.fixture
async def thread(slack: Playground) -> Thread:
    root = await client(slack).chat_postMessage(channel=slack.channels["general"], text="root")
    return Thread(slack, str(root["ts"]))


async def test_the_sdks_own_stream_arrives(slack: Playground, thread: Thread) -> None:
    stream = await client(slack).chat_stream(buffer_size=4, **thread.to)
    await stream.append(markdown_text="one ")
    await stream.append(markdown_text="two ")
    await stream.stop(markdown_text="three", blocks=BELOW)
    read = await client(slack).conversations_replies(
        channel=thread.channel, ts=thread.to["thread_ts"]
    )
    message = read["messages"][-1]
    assert message["text"] == "one two three"
    assert [block["type"] for block in message["blocks"]] == ["markdown", "context"]
    assert message["streaming_state"] == "completed"


async def test_what_is_refused(slack: Playground, thread: Thread) -> None:
    calling = client(slack)
    for missing in ("recipient_user_id", "recipient_team_id"):
        without = {**thread.to, missing: None}
        assert await code(calling.chat_startStream(**without)) == f"missing_{missing}"
    long = "x" * 12_001
    assert await code(calling.chat_startStream(markdown_text=long, **thread.to)) == "msg_too_long"
    begun = await calling.chat_startStream(markdown_text="x" * 11_000, **thread.to)
    at = thread.at(begun["ts"])
    append, stop = calling.chat_appendStream, calling.chat_stopStream
    assert await code(append(markdown_text="y" * 1_001, **at)) == "msg_too_long"
    assert await code(calling.chat_update(text="z", **at)) == "streaming_state_conflict"
    await stop(**at)
    assert await code(append(markdown_text="y", **at)) == "message_not_in_streaming_state"
    assert await code(stop(**at)) == "message_not_in_streaming_state"
    assert await code(stop(**thread.at("1.000001"))) == "message_not_found"
    await calling.chat_update(text="z", **at)


async def test_a_stream_ends_by_itself_after_five_minutes(
    slack: Playground, thread: Thread
) -> None:
    calling = client(slack)
    at = thread.at((await calling.chat_startStream(markdown_text="a", **thread.to))["ts"])
    slack.workspace.advance(299)
    await calling.chat_appendStream(markdown_text="b", **at)
    slack.workspace.advance(2)
    late = calling.chat_appendStream(markdown_text="c", **at)
    assert await code(late) == "message_not_in_streaming_state"
    await calling.chat_update(text="whole", **at)
