"""Slack's own doors for installations and for the states of a browser, with our store behind.

Refuses to know Redis and pages. Only bot tokens are kept: the app asks for no person's.
"""

from __future__ import annotations

import logging
import time

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.errors import StoreError
from bot.events import Events
from bot.installations import Installations, Installed

QUIET = logging.getLogger("thinktwice.oauth")
QUIET.setLevel(logging.CRITICAL)


class InstallationStore(AsyncInstallationStore):
    """Installations as slack_sdk stores and finds them."""

    def __init__(self, installations: Installations, events: Events) -> None:
        self._installations = installations
        self._events = events

    @property
    def logger(self) -> logging.Logger:
        """Nothing is told here; events are."""
        return QUIET

    async def async_save(self, installation: Installation) -> None:
        """Keep it; a store that is down is what Bolt has a page for. Raises BoltError."""
        whole = bool(installation.is_enterprise_install)
        installed = Installed(
            team="" if whole else str(installation.team_id),
            enterprise=installation.enterprise_id or "",
            name=str((installation.enterprise_name if whole else installation.team_name) or ""),
            app=str(installation.app_id or ""),
            bot=str(installation.bot_id or ""),
            user=str(installation.bot_user_id or ""),
            token=str(installation.bot_token),
            scopes=tuple(installation.bot_scopes or ()),
            by=str(installation.user_id or ""),
            refresh=installation.bot_refresh_token or "",
            until=installation.bot_token_expires_at,
            at=time.time(),
        )
        try:
            await self._installations.save(installed)
        except StoreError as error:
            raise BoltError(str(error)) from error
        self._events.emit("installed", team=installed.place)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of a workspace, or of its organisation."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return found.to_bot() if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The latest of a workspace, or of its organisation; whoever installed it."""
        found = None
        if team_id and not is_enterprise_install:
            found = await self._installations.find(team_id)
        if found is None and enterprise_id:
            found = await self._installations.find(enterprise_id)
        return _as_slack(found) if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget it."""
        await self._installations.drop(team_id or enterprise_id or "", time.time())

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """The same; that of one person is none of its own."""
        if user_id is None:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


class StateStore(AsyncOAuthStateStore):
    """States as slack_sdk gives them out and takes them back."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    @property
    def logger(self) -> logging.Logger:
        """Nothing is told here."""
        return QUIET

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A fresh one."""
        return await self._installations.begin()

    async def async_consume(self, state: str) -> bool:
        """Once, and within ten minutes."""
        return await self._installations.ended(state)


def _as_slack(installed: Installed) -> Installation:
    return Installation(
        app_id=installed.app,
        enterprise_id=installed.enterprise or None,
        team_id=installed.team or None,
        team_name=installed.name,
        bot_token=installed.token,
        bot_id=installed.bot,
        bot_user_id=installed.user,
        bot_scopes=list(installed.scopes),
        bot_refresh_token=installed.refresh or None,
        bot_token_expires_at=int(installed.until) if installed.until else None,
        user_id=installed.by,
        is_enterprise_install=not installed.team,
        installed_at=installed.at,
    )
