"""Connecting in the browser: each way in which it ends is said in words, nothing is half kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from browsing import Browser
from house_cases import Heard
from slack_cases import SEALER, nothing_wrong, settings

from adapters.playground.app import App
from adapters.playground.server import Playground
from adapters.slack.authorizing import Authorizing
from adapters.slack.connecting import Connecting
from adapters.slack.serving import Serving
from adapters.slack.workspaces import ManyWorkspaces
from adapters.stores.memory import MemoryKeys, MemoryStore
from bot.errors import StoreError
from bot.installations import Installations
from bot.keys import KeySpace
from bot.routing.policies import Policies
from bot.routing.rules import Policy


class Flaky(MemoryStore):
    """A store that can be down."""

    down = False

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        if self.down:
            raise StoreError("down")
        await super().put(key, value, ttl_s)

    async def swap(
        self, key: str, before: bytes | None, after: bytes, ttl_s: float | None = None
    ) -> bool:
        if self.down:
            raise StoreError("down")
        return await super().swap(key, before, after, ttl_s)


class Here:
    """A web process for many workspaces, and the Slack that they are in."""

    def __init__(self, slack: Playground) -> None:
        self.slack, self.store, self.heard = slack, Flaky(), Heard()
        given = settings(
            slack,
            slack_bot_token="",
            slack_client_id=slack.app.client_id,
            slack_client_secret=slack.app.client_secret,
        )
        keys = MemoryKeys(self.store)
        self.kept = Installations(self.store, keys, SEALER, KeySpace(), self.heard)
        workspaces = ManyWorkspaces(given, self.kept, self.heard)
        authorizing = Authorizing(
            workspaces, self.kept, Policies.of_one(Policy.default(), self.heard), self.heard
        )
        connecting = Connecting(given, self.kept, authorizing, self.heard)
        self.serving = Serving(given, (), nothing_wrong, lambda: b"", connecting)

    @property
    def team(self) -> str:
        return self.slack.workspace.team_id

    def browser(self, language: str = "en") -> Browser:
        return Browser(f"http://127.0.0.1:{self.serving.port}", language)


@pytest.fixture
async def here() -> AsyncIterator[Here]:
    async with Playground(mode="http", app=App(optional=frozenset({"files:read"}))) as slack:
        slack.workspace.installed = False
        made = Here(slack)
        await made.serving.start()
        slack.deliver_to(f"http://127.0.0.1:{made.serving.port}/slack/events")
        try:
            yield made
        finally:
            await made.serving.stop()


async def test_yes_keeps_a_token_and_says_what_is_off_without_a_declined_scope(here: Here) -> None:
    shown = await here.browser().connect(here.team, declined="files:read")
    assert (shown.status, "Local is connected" in shown.text) == (200, True)
    assert "Files are not read" in shown.text
    found = await here.kept.find(here.team)
    assert found is not None
    assert "files:read" not in found.scopes
    assert found.token not in json.dumps(here.slack.traffic.since(0))


async def test_no_keeps_nothing(here: Here) -> None:
    person = here.browser()
    back = await person.agree(await person.begin(), here.team, answer="deny")
    shown = await person.back(back)
    assert (shown.status, "Nothing was installed" in shown.text) == (200, True)
    assert await here.kept.all() == []


async def test_a_state_is_good_once_and_in_the_browser_that_began(here: Here) -> None:
    person, other = here.browser(), here.browser("de-CH,de;q=0.9")
    url = await person.agree(await person.begin(), here.team)
    await other.begin()
    assert "Diese Seite ist zu alt" in (await other.back(url)).text
    assert (await person.back(url)).status == 200
    again = await person.back(url)
    assert (again.status, "This page is too old" in again.text) == (401, True)


async def test_slack_s_own_no_is_named(here: Here) -> None:
    person = here.browser()
    url = await person.agree(await person.begin(), here.team)
    wrong = await person.back(url.replace("code=", "code=0"))
    assert (wrong.status, "invalid_code" in wrong.text) == (401, True)
    url = await person.agree(await person.begin(), here.team)
    spoilt = await person.back(f"{url}&error=%3Cb%3E")
    assert "<b>" not in spoilt.text


async def test_a_store_that_is_down_is_said_at_both_ends(here: Here) -> None:
    person = here.browser()
    url = await person.agree(await person.begin(), here.team)
    here.store.down = True
    late = await person.back(url)
    assert (late.status, "Not connected yet" in late.text) == (503, True)
    first = await person.back(f"http://127.0.0.1:{here.serving.port}/slack/install")
    assert (first.status, "Not connected yet" in first.text) == (503, True)


async def test_an_organisation_s_installation_serves_its_workspaces(here: Here) -> None:
    place = here.slack.workspace
    place.enterprise_id = "E0ORG"
    shown = await here.browser().connect("E0ORG")
    assert shown.status == 200
    assert await here.kept.find(here.team) is None
    body = {
        "type": "event_callback",
        "team_id": here.team,
        "enterprise_id": "E0ORG",
        "event": {"type": "app_mention", "user": "U1", "channel": "C1", "text": "x", "ts": "1.1"},
        "authorizations": [
            {"enterprise_id": "E0ORG", "team_id": here.team, "is_enterprise_install": True}
        ],
    }
    await here.slack.delivery.post("application/json", json.dumps(body), {})
    found = await here.kept.find(here.team)
    assert found is not None
    assert (found.team, found.enterprise) == ("", "E0ORG")
