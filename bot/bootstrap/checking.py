"""What `doctor` checks, one finding each, with the remedy.

Refuses to repair, and to do anything at import.
"""

from __future__ import annotations

from bot.bootstrap.house import House, open_house, readiness, store_facts
from bot.bootstrap.parts import probe_seat, tokens_ready
from bot.commands.findings import Finding
from bot.errors import SettingsError
from bot.events import Silence
from bot.settings import Settings
from bot.words import Words


async def checks(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which one would mend them."""
    words = Words()
    found = [Finding(what="settings", ok=True, found=f"preset {settings.chosen_preset}")]
    try:
        async with open_house(settings, Silence()) as house:
            found += await _store(house, words)
            for seat in (house.seats.fast, house.seats.reasoning, *house.seats.fallback):
                ok, detail = await probe_seat(seat)
                remedy = "" if ok else words.say("doctor.model", label=seat.label)
                found.append(
                    Finding(what=f"model {seat.label}", ok=ok, found=detail, remedy=remedy)
                )
    except SettingsError as error:
        name, remedy = str(error.values["name"]), str(error.values["remedy"])
        found.append(Finding(what=name, ok=False, found=error.detail, remedy=remedy))
    ok = tokens_ready()
    remedy = "" if ok else words.say("doctor.tokens")
    found.append(
        Finding(what="token counter", ok=ok, found="ready" if ok else "missing", remedy=remedy)
    )
    return found + await _slack(settings, words)


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
    from adapters.slack.checking import check
    from adapters.slack.serving import client_of

    tokens = settings.slack_app_token, settings.slack_config_token
    rows = await check(client_of(settings), *(token.get_secret_value() for token in tokens))
    return [
        Finding(what=what, ok=ok, found=detail, remedy="" if ok else words.say("doctor.slack"))
        for what, ok, detail in rows
    ]
