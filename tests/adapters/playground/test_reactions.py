"""Reactions by the app and by people, refused as Slack refuses them; blocks looked at unposted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.app import App
from adapters.playground.server import Playground


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


async def test_an_app_and_a_person_react(slack: Playground) -> None:
    client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
    general = slack.channels["general"]
    ts = str((await client.chat_postMessage(channel=general, text="hello"))["ts"])
    await client.reactions_add(channel=general, timestamp=ts, name="eyes")
    body = {"channel": "general", "ts": ts, "user": "dana", "name": "eyes"}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{slack.control_url}/react", json=body) as reply:
            assert reply.status == 200
        async with session.post(f"{slack.control_url}/react", json=body) as reply:
            assert (reply.status, await reply.json()) == (400, {"error": "already_reacted"})
    found = (await client.conversations_history(channel=general))["messages"][0]["reactions"]
    assert [(one["name"], one["count"]) for one in found] == [("eyes", 2)]
    await client.reactions_remove(channel=general, timestamp=ts, name="eyes")
    found = (await client.conversations_history(channel=general))["messages"][0]["reactions"]
    assert found[0]["users"] == [slack.users["dana"]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"name": "no such name!"}, "invalid_name"),
        ({"name": "eyes", "timestamp": "1.000000"}, "message_not_found"),
        ({"name": "eyes", "channel": "C404"}, "channel_not_found"),
    ],
)
async def test_refused(slack: Playground, arguments: dict[str, str], code: str) -> None:
    client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
    general = slack.channels["general"]
    ts = str((await client.chat_postMessage(channel=general, text="hello"))["ts"])
    with pytest.raises(SlackApiError) as told:
        await client.reactions_add(**{"channel": general, "timestamp": ts, **arguments})
    assert told.value.response["error"] == code
    with pytest.raises(SlackApiError) as told:
        await client.reactions_remove(channel=general, timestamp=ts, name="eyes")
    assert told.value.response["error"] == "no_reaction"


async def test_without_the_scope_slack_says_which_is_missing() -> None:
    app = App(scopes=App().scopes - {"reactions:write"})
    async with Playground(app=app) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError) as told:
            await client.reactions_add(
                channel=slack.channels["general"], timestamp="1.0", name="eyes"
            )
    assert told.value.response["error"] == "missing_scope"
    assert told.value.response["needed"] == "reactions:write"


async def test_blocks_are_looked_at_without_a_token(slack: Playground) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    good = [{"type": "divider"}]
    bad = [{"type": "divider"}, {"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
    assert (await client.api_call("blocks.validate", json={"blocks": good}))["ok"]
    assert (await client.api_call("blocks.validate", json={"message": {"blocks": good}}))["ok"]
    with pytest.raises(SlackApiError) as told:
        await client.api_call("blocks.validate", json={"blocks": bad})
    assert told.value.response["error"] == "invalid_blocks"
    assert told.value.response["errors"][0]["pointer"].startswith("/blocks/1")
    with pytest.raises(SlackApiError) as told:
        await client.api_call("blocks.validate", json={})
    assert told.value.response["error"] == "invalid_arguments"
