"""Asking Slack whether the installed app has what this version needs: the difference, by name.

Refuses to change anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.manifest import COMMANDS, EVENTS, OPTIONAL, scopes
from adapters.slack.refusals import NOT_SLACK, code_of

Row = tuple[str, bool, str]


async def check(client: AsyncWebClient, app_token: str, config_token: str = "") -> list[Row]:
    """(what, fine, detail) for token, scopes, app-level token, and, with an app configuration
    token, events and commands."""
    try:
        reply = await client.auth_test()
    except SlackApiError as error:
        name = "SLACK_API_URL" if code_of(error) == NOT_SLACK else "SLACK_BOT_TOKEN"
        return [(name, False, code_of(error))]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        return [("SLACK_API_URL", False, type(error).__name__)]
    found = [("SLACK_BOT_TOKEN", True, f"{reply['user']} in {reply['team']}")]
    found += granted(str(reply.headers.get("x-oauth-scopes") or ""))
    if app_token:
        try:
            await client.apps_connections_open(app_token=app_token)
            found.append(("SLACK_APP_TOKEN", True, "Socket Mode opens"))
        except SlackApiError as error:
            found.append(("SLACK_APP_TOKEN", False, code_of(error)))
    if not config_token:
        known = (
            "not compared: set SLACK_CONFIG_TOKEN, or look at the app's page beside the manifest"
        )
        return [*found, ("events and commands", True, known)]
    return found + await _configured(client, str(reply["bot_id"]), config_token)


def granted(header: str) -> list[Row]:
    """The scopes that were granted, held against those of the manifest."""
    if not header:
        return []
    given = {scope.strip() for scope in header.split(",")}
    missing = set(scopes()) - given - OPTIONAL.keys()
    rows = [("scopes", not missing, _difference(missing, given - set(scopes()), len(scopes())))]
    for scope in sorted(OPTIONAL.keys() - given):
        rows.append((f"optional scope {scope}", True, f"declined: {OPTIONAL[scope]}"))
    return rows


async def _configured(client: AsyncWebClient, bot: str, token: str) -> list[Row]:
    """Events and commands of the app as Slack has it (docs.slack.dev/reference/methods)."""
    try:
        app_id = str((await client.bots_info(bot=bot))["bot"]["app_id"])
        reply = await client.apps_manifest_export(token=token, app_id=app_id)
    except SlackApiError as error:
        return [("SLACK_CONFIG_TOKEN", False, code_of(error))]
    made: dict[str, Any] = reply["manifest"]
    subscribed = (made.get("settings") or {}).get("event_subscriptions") or {}
    events = {str(one) for one in subscribed.get("bot_events") or []}
    typed = [
        str(one["command"]) for one in (made.get("features") or {}).get("slash_commands") or []
    ]
    ours = {name for name in COMMANDS if any(_is(name, one) for one in typed)}
    others = {one for one in typed if not any(_is(name, one) for name in COMMANDS)}
    lacking = {f"/{name}" for name in COMMANDS.keys() - ours}
    return [
        (
            "events",
            EVENTS.keys() <= events,
            _difference(EVENTS.keys() - events, events - EVENTS.keys(), len(EVENTS)),
        ),
        ("commands", not lacking, _difference(lacking, others, len(COMMANDS))),
    ]


def _is(name: str, typed: str) -> bool:
    """Whether a command as installed is ours, behind a prefix perhaps."""
    return re.fullmatch(rf"/(?:[\w-]*-)?{name}", typed) is not None


def _difference(missing: Iterable[str], extra: Iterable[str], wanted: int) -> str:
    parts = []
    if missing:
        parts.append(f"missing: {', '.join(sorted(missing))}")
    if extra:
        parts.append(f"not used by this version: {', '.join(sorted(extra))}")
    return "; ".join(parts) or f"all {wanted} as in the manifest"
