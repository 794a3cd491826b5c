"""Who may call what in which workspace: tokens, their kinds, their scopes.

Refuses what Slack refuses, with Slack's codes.
"""

from __future__ import annotations

from collections.abc import Mapping

from adapters.playground.app import App
from adapters.playground.arguments import Json, SlackError
from adapters.playground.delivery import Delivery
from adapters.playground.grants import Grants
from adapters.playground.methods import METHODS
from adapters.playground.oauth import OAuth
from adapters.playground.team import Team

#: Rooms whose methods are called without a bot's token.
OPEN = ("validating", "oauth")


class Door:
    """The app's tokens: its own in the first workspace, and those that the browser gave out."""

    def __init__(self, app: App, home: Team, teams: Mapping[str, Team], delivery: Delivery) -> None:
        self._app = app
        self._home = home
        self._teams = teams
        self._grants = Grants()
        self._home_gone = False
        now = home.workspace.now
        self.oauth = OAuth(app, teams, self._grants, now, lambda: delivery.events_url)

    def opened(self, method: str, token: str, arguments: Json) -> tuple[Team, frozenset[str]]:
        """The workspace in which the call is done, and the token's scopes. Raises SlackError."""
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        if METHODS[method].work.split(".")[0] in OPEN:
            return self._home, frozenset()
        if not token:
            raise SlackError("not_authed")
        kinds = {
            "apps.connections.open": self._app.app_token,
            "apps.manifest.export": self._app.config_token,
        }
        if method in kinds:
            if token != kinds[method]:
                known = token == self._app.bot_token or token in kinds.values()
                raise SlackError("not_allowed_token_type" if known else "invalid_auth")
            return self._home, frozenset()
        if token in kinds.values():
            raise SlackError("not_allowed_token_type")
        team, scopes = self._of(token, arguments)
        scope = METHODS[method].scope
        if scope and scope not in scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(scopes)))
        return team, scopes

    def _of(self, token: str, arguments: Json) -> tuple[Team, frozenset[str]]:
        if token == self._app.bot_token:
            if self._home_gone:
                raise SlackError("account_inactive")
            return self._home, self._app.scopes
        grant = self._grants.found(token, self._home.workspace.now())
        if grant is None:
            raise SlackError("invalid_auth")
        return self.oauth.team_of(grant, arguments), grant.scopes

    def may_read(self, team: Team, token: str) -> bool:
        """Whether a file of that workspace is given to whoever shows this token."""
        try:
            found, _ = self._of(token, {"team": team.workspace.team_id})
        except SlackError:
            return False
        return found is team

    def remove(self, team: Team) -> None:
        """The app is removed from a workspace, or from the organisation that has it: it hears of
        it, and its tokens are dead (docs.slack.dev/reference/events/app_uninstalled)."""
        org = team.workspace.enterprise_id if team.workspace.for_whole_org else ""
        self._grants.withdraw("" if org else team.workspace.team_id, org)
        gone = [one for one in self._teams.values() if one is team or self._in(one, org)]
        for one in gone:
            one.outlet.event({"type": "app_uninstalled"})
            bots = [one.workspace.bot_user_id]
            one.outlet.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": bots}})
            one.workspace.installed = False
            self._home_gone = self._home_gone or one is self._home

    def _in(self, team: Team, org: str) -> bool:
        return bool(org) and team.workspace.enterprise_id == org
