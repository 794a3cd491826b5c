"""What `doctor` checks, one finding each, with the remedy.

Refuses to repair, and to do anything at import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bootstrap.house import House, open_house, readiness, store_facts
from bot.bootstrap.parts import tokens_ready
from bot.bootstrap.seated import seat_findings
from bot.bootstrap.workspaces import workspaces_of
from bot.commands.findings import Finding
from bot.errors import SettingsError
from bot.events import Silence
from bot.installations import NotInstalled
from bot.settings import Settings
from bot.words import Words

if TYPE_CHECKING:
    from adapters.slack.serving import SlackClient


async def checks(settings: Settings, team: str = "") -> list[Finding]:
    """Every finding, in the order in which one would mend them; of many workspaces about all, or
    about `team` alone."""
    words, slack = Words(), list[Finding]()
    found = [Finding(what="settings", ok=True, found=f"preset {settings.chosen_preset}")]
    try:
        async with open_house(settings, Silence()) as house:
            found += await _store(house, words)
            found += await seat_findings(house.seats, words)
            if settings.many_workspaces:
                slack = await _each(house, words, team)
    except SettingsError as error:
        name, remedy = str(error.values["name"]), str(error.values["remedy"])
        found.append(Finding(what=name, ok=False, found=error.detail, remedy=remedy))
    ok = tokens_ready()
    remedy = "" if ok else words.say("doctor.tokens")
    found.append(
        Finding(what="token counter", ok=ok, found="ready" if ok else "missing", remedy=remedy)
    )
    return found + (slack if settings.many_workspaces else await _slack(settings, words))


async def _store(house: House, words: Words) -> list[Finding]:
    facts = await store_facts(house)
    if facts is None:
        return [
            Finding(
                what="store", ok=False, found="does not answer", remedy=words.say("doctor.store")
            )
        ]
    problem = await readiness(house)
    found = [
        Finding(
            what="store",
            ok=not facts.old,
            found=f"{facts.product} {facts.version}",
            remedy=words.say("doctor.old") if facts.old else "",
        ),
        Finding(
            what="eviction and disk",
            ok=not problem,
            found=problem or facts.eviction,
            remedy=words.say("doctor.eviction") if problem else "",
        ),
        Finding(
            what="append-only file",
            ok=facts.append_only,
            found="on" if facts.append_only else "off: a restart of the store loses questions",
            remedy="" if facts.append_only else words.say("doctor.aof"),
        ),
    ]
    return found


async def _slack(settings: Settings, words: Words) -> list[Finding]:
    if not settings.slack_bot_token.get_secret_value():
        return [
            Finding(
                what="Slack",
                ok=False,
                found="SLACK_BOT_TOKEN is not set",
                remedy=words.say("doctor.no_slack"),
            )
        ]
    from adapters.slack.serving import client_of

    return await _installed(settings, client_of(settings), words)


async def _each(house: House, words: Words, only: str) -> list[Finding]:
    """The same for each workspace that is connected."""
    workspaces = workspaces_of(house)
    found: list[Finding] = []
    for installed in await house.installations.all():
        if only and installed.place != (await house.installations.find(only) or installed).place:
            continue
        name = f"{installed.name} ({installed.place})"
        try:
            client = await workspaces.client(installed.place)
        except NotInstalled as error:
            remedy = words.say("doctor.reconnect")
            found.append(Finding(what=name, ok=False, found=error.key, remedy=remedy))
            continue
        rows = await _installed(house.settings, client, words)
        found += [row.model_copy(update={"what": f"{name}: {row.what}"}) for row in rows]
    if not found:
        remedy = words.say("doctor.none_connected")
        found.append(Finding(what="Slack", ok=False, found="no workspace", remedy=remedy))
    return found


async def _installed(settings: Settings, client: SlackClient, words: Words) -> list[Finding]:
    """What Slack says of the app, held against this version's manifest."""
    from adapters.slack.checking import check

    tokens = settings.slack_app_token, settings.slack_config_token
    rows = await check(client, *(token.get_secret_value() for token in tokens))
    return [
        Finding(what=what, ok=ok, found=detail, remedy="" if ok else words.say("doctor.slack"))
        for what, ok, detail in rows
    ]
