"""The control API over HTTP: for each call the workspace that is meant, and the workspaces.

Refuses to do what is asked; `control` does it in one workspace.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from adapters.playground.arguments import SlackError
from adapters.playground.control import Control
from adapters.playground.door import Door
from adapters.playground.team import Team
from adapters.playground.traffic import Faults, Traffic
from adapters.playground.workspace import Json

POSTS = (
    *(
        "message",
        "edit",
        "delete",
        "react",
        "command",
        "home",
        "invite",
        "look",
        "shortcut",
        "action",
    ),
    *("view", "faults", "rates", "clock", "stop", "reset"),
)
GETS = ("messages", "export", "views", "wait", "traffic")
#: Names of the API that a word of Python's or another attribute stands in the way of.
CALLED = {"faults": "fault"}
Answering = Callable[[Json], Awaitable[Json]]


class Served(Protocol):
    """What is needed of the server."""

    teams: dict[str, Team]
    home: Team
    door: Door
    traffic: Traffic
    faults: Faults

    def add_team(self, name: str, *, enterprise: str = "", installed: bool = False) -> Team:
        """One more workspace."""


class Controls:
    """Handlers under `/control`; `team` says which workspace is meant, by id or name; without it
    the first."""

    def __init__(self, server: Served) -> None:
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        own: dict[str, Answering] = {"workspace": self.add, "uninstall": self.uninstall}
        return [
            *(web.post(f"/control/{name}", _handled(self._in_team(name))) for name in POSTS),
            *(web.get(f"/control/{name}", _handled(self._in_team(name))) for name in GETS),
            *(web.post(f"/control/{name}", _handled(work)) for name, work in own.items()),
            web.get("/control/workspaces", _handled(self.workspaces)),
        ]

    def _in_team(self, name: str) -> Answering:
        async def work(body: Json) -> Json:
            team = self.team(str(body.pop("team", "")))
            control = Control(team, self._server.traffic, self._server.faults)
            done: Answering = getattr(control, CALLED.get(name, name))
            return await done(body)

        return work

    def team(self, named: str) -> Team:
        """The workspace of that id or name. Raises SlackError."""
        for team in self._server.teams.values():
            if named in (team.workspace.team_id, team.workspace.name):
                return team
        if named:
            raise SlackError(f"no workspace is called {named!r}")
        return self._server.home

    async def add(self, body: Json) -> Json:
        """One more workspace: `name`, and the `enterprise` that it belongs to, if any."""
        name, org = str(body.get("name") or ""), str(body.get("enterprise") or "")
        if not name or any(one.workspace.name == name for one in self._server.teams.values()):
            raise SlackError("a name is wanted that no other workspace has")
        if org and not org.startswith("E"):
            raise SlackError("the id of an organisation begins with E")
        inside = [one for one in self._server.teams.values() if one.workspace.enterprise_id == org]
        has_it = bool(org) and any(one.workspace.for_whole_org for one in inside)
        return _told(self._server.add_team(name, enterprise=org, installed=has_it))

    async def workspaces(self, query: Json) -> Json:
        """All of them."""
        return {"workspaces": [_told(team) for team in self._server.teams.values()]}

    async def uninstall(self, body: Json) -> Json:
        """The app is removed from a workspace."""
        team = self.team(str(body.get("team", "")))
        if not team.workspace.installed:
            raise SlackError("it is not installed there")
        self._server.door.remove(team)
        return {"ok": True}


def _told(team: Team) -> Json:
    place = team.workspace
    return {
        "id": place.team_id,
        "name": place.name,
        "enterprise": place.enterprise_id,
        "installed": place.installed,
        "channels": {one.name: one.id for one in place.channels.values() if not one.is_im},
        "users": {one.name: one.id for one in place.users.values() if not one.is_bot},
    }


def _handled(work: Answering) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            body = await request.json() if request.method == "POST" else dict(request.query)
            if not isinstance(body, dict):
                raise SlackError("the body is no JSON object")
            return web.json_response(await work(body))
        except SlackError as error:
            return web.json_response({"error": error.code}, status=400)
        except (ValueError, KeyError, TypeError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return handler
