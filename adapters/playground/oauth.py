"""Installing the app in the browser, and the tokens that come of it: oauth.v2.access.

Refuses what Slack refuses, with Slack's codes (docs.slack.dev/authentication/installing-with-oauth
and …/reference/methods/oauth.v2.access). Any redirect address is taken: it is loopback here.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

from adapters.playground.app import App
from adapters.playground.arguments import Json, SlackError
from adapters.playground.grants import TOKEN_S, Grant, Grants
from adapters.playground.team import Team

PAGE = Path(__file__).with_name("page") / "authorize.html"
POLICY = "default-src 'none'; style-src 'self'"
REDIRECT = "/slack/oauth_redirect"


class OAuth:
    """The page on which somebody agrees, and the method behind it. `events_url` is where the app
    is, for an app that names no redirect address."""

    def __init__(
        self,
        app: App,
        teams: Mapping[str, Team],
        grants: Grants,
        now: Callable[[], float],
        events_url: Callable[[], str],
    ) -> None:
        self._app = app
        self._teams = teams
        self._grants = grants
        self._now = now
        self._events_url = events_url

    def routes(self) -> list[web.RouteDef]:
        """The page, and where it is sent to."""
        address = "/oauth/v2/authorize"
        return [web.get(address, self.page), web.post(address, self.agreed)]

    async def page(self, request: web.Request) -> web.Response:
        """What the app wants, in which workspace; yes or no."""
        query = request.query
        problem = self._problem(query)
        if problem:
            return web.Response(text=f"Slack says: {problem}", status=400)
        asked = query.get("team", "")
        places = "".join(
            f'<option value="{name}"{" selected" if name == asked else ""}>'
            f"{html.escape(shown)}</option>"
            for name, shown in self._places()
        )
        scopes = "".join(self._row(scope) for scope in sorted(_scopes(query.get("scope", ""))))
        text = Template(PAGE.read_text(encoding="utf-8")).substitute(
            app=html.escape(self._app.bot_name.capitalize()),
            places=places,
            scopes=scopes,
            action=html.escape(str(request.rel_url)),
        )
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    def _problem(self, query: Mapping[str, str]) -> str:
        if query.get("client_id") != self._app.client_id:
            return "invalid_client_id"
        unknown = _scopes(query.get("scope", "")) - self._app.scopes
        return f"invalid_scope: {', '.join(sorted(unknown))}" if unknown else ""

    def _places(self) -> list[tuple[str, str]]:
        places = [(name, team.workspace.name) for name, team in self._teams.items()]
        orgs = dict.fromkeys(team.workspace.enterprise_id for team in self._teams.values())
        return places + [(org, f"The whole organisation {org}") for org in orgs if org]

    def _row(self, scope: str) -> str:
        shown = html.escape(scope)
        if scope not in self._app.optional:
            return f"<li>{shown}</li>"
        return (
            f'<li><label><input type="checkbox" name="optional" value="{shown}" checked> {shown}'
            "</label> (optional)</li>"
        )

    async def agreed(self, request: web.Request) -> web.Response:
        """Back to the app: with a code, or with the news that somebody has said no."""
        query, form = request.query, await request.post()
        redirect = query.get("redirect_uri") or self._own_redirect()
        told = {"state": query.get("state", "")}
        if form.get("answer") != "allow":
            raise web.HTTPFound(_with(redirect, {"error": "access_denied", **told}))
        problem, place = self._problem(query), str(form.get("place", ""))
        if problem or place not in dict(self._places()):
            return web.Response(text=f"Slack says: {problem or 'invalid_team'}", status=400)
        kept = {str(one) for one in form.getall("optional", [])}
        wanted = _scopes(query.get("scope", ""))
        grant = Grant(
            team="" if place.startswith("E") else place,
            enterprise=place if place.startswith("E") else "",
            user=self._installer(place),
            scopes=frozenset(wanted - (self._app.optional - kept)),
            rotated=self._app.token_rotation,
        )
        code = self._grants.code(grant, query.get("redirect_uri", ""), self._now())
        raise web.HTTPFound(_with(redirect, {"code": code, **told}))

    def _own_redirect(self) -> str:
        parts = urlsplit(self._events_url())
        return urlunsplit((parts.scheme, parts.netloc, REDIRECT, "", ""))

    def _inside(self, place: str) -> list[Team]:
        """The workspaces of a place: itself, or all of an organisation."""
        return [
            team
            for name, team in self._teams.items()
            if place in (name, team.workspace.enterprise_id)
        ]

    def _installer(self, place: str) -> str:
        people = [one for one in self._inside(place)[0].workspace.users.values() if not one.is_bot]
        return next((one.id for one in people if one.is_admin), people[0].id)

    def access(self, arguments: Json) -> Json:
        """oauth.v2.access. Raises SlackError."""
        if arguments.get("client_id") != self._app.client_id:
            raise SlackError("invalid_client_id")
        if arguments.get("client_secret") != self._app.client_secret:
            raise SlackError("bad_client_secret")
        now = self._now()
        if arguments.get("grant_type") == "refresh_token":
            grant = self._grants.refreshed(str(arguments.get("refresh_token") or ""), now)
        else:
            code = str(arguments.get("code") or "")
            grant = self._grants.exchanged(code, str(arguments.get("redirect_uri") or ""), now)
            for team in self._inside(grant.team or grant.enterprise):
                team.workspace.installed = True
                team.workspace.for_whole_org = not grant.team
        return self._told(grant)

    def _told(self, grant: Grant) -> Json:
        place = self._inside(grant.team or grant.enterprise)[0].workspace
        org = place.enterprise_id
        more = {"expires_in": int(TOKEN_S), "refresh_token": grant.refresh} if grant.rotated else {}
        return {
            "access_token": list(grant.tokens)[-1],
            "token_type": "bot",
            "scope": ",".join(sorted(grant.scopes)),
            "bot_user_id": place.bot_user_id,
            "app_id": place.app_id,
            "team": {"id": place.team_id, "name": place.name} if grant.team else None,
            "enterprise": {"id": org, "name": f"Organisation {org}"} if org else None,
            "is_enterprise_install": not grant.team,
            "authed_user": {"id": grant.user},
            **more,
        }

    def team_of(self, grant: Grant, arguments: Json) -> Team:
        """Where a call goes: for an organisation's token where what it names is."""
        inside = self._inside(grant.team or grant.enterprise)
        return next((team for team in inside if team.knows(arguments)), inside[0])


def _scopes(listed: str) -> set[str]:
    return {scope.strip() for scope in listed.split(",") if scope.strip()}


def _with(url: str, more: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(more)}"
