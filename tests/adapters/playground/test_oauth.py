"""Several workspaces and installing in the browser, as Slack does both, through Slack's own SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from browsing import Browser
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.app import App
from adapters.playground.grants import TOKEN_S
from adapters.playground.server import Playground

BACK = "http://127.0.0.1:9/back"


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(app=App(token_rotation=True)) as running:
        yield running


def client(slack: Playground, token: str = "") -> AsyncWebClient:
    return AsyncWebClient(token=token or None, base_url=slack.api_url)


async def control(slack: Playground, name: str, body: dict[str, Any] | None) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session:
        url = f"{slack.control_url}/{name}"
        asked = session.get(url) if body is None else session.post(url, json=body)
        async with asked as reply:
            found: dict[str, Any] = await reply.json()
            return found


async def code(slack: Playground, place: str, **more: str) -> str:
    """Somebody agrees; the code that the app is given."""
    query = f"client_id={slack.app.client_id}&scope=chat:write,users:read&state=s&redirect_uri="
    url = f"{slack.url}/oauth/v2/authorize?{query}{BACK}"
    back = await Browser(slack.url).agree(url, place, **more)
    return back.split("code=")[1].split("&")[0]


async def access(slack: Playground, **more: Any) -> Any:
    return await client(slack).oauth_v2_access(
        client_id=slack.app.client_id, client_secret=slack.app.client_secret, **more
    )


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_second_workspace_has_people_and_channels_of_its_own(slack: Playground) -> None:
    made = await control(slack, "workspace", {"name": "Globex"})
    assert (made["name"], made["installed"]) == ("Globex", False)
    assert made["id"] != slack.workspace.team_id
    sent = {"team": "Globex", "channel": "general", "user": "dana", "text": "only here"}
    await control(slack, "message", sent)
    theirs = slack.teams[made["id"]].workspace.find_channel("general")
    ours = slack.workspace.find_channel("general")
    assert theirs is not None
    assert ours is not None
    assert theirs.messages[-1]["text"] == "only here"
    assert all(one["text"] != "only here" for one in ours.messages)
    listed = (await control(slack, "workspaces", None))["workspaces"]
    assert [one["name"] for one in listed] == ["Local", "Globex"]
    for wrong in ({"name": "Globex"}, {}, {"name": "X", "enterprise": "T1"}):
        assert "error" in await control(slack, "workspace", wrong)
    assert "error" in await control(slack, "message", {**sent, "team": "Nobody"})


async def test_a_code_is_exchanged_once_by_the_app_that_it_is_for(slack: Playground) -> None:
    globex = slack.add_team("Globex")
    given = await code(slack, globex.workspace.team_id)
    own = {"code": given, "redirect_uri": BACK}
    wrong = client(slack).oauth_v2_access(
        client_id=slack.app.client_id, client_secret="made-up", **own
    )
    assert await error_of(wrong) == "bad_client_secret"
    assert await error_of(access(slack, code=given, redirect_uri="http://x")) == "bad_redirect_uri"
    reply = await access(slack, **own)
    assert (reply["team"]["name"], reply["token_type"]) == ("Globex", "bot")
    assert reply["scope"] == "chat:write,users:read"
    assert await error_of(access(slack, **own)) == "code_already_used"
    token = str(reply["access_token"])
    assert (await client(slack, token).auth_test())["team"] == "Globex"
    elsewhere = client(slack, token).chat_postMessage(channel=slack.channels["general"], text="x")
    assert await error_of(elsewhere) == "channel_not_found"
    listed = client(slack, token).conversations_list()
    assert await error_of(listed) == "missing_scope"


async def test_a_token_runs_out_and_a_refresh_token_is_good_for_one_use(slack: Playground) -> None:
    given = await code(slack, slack.workspace.team_id)
    first = await access(slack, code=given, redirect_uri=BACK)
    assert first["expires_in"] == TOKEN_S
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await access(slack, **again)
    assert await error_of(access(slack, **again)) == "token_already_refreshed"
    for one in (first, second):
        assert (await client(slack, str(one["access_token"])).auth_test())["ok"]
    slack.workspace.advance(TOKEN_S + 1)
    assert await error_of(client(slack, str(second["access_token"])).auth_test()) == "token_expired"


async def test_an_organisation_s_token_works_in_each_of_its_workspaces(slack: Playground) -> None:
    teams = [slack.add_team(name, enterprise="E1") for name in ("One", "Two")]
    reply = await access(slack, code=await code(slack, "E1"), redirect_uri=BACK)
    assert (reply["team"], reply["enterprise"]["id"]) == (None, "E1")
    assert reply["is_enterprise_install"] is True
    ours = client(slack, str(reply["access_token"]))
    for team in teams:
        general = team.workspace.find_channel("general")
        assert general is not None
        posted = await ours.chat_postMessage(channel=general.id, text="hello")
        assert team.workspace.message(general, str(posted["ts"])) is not None
    late = await control(slack, "workspace", {"name": "Three", "enterprise": "E1"})
    assert late["installed"] is True
    slack.door.remove(teams[0])
    assert not any(team.workspace.installed for team in teams)
    assert await error_of(ours.auth_test()) == "account_inactive"


async def test_removed_means_dead_tokens_and_no_more_events(slack: Playground) -> None:
    assert (await control(slack, "uninstall", {}))["ok"]
    assert "error" in await control(slack, "uninstall", {})
    assert await error_of(client(slack, slack.app.bot_token).auth_test()) == "account_inactive"
    wrong = {"team": "", "channel": "general", "user": "dana", "command": "/ask", "text": "hi"}
    assert "not a valid command" in (await control(slack, "command", wrong))["error"]


@pytest.mark.parametrize(
    ("query", "problem"),
    [("client_id=x", "invalid_client_id"), ("client_id={id}&scope=admin", "invalid_scope: admin")],
)
async def test_the_page_refuses_what_slack_refuses(
    slack: Playground, query: str, problem: str
) -> None:
    asked = query.replace("{id}", slack.app.client_id)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{slack.url}/oauth/v2/authorize?{asked}") as reply,
    ):
        assert (reply.status, problem in await reply.text()) == (400, True)
