"""Whose request it is: the workspace's own installation, from our store alone.

Refuses to call Slack for it (Bolt's own way asks `auth.test` each time), except to renew a token.
"""

from __future__ import annotations

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.workspaces import ManyWorkspaces
from bot.errors import SealError
from bot.events import Events
from bot.installations import Installations, NotInstalled
from bot.routing.policies import Policies


class Authorizing(AsyncAuthorize):
    """Bolt asks it for every event, command and click."""

    #: Bolt sets it on whatever authorizes; renewing is `ManyWorkspaces`' business.
    token_rotation_expiration_minutes = 120

    def __init__(
        self,
        workspaces: ManyWorkspaces,
        installations: Installations,
        policies: Policies,
        events: Events,
    ) -> None:
        self._workspaces = workspaces
        self._installations = installations
        self._policies = policies
        self._events = events

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """None: the app is not installed there. Raises StoreError: Slack delivers it again."""
        team, org = team_id or "", enterprise_id or ""
        try:
            if org and team and context.is_enterprise_install:
                await self._installations.note_inside(team, org)
            installed = await self._workspaces.installed(team or org)
            await self._policies.know(team)
        except NotInstalled:
            return None
        except SealError as error:
            self._events.emit("store_failed", what="installation", detail=str(error))
            return None
        return AuthorizeResult(
            enterprise_id=org or None,
            team_id=team or None,
            team=installed.name,
            bot_user_id=installed.user,
            bot_id=installed.bot,
            bot_token=installed.token,
            bot_scopes=list(installed.scopes),
            user_id=user_id,
        )
