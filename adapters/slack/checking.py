"""Asking Slack whether the installed app has what this version needs.

Refuses to change anything.
"""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.manifest import OPTIONAL, REASONS, scopes
from adapters.slack.refusals import NOT_SLACK, code_of


async def check(client: AsyncWebClient, app_token: str) -> list[tuple[str, bool, str]]:
    """(what, fine, detail) for token, scopes and app-level token."""
    found: list[tuple[str, bool, str]] = []
    try:
        reply = await client.auth_test()
    except SlackApiError as error:
        name = "SLACK_API_URL" if code_of(error) == NOT_SLACK else "SLACK_BOT_TOKEN"
        return [(name, False, code_of(error))]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        return [("SLACK_API_URL", False, type(error).__name__)]
    found.append(("SLACK_BOT_TOKEN", True, f"{reply['user']} in {reply['team']}"))
    granted = str(reply.headers.get("x-oauth-scopes") or "")
    if granted:
        left_out = set(scopes()) - {scope.strip() for scope in granted.split(",")}
        missing = sorted(left_out - set(OPTIONAL))
        found.append(("scopes", not missing, ", ".join(missing) or f"{len(scopes())} granted"))
        for scope in sorted(left_out & set(OPTIONAL)):
            found.append((scope, True, f"declined: {REASONS[scope]}"))
    if app_token:
        try:
            await client.apps_connections_open(app_token=app_token)
            found.append(("SLACK_APP_TOKEN", True, "Socket Mode opens"))
        except SlackApiError as error:
            found.append(("SLACK_APP_TOKEN", False, code_of(error)))
    return found
