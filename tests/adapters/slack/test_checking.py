"""What `doctor` says of tokens, scopes and the API's address."""

from __future__ import annotations

import pytest
from slack_cases import settings

from adapters.playground.app import App
from adapters.playground.server import Playground
from adapters.slack.checking import check
from adapters.slack.serving import client_of


async def test_a_good_installation_is_fine() -> None:
    async with Playground(mode="http", redelivery=()) as slack:
        found = await check(client_of(settings(slack)), slack.app.app_token)
    assert all(fine for _, fine, _ in found)
    assert found[0] == ("SLACK_BOT_TOKEN", True, "thinktwice in Local")
    assert found[-1] == ("SLACK_APP_TOKEN", True, "Socket Mode opens")


async def test_refused_tokens_are_named_with_slacks_code() -> None:
    async with Playground(mode="http", redelivery=()) as slack:
        wrong = client_of(settings(slack, slack_bot_token="xoxb-wrong"))
        assert await check(wrong, "") == [("SLACK_BOT_TOKEN", False, "invalid_auth")]
        found = await check(client_of(settings(slack)), "xapp-wrong")
        assert found[-1] == ("SLACK_APP_TOKEN", False, "invalid_auth")


async def test_missing_scopes_are_listed() -> None:
    app = App(scopes=frozenset({"chat:write"}))
    async with Playground(mode="http", redelivery=(), app=app) as slack:
        found = dict((what, (fine, detail)) for what, fine, detail in await _checked(slack))
    fine, detail = found["scopes"]
    assert not fine
    assert "users:read" in detail
    assert "chat:write" not in detail


async def _checked(slack: Playground) -> list[tuple[str, bool, str]]:
    return await check(client_of(settings(slack)), "")


@pytest.mark.parametrize("path", ["/", "/control/"])
async def test_another_address_is_named(path: str) -> None:
    async with Playground(mode="http", redelivery=()) as slack:
        client = client_of(settings(slack, slack_api_url=f"{slack.url}{path}"))
        ((name, fine, _),) = await check(client, "")
    assert (name, fine) == ("SLACK_API_URL", False)
