"""Who operates: listed people, a user group's members, else owners and admins; closed in doubt."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from house_cases import Heard
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.app import App
from adapters.playground.server import Playground
from adapters.slack.operators import Operators
from adapters.stores.memory import MemoryStore
from bot.errors import SettingsError
from bot.jobs.readers import Readers
from bot.keys import KeySpace
from bot.sealing import Sealer, new_key

READERS = Readers(MemoryStore(), Sealer(new_key()), KeySpace())


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        running.workspace.groups["S0GROUP"] = {running.users["mei"]}
        yield running


async def operating(slack: Playground, listed: str) -> tuple[set[str], str]:
    """Who may, by name, and who is said to."""
    operators = Operators(listed, READERS, Heard())
    client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
    may, said = set(), ""
    for name, user in slack.users.items():
        person = await operators.person(client, {"team_id": "T1", "user_id": user})
        said = person.holders
        if person.caller.operator:
            may.add(name)
    return may, said


async def test_owners_and_admins_where_nobody_is_listed(slack: Playground) -> None:
    assert (await operating(slack, ""))[0] == {"dana"}


async def test_listed_people_and_nobody_else(slack: Playground) -> None:
    sam = slack.users["sam"]
    assert await operating(slack, f" {sam},") == (
        {"sam"},
        f"The operators are <@{sam}> (THINKTWICE_OPERATORS).",
    )


async def test_the_members_of_a_group_and_who_is_listed_beside_it(slack: Playground) -> None:
    may, said = await operating(slack, f"S0GROUP,{slack.users['sam']}")
    assert may == {"mei", "sam"}
    assert "<!subteam^S0GROUP>" in said


async def test_a_declined_scope_is_said(slack: Playground) -> None:
    app = App(scopes=slack.app.scopes - {"usergroups:read"})
    async with Playground(mode="http", redelivery=(), app=app) as without:
        may, said = await operating(without, "S0GROUP")
    assert may == set()
    assert "the scope usergroups:read was declined" in said


async def test_in_doubt_nobody(slack: Playground) -> None:
    assert (await operating(slack, "S0GONE"))[0] == set()


@pytest.mark.parametrize("listed", ["dana", "@dana", "C0123ABC"])
def test_what_is_no_id_is_named(listed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Operators(listed, READERS, Heard())
    assert refused.value.values["name"] == "THINKTWICE_OPERATORS"
