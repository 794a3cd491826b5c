"""Rate limits as Slack has them: off at first; then by method, and a post a second and channel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.methods import METHODS, TIERS
from adapters.playground.rates import Rates
from adapters.playground.server import Playground


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


def client_of(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)


@pytest.mark.parametrize("name", sorted(name for name, one in METHODS.items() if one.tier))
def test_each_method_has_its_tier(name: str) -> None:
    rates = Rates()
    rates.on = True
    most = TIERS[METHODS[name].tier or 0]
    assert [rates.wait_s(name, {}, 100.0) for _ in range(most)] == [None] * most
    assert rates.wait_s(name, {}, 130.0) == 30
    assert rates.wait_s(name, {}, 160.0) is None


def test_one_post_a_second_in_a_channel_and_others_are_free() -> None:
    rates = Rates()
    rates.on = True
    post = "chat.postMessage"
    assert rates.wait_s(post, {"channel": "C1"}, 10.0) is None
    assert rates.wait_s(post, {"channel": "C1"}, 10.4) == 1
    assert rates.wait_s(post, {"channel": "C2"}, 10.4) is None
    assert rates.wait_s(post, {"channel": "C1"}, 11.0) is None


async def test_slacks_client_is_told_when_to_come_again(slack: Playground) -> None:
    client = client_of(slack)
    general = slack.channels["general"]
    for number in range(3):
        await client.chat_postMessage(channel=general, text=f"off: {number}")
    slack.home.rates.on = True
    await client.chat_postMessage(channel=general, text="on")
    with pytest.raises(SlackApiError) as told:
        await client.chat_postMessage(channel=general, text="too soon")
    assert told.value.response.status_code == 429
    assert told.value.response["error"] == "ratelimited"
    assert told.value.response.headers["Retry-After"] == "1"


async def test_slacks_own_retry_handler_gets_through(slack: Playground) -> None:
    client = client_of(slack)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    slack.home.rates.on = True
    for number in range(2):
        await client.chat_postMessage(channel=slack.channels["general"], text=str(number))
    calls = [row for row in slack.traffic.since(0) if row["method"] == "chat.postMessage"]
    assert [row["status"] for row in calls] == [200, 429, 200]


def test_with_posts_alone_limited_no_tier_counts() -> None:
    rates = Rates()
    rates.on = rates.posts_only = True
    assert [rates.wait_s("conversations.replies", {}, 10.0) for _ in range(60)] == [None] * 60
    assert rates.wait_s("chat.postMessage", {"channel": "C1"}, 10.0) is None
    assert rates.wait_s("chat.postMessage", {"channel": "C1"}, 10.4) == 1
