"""What `doctor` says of tokens, scopes and the API's address."""

from __future__ import annotations

import pytest
from slack_cases import settings

from adapters.playground.app import App
from adapters.playground.server import Playground
from adapters.slack.checking import check
from adapters.slack.manifest import EVENTS
from adapters.slack.serving import client_of


async def test_a_good_installation_is_fine() -> None:
    async with Playground(mode="http", redelivery=()) as slack:
        found = await check(client_of(settings(slack)), slack.app.app_token)
    assert all(fine for _, fine, _ in found)
    assert found[0] == ("SLACK_BOT_TOKEN", True, "thinktwice in Local")
    assert ("SLACK_APP_TOKEN", True, "Socket Mode opens") in found
    assert "set SLACK_CONFIG_TOKEN" in found[-1][2]


async def test_events_and_commands_are_compared_with_the_manifest() -> None:
    app = App(
        subscriptions=frozenset({*EVENTS, "pin_added"} - {"tokens_revoked"}),
        commands=("/tt-ask", "/tt-thinktwice", "/deploy"),
    )
    async with Playground(mode="http", redelivery=(), app=app) as slack:
        client = client_of(settings(slack))
        found = {
            what: (fine, detail) for what, fine, detail in await check(client, "", app.config_token)
        }
        assert found["events"] == (
            False,
            "missing: tokens_revoked; not used by this version: pin_added",
        )
        assert found["commands"] == (
            False,
            "missing: /summarize, /think; not used by this version: /deploy",
        )
        refused = (await check(client, "", "xoxe.xoxp-wrong"))[-1]
        assert refused == ("SLACK_CONFIG_TOKEN", False, "invalid_auth")
    whole = App(subscriptions=frozenset(EVENTS))
    async with Playground(mode="http", redelivery=(), app=whole) as slack:
        rows = await check(client_of(settings(slack)), "", whole.config_token)
        assert all(fine for _, fine, _ in rows), rows


async def test_a_declined_optional_scope_is_no_failure_and_says_what_is_off() -> None:
    app = App(scopes=App().scopes - {"files:read"})
    async with Playground(mode="http", redelivery=(), app=app) as slack:
        found = {what: (fine, detail) for what, fine, detail in await _checked(slack)}
    assert found["scopes"][0]
    assert found["optional scope files:read"] == (
        True,
        "declined: files are not read; each is named as not read",
    )


async def test_refused_tokens_are_named_with_slacks_code() -> None:
    async with Playground(mode="http", redelivery=()) as slack:
        wrong = client_of(settings(slack, slack_bot_token="xoxb-wrong"))
        assert await check(wrong, "") == [("SLACK_BOT_TOKEN", False, "invalid_auth")]
        found = await check(client_of(settings(slack)), "xapp-wrong")
        assert ("SLACK_APP_TOKEN", False, "invalid_auth") in found


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
