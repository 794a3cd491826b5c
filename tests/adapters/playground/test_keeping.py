"""The local workspace outlives a run; what cannot be read is kept aside; a town can be given."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from adapters.playground.keeping import NAME, load, put_back, save, taken
from adapters.playground.seed import PACKAGED, plant, read_seed
from adapters.playground.server import Playground
from adapters.playground.workspace import Workspace
from bot.errors import SettingsError


async def fetched(slack: Playground, url: str) -> bytes:
    headers = {"Authorization": f"Bearer {slack.app.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as reply:
        return await reply.read()


async def test_people_messages_and_files_are_there_again(tmp_path: Path) -> None:
    async with Playground(folder=tmp_path) as first:
        client = AsyncWebClient(token=first.app.bot_token, base_url=first.api_url)
        general = first.channels["general"]
        await client.chat_postMessage(channel=general, text="kept?")
    async with Playground(folder=tmp_path) as second:
        client = AsyncWebClient(token=second.app.bot_token, base_url=second.api_url)
        assert second.put_aside is None
        assert (second.channels, second.users) == (first.channels, first.users)
        found = await client.conversations_history(channel=general)
        assert [one["text"] for one in found["messages"]] == ["kept?"]
        incident = second.workspace.channels[second.channels["incident-checkout"]].messages
        log = next(
            one for one in incident if one.get("files", [{}])[0].get("name") == "checkout.log"
        )
        content = await fetched(second, log["files"][0]["url_private"])
        assert b"PaymentTimeout after 2000 ms" in content


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 99}', "\x00"])
async def test_what_cannot_be_read_is_kept_aside(tmp_path: Path, text: str) -> None:
    kept = tmp_path / NAME
    await asyncio.to_thread(kept.write_text, text)
    async with Playground(folder=tmp_path) as slack:
        assert slack.put_aside is not None
        assert await asyncio.to_thread(slack.put_aside.read_text) == text
        assert "general" in slack.channels
    assert json.loads(await asyncio.to_thread(kept.read_text))["version"] == 1


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_no_oddly_shaped_file_is_half_put_back(state: object) -> None:
    place = Workspace()
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        put_back(place, state)  # type: ignore[arg-type]
    assert (place.users, place.channels, place.files) == ({}, {}, {})


async def test_what_is_kept_is_complete(tmp_path: Path) -> None:
    place, again = Workspace(), Workspace()
    plant(place, "thinktwice", await asyncio.to_thread(read_seed))
    await save(place, tmp_path)
    assert await load(again, tmp_path) == (True, None)
    assert taken(again) == taken(place)


def test_the_incident_has_its_62_messages_and_what_hangs_on_them() -> None:
    place = Workspace()
    plant(place, "thinktwice", read_seed())
    incident = place.find_channel("incident-checkout")
    assert incident is not None
    assert len(incident.messages) == 62
    assert [one["ts"] for one in incident.messages] == sorted(
        one["ts"] for one in incident.messages
    )
    assert {one["thread_ts"] for one in incident.messages[1:]} == {incident.messages[0]["ts"]}
    alert = incident.messages[1]
    assert not alert["text"]
    assert alert["attachments"][0]["text"]
    names = [file["name"] for one in incident.messages for file in one.get("files", ())]
    assert names == ["error-rate.png", "checkout.log"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"people": []}, "people"),
        ({"channels": [{"name": "General"}]}, "channels.0.name"),
        ({"channels": [{"name": "a", "members": ["nobody"]}]}, "no person is called nobody"),
        ({"channels": [{"name": "a", "colour": "red"}]}, "colour"),
        (
            {"channels": [{"name": "a", "threads": [[{"by": "dana", "files": ["no.txt"]}]]}]},
            "no.txt",
        ),
    ],
)
def test_a_town_that_makes_no_sense_names_the_place(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    town = json.loads(PACKAGED.read_text(encoding="utf-8"))
    file = tmp_path / "town.json"
    file.write_text(json.dumps({**town, "channels": [{"name": "a"}], **changes}))
    with pytest.raises(SettingsError, match=r"town\.json") as refused:
        read_seed(file)
    assert told in str(refused.value)


async def test_a_thread_is_exported_as_slack_does(tmp_path: Path) -> None:
    async with Playground() as slack:
        root = slack.workspace.channels[slack.channels["legal"]].messages[0]["ts"]
        url = f"{slack.control_url}/export?channel=legal&thread_ts={root}"
        async with aiohttp.ClientSession() as session, session.get(url) as reply:
            messages = (await reply.json())["messages"]
    assert messages[0]["ts"] == root
    assert messages[0]["files"][0]["name"] == "MSA-Nordwind-2026.md"
