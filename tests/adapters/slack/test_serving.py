"""The web process: what stops its start, where it listens, how it says that it is well."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from house_cases import Heard
from slack_cases import listeners_of, served, settings

from adapters.playground.server import Playground
from adapters.queue.memory import MemoryLedger
from adapters.slack.serving import Serving, client_of
from bot.errors import SettingsError


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


async def fine() -> str:
    return ""


def made(slack: Playground, **more: object) -> Serving:
    listeners, _ = listeners_of(MemoryLedger(), Heard(), slack)
    return Serving(settings(slack, **more), listeners, fine, lambda: b"")


async def get(serving: Serving, path: str) -> tuple[int, str]:
    address = f"http://127.0.0.1:{serving.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(address) as reply:
        return reply.status, await reply.text()


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"slack_bot_token": ""}, "SLACK_BOT_TOKEN"),
        ({"slack_bot_token": "xapp-1-swapped"}, "SLACK_BOT_TOKEN"),
        ({"slack_signing_secret": ""}, "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET"),
        ({"slack_app_token": "xoxb-swapped"}, "SLACK_APP_TOKEN"),
    ],
)
async def test_a_missing_or_swapped_token_is_named_with_its_remedy(
    slack: Playground, more: dict[str, object], name: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        made(slack, **more)
    assert caught.value.values["name"] == name
    assert caught.value.values["remedy"]
    for secret in more.values():
        assert not secret or str(secret) not in str(caught.value)


async def test_a_worker_needs_only_the_bot_token(slack: Playground) -> None:
    client = client_of(settings(slack, slack_signing_secret=""))
    assert (await client.auth_test())["ok"]
    with pytest.raises(SettingsError, match="no bot token is set"):
        client_of(settings(slack, slack_bot_token=""))


async def test_a_token_that_slack_refuses_stops_the_start(slack: Playground) -> None:
    serving = made(slack, slack_bot_token="xoxb-of-another-workspace")
    with pytest.raises(SettingsError, match="invalid_auth") as caught:
        await serving.start()
    assert caught.value.values["name"] == "SLACK_BOT_TOKEN"
    assert caught.value.values["remedy"]
    await serving.stop()


async def test_nobody_at_the_api_address_stops_the_start(slack: Playground) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
        serving = made(slack, slack_api_url=address)
        with pytest.raises(SettingsError) as caught:
            await serving.start()
    assert caught.value.values["name"] == "SLACK_API_URL"
    await serving.stop()


@pytest.mark.parametrize("kind", ["text/html", "application/json", "text/plain"])
async def test_something_else_at_the_api_address_stops_the_start(
    slack: Playground, kind: str
) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<html>a login page</html>", content_type=kind)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", page)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    serving = made(slack, slack_api_url=f"http://127.0.0.1:{port}/api/")
    try:
        with pytest.raises(SettingsError) as caught:
            await serving.start()
    finally:
        await runner.cleanup()
        await serving.stop()
    assert caught.value.values["name"] == "SLACK_API_URL"


async def test_a_port_in_use_leads_to_the_next_free_one(slack: Playground) -> None:
    async with served(MemoryLedger()) as first:
        wanted = first.serving.port
        second = made(slack, port=wanted)
        await second.start()
        try:
            assert wanted < second.port < wanted + 50
            assert await get(second, "/healthz") == (200, "ok")
            assert await get(first.serving, "/healthz") == (200, "ok")
        finally:
            await second.stop()


async def test_health_readiness_and_metrics() -> None:
    problem = ""

    async def ready() -> str:
        return problem

    async with served(MemoryLedger(), ready=ready) as here:
        assert await get(here.serving, "/readyz") == (200, "ok")
        problem = "the store does not answer"
        assert await get(here.serving, "/readyz") == (503, problem)
        assert await get(here.serving, "/healthz") == (200, "ok")
        assert await get(here.serving, "/metrics") == (200, "asked_total 1\n")
        assert (await get(here.serving, "/slack/events"))[0] == 405


async def test_socket_mode_takes_no_events_over_http_and_is_healthy() -> None:
    async with served(
        MemoryLedger(), ready=fine, slack_app_token="", slack_signing_secret=""
    ) as here:
        assert here.serving.mode == "socket"
        assert await get(here.serving, "/healthz") == (200, "ok")
        assert (await get(here.serving, "/slack/events"))[0] == 404


async def test_a_request_that_slack_did_not_sign_is_refused() -> None:
    async with served(MemoryLedger()) as here, aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{here.serving.port}/slack/events"
        sent = {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=forged"}
        async with session.post(address, json={"type": "event_callback"}, headers=sent) as reply:
            assert reply.status == 401
        assert await here.ledger.jobs(9) == []


async def test_slacks_check_of_the_address_is_answered() -> None:
    async with served(MemoryLedger()) as here:
        text = '{"type": "url_verification", "challenge": "c-123", "token": "unused"}'
        status, _, body = await here.slack.delivery.post("application/json", text, {})
        assert status == 200
        assert "c-123" in body
