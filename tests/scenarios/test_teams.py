"""Two workspaces, one installation: connected in the browser, kept apart, one of them forgotten."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

from browsing import Browser
from town import Town, town

from adapters.playground.app import App
from adapters.playground.models import Script
from adapters.playground.team import Team
from adapters.playground.workspace import Json
from adapters.slack.manifest import OPTIONAL
from adapters.stores.embedded import start_embedded
from adapters.stores.valkey import connect

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="Too many requests.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="Do not sign yet.")
QUESTION = "@thinktwice what does HTTP 429 mean?"


def in_browser(app: App) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": app.client_id,
        "SLACK_CLIENT_SECRET": app.client_secret,
    }


def ask(team: Team, text: str = QUESTION) -> str:
    place = team.workspace
    general, dana = place.find_channel("general"), place.find_user("dana")
    assert general is not None
    assert dana is not None
    return str(team.people.write(general, dana, text)["ts"])


def thread(team: Team, ts: str) -> list[Json]:
    general = team.workspace.find_channel("general")
    assert general is not None
    return [one for one in team.workspace.thread(general, ts) if one.get("bot_id")]


async def answered(team: Team, ts: str) -> Json:
    number, changes = team.workspace.watch()
    try:
        async with asyncio.timeout(30):
            while not (found := thread(team, ts)):
                await changes.get()
            return found[0]
    finally:
        team.workspace.unwatch(number)


def footer(message: Json) -> str:
    return str(message["blocks"][1]["elements"][0]["text"])


async def held(folder: Path) -> dict[str, bytes]:
    """Everything in the store, dumped, by key."""
    place = await start_embedded(folder)
    client = connect(place.url)
    try:
        return {
            name.decode(): name + (await client.dump(name) or b"")
            async for name in client.scan_iter()
        }
    finally:
        await client.aclose()
        place.close()


def browser(here: Town) -> Browser:
    parts = urlsplit(here.slack.delivery.events_url)
    return Browser(f"{parts.scheme}://{parts.netloc}")


async def test_two_workspaces_are_kept_apart_and_one_is_forgotten(tmp_path: Path) -> None:
    app = App(optional=frozenset(OPTIONAL))
    async with town(tmp_path, "http", FAST, SLOW, app=app, more=in_browser(app)) as here:
        acme = here.slack.home
        acme.workspace.installed = False
        globex = here.slack.add_team("Globex")
        for team in (acme, globex):
            place = team.workspace
            shown = await browser(here).connect(place.team_id, declined="files:read")
            assert (shown.status, f"{place.name} is connected" in shown.text) == (200, True)
            assert "Files are not read" in shown.text
        stored = b"".join((await held(tmp_path)).values())
        assert b"xoxb-" not in stored
        first = await answered(acme, ask(acme))
        second = await answered(globex, ask(globex))
        # The same question: had the answer crossed, it would say that it was remembered.
        assert "from memory" not in footer(second)
        assert len(here.models.journal) == 2
        assert "from memory" in footer(await answered(globex, ask(globex)))
        assert first["blocks"][0]["text"] == second["blocks"][0]["text"]
        here.slack.door.remove(globex)
        await gone(tmp_path, globex.workspace.team_id)
        assert "from memory" in footer(await answered(acme, ask(acme)))
        assert ask(globex)
        again = await browser(here).connect(globex.workspace.team_id)
        assert again.status == 200
        assert "from memory" not in footer(await answered(globex, ask(globex)))
        assert [row for row in here.slack.traffic.since(0) if not row["answer"]["ok"]] == []


async def gone(folder: Path, team: str) -> None:
    """Until nothing of that workspace is left but the record of its own leaving."""
    async with asyncio.timeout(30):
        while True:
            found = await held(folder)
            left = [name for name, value in found.items() if team.encode() in value]
            if all("audit" in name or "job:" in name for name in left):
                return
            await asyncio.sleep(0.2)


async def test_what_can_go_wrong_in_the_browser_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    app = App()
    async with town(tmp_path, "http", FAST, app=app, more=in_browser(app), workers=False) as here:
        here.slack.home.workspace.installed = False
        place = here.slack.workspace.team_id
        person = browser(here)
        slack = await person.begin()
        denied = await person.back(await person.agree(slack, place, answer="deny"))
        assert (denied.status, "Nothing was installed" in denied.text) == (200, True)
        url = await person.agree(await person.begin(), place)
        other = browser(here)
        await other.begin()
        assert "This page is too old" in (await other.back(url)).text
        assert (await person.back(url)).status == 200
        assert "This page is too old" in (await person.back(url)).text
        url = await person.agree(await person.begin(), place)
        wrong = await person.back(url.replace("code=", "code=0"))
        assert (wrong.status, "invalid_code" in wrong.text) == (401, True)
        german = Browser(person._base, "de-CH,de;q=0.9")
        assert "Diese Seite ist zu alt" in (await german.back(f"{url}&x=1")).text
        assert json.dumps(here.slack.traffic.since(0)).count(app.client_secret) == 0
