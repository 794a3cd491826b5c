"""Clients by workspace: one bot token for the one workspace, or many workspaces' own.

Refuses to do anything at import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bootstrap.house import House
from bot.errors import SettingsError

if TYPE_CHECKING:
    from adapters.slack.workspaces import Workspaces


def workspaces_of(house: House) -> Workspaces:
    """Clients by workspace. Raises SettingsError: a token or a secret is missing, or both ways are
    set at once."""
    from adapters.slack.serving import client_of
    from adapters.slack.workspaces import ManyWorkspaces, OneWorkspace

    settings = house.settings
    if not settings.many_workspaces:
        return OneWorkspace(client_of(settings))
    if settings.slack_bot_token.get_secret_value():
        raise SettingsError(
            "are both set",
            name="SLACK_BOT_TOKEN and SLACK_CLIENT_ID",
            remedy="for one workspace take SLACK_CLIENT_ID away; for many take SLACK_BOT_TOKEN "
            "away: each workspace gets a token of its own in the browser",
        )
    if not settings.slack_client_secret.get_secret_value():
        raise SettingsError(
            "is not set, but SLACK_CLIENT_ID is",
            name="SLACK_CLIENT_SECRET",
            remedy="both stand under App Credentials on the app's page; leave both out for one "
            "workspace with a bot token",
        )
    return ManyWorkspaces(settings, house.installations, house.events)
