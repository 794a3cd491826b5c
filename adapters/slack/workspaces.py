"""A client for each workspace: of the one bot token that is set, or of the workspace's own.

Refuses to know what is called. A token that runs out is renewed before it does.
"""

from __future__ import annotations

import time
from typing import Protocol

from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.persisting import Broken, Unconnected
from bot.events import Events
from bot.installations import Installations, Installed
from bot.settings import Settings

CALL_S = 10
#: We have decided that it is time; the SDK is to ask in any case.
ANY_TIME = 10**6


def bare_client(settings: Settings, token: str = "") -> AsyncWebClient:
    """A Web API client that waits when Slack says so."""
    return AsyncWebClient(
        token=token or None,
        base_url=settings.slack_api_url,
        timeout=CALL_S,
        retry_handlers=[
            Unconnected(max_retry_count=2),
            AsyncRateLimitErrorRetryHandler(max_retry_count=3),
            Broken(max_retry_count=2),
        ],
    )


class Workspaces(Protocol):
    """Whose clients there are."""

    async def client(self, team: str) -> AsyncWebClient:
        """For that workspace, the same one each time, with a token that is good for a while.
        Raises NotInstalled, StoreError, SealError."""


class OneWorkspace:
    """The workspace of the bot token that is set, whatever its id."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def client(self, team: str) -> AsyncWebClient:
        """See `Workspaces`."""
        return self._client


class ManyWorkspaces:
    """Those that were connected in a browser."""

    def __init__(self, settings: Settings, installations: Installations, events: Events) -> None:
        self._settings = settings
        self._installations = installations
        self._events = events
        self._clients: dict[str, AsyncWebClient] = {}
        self._rotator = AsyncTokenRotator(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            client=bare_client(settings),
        )

    async def client(self, team: str) -> AsyncWebClient:
        """See `Workspaces`."""
        installed = await self.installed(team)
        if team not in self._clients:
            self._clients[team] = bare_client(self._settings)
        self._clients[team].token = installed.token
        return self._clients[team]

    async def installed(self, team: str) -> Installed:
        """The installation, its token renewed where it is time. Raises as `client`."""
        return await self._installations.fresh(team, self._renewed)

    async def _renewed(self, installed: Installed) -> Installed | None:
        bot = Bot(
            bot_id=installed.bot,
            bot_user_id=installed.user,
            bot_token=installed.token,
            bot_refresh_token=installed.refresh,
            bot_token_expires_at=int(installed.until or 0),
            installed_at=installed.at,
        )
        try:
            fresh = await self._rotator.perform_bot_token_rotation(
                bot=bot, minutes_before_expiration=ANY_TIME
            )
        except SlackTokenRotationError as error:
            problem = f"oauth.v2.access {error.api_error.response['error']}"
            self._events.emit("slack_failed", job="", problem=problem)
            return None
        if fresh is None:
            return None
        return installed.model_copy(
            update={
                "token": fresh.bot_token,
                "refresh": fresh.bot_refresh_token or "",
                "until": float(fresh.bot_token_expires_at or time.time()),
            }
        )
