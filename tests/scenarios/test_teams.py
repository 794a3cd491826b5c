"""Two workspaces, one installation: connected in the browser, kept apart, one of them forgotten."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from urllib.parse import urlsplit

from browsing import Browser
from house_cases import Heard
from town import Town, town

from adapters.playground.app import App
from adapters.playground.models import Script
from adapters.playground.team import Team
from adapters.playground.workspace import Json
from adapters.slack.manifest import EVENTS, OPTIONAL
from adapters.slack.workspaces import ManyWorkspaces
from adapters.stores.embedded import ensure_secret_keys, start_embedded
from adapters.stores.sweeping import ValkeyKeys
from adapters.stores.valkey import ValkeyStore, connect
from bot.bootstrap.checking import checks
from bot.installations import Installations
from bot.keys import KeySpace
from bot.sealing import Sealer
from bot.settings import Settings

FAST = Script(model="deepseek-ai/DeepSeek-V3-0324", text="Too many requests.")
SLOW = Script(model="deepseek-ai/DeepSeek-R1-0528", text="Do not sign yet.")
RENEW = "oauth.v2.access"
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
    app = App(optional=frozenset(OPTIONAL), token_rotation=True, subscriptions=frozenset(EVENTS))
    async with town(tmp_path, "http", FAST, SLOW, app=app, more=in_browser(app)) as here:
        acme = here.slack.home
        acme.workspace.installed = False
        globex = here.slack.add_team("Globex")
        for team, declined in ((acme, "files:read"), (globex, "")):
            place = team.workspace
            shown = await browser(here).connect(place.team_id, declined=declined)
            assert (shown.status, f"{place.name} is connected" in shown.text) == (200, True)
            assert ("Files are not read" in shown.text) == bool(declined)
        await examined(here, acme, globex)
        stored = b"".join((await held(tmp_path)).values())
        assert b"xoxb-" not in stored
        first = await answered(acme, ask(acme))
        second = await answered(globex, ask(globex))
        # The same question: had the answer crossed, it would say that it was remembered.
        assert "from memory" not in footer(second)
        assert len(here.models.journal) == 2
        assert "from memory" in footer(await answered(globex, ask(globex)))
        assert first["blocks"][0]["text"] == second["blocks"][0]["text"]
        await renewed_once(here, acme)
        here.slack.door.remove(globex)
        await gone(tmp_path, globex.workspace.team_id)
        assert "from memory" in footer(await answered(acme, ask(acme)))
        assert ask(globex)
        again = await browser(here).connect(globex.workspace.team_id)
        assert again.status == 200
        assert "from memory" not in footer(await answered(globex, ask(globex)))
        assert [row for row in here.slack.traffic.since(0) if not row["answer"]["ok"]] == []


def settings_of(here: Town) -> Settings:
    """As the processes have them, as far as Slack and the store go."""
    return Settings.model_validate(
        {
            "slack_client_id": here.slack.app.client_id,
            "slack_client_secret": here.slack.app.client_secret,
            "slack_api_url": here.slack.api_url,
            "slack_config_token": here.slack.app.config_token,
            "data_dir": here.folder,
        }
    )


async def examined(here: Town, declining: Team, other: Team) -> None:
    """`doctor` compares each workspace's scopes, and the app's events and commands; about a
    workspace's own question it says nothing of the other."""
    rows = {row.what: row for row in await checks(settings_of(here))}
    alone = await checks(settings_of(here), other.workspace.team_id)
    for team in (declining, other):
        name = f"{team.workspace.name} ({team.workspace.team_id}): "
        for what in ("scopes", "events", "commands"):
            assert "as in the manifest" in rows[name + what].found, rows[name + what]
        off = rows.get(f"{name}optional scope files:read")
        assert (off is not None and "files are not read" in off.found) == (team is declining)
        assert any(row.what.startswith(name) for row in alone) == (team is other)


async def renewed_once(here: Town, team: Team) -> None:
    """The token is about to run out when three processes need it: the web process and the worker
    for questions, and this one. One of them renews it, and all go on."""
    place = await start_embedded(here.folder)
    client = connect(place.url)
    keys = await asyncio.to_thread(ensure_secret_keys, here.folder)
    sealer, store = Sealer(keys), ValkeyStore(client)
    kept = Installations(store, ValkeyKeys(client), sealer, KeySpace(), Heard())
    ours = ManyWorkspaces(settings_of(here), kept, Heard())
    name = team.workspace.team_id
    before = await kept.find(name)
    assert before is not None
    await kept.save(before.model_copy(update={"until": time.time() + 600}))
    calls = len([row for row in here.slack.traffic.since(0) if row["method"] == RENEW])
    asked = [ask(team, f"@thinktwice what does HTTP {code} mean?") for code in (404, 409, 410)]
    found = await asyncio.gather(*(ours.installed(name) for _ in range(8)))
    for ts in asked:
        await answered(team, ts)
    after = await kept.find(name)
    assert after is not None
    assert after.token != before.token
    assert {one.token for one in found} <= {before.token, after.token}
    rows = [row for row in here.slack.traffic.since(0) if row["method"] == RENEW]
    assert len(rows) == calls + 1
    await client.aclose()
    place.close()


async def gone(folder: Path, team: str) -> None:
    """Until nothing of that workspace is left but the record of its own leaving."""
    async with asyncio.timeout(30):
        while True:
            found = await held(folder)
            left = [name for name, value in found.items() if team.encode() in value]
            if all("audit" in name or "job:" in name for name in left):
                return
            await asyncio.sleep(0.2)
