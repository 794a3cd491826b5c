"""The local Slack as a server on loopback: Web API, deliveries, control API, page.

Refuses to listen anywhere but on 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.playground import validating
from adapters.playground.app import App
from adapters.playground.arguments import Json, SlackError, read_call
from adapters.playground.controls import Controls
from adapters.playground.delivery import Delivery
from adapters.playground.door import Door
from adapters.playground.keeping import kept_up, load, save
from adapters.playground.methods import METHODS
from adapters.playground.page import Page
from adapters.playground.people import People
from adapters.playground.seed import PACKAGED, Seed, read_seed
from adapters.playground.team import Team
from adapters.playground.traffic import Faults, Traffic
from adapters.playground.workspace import Workspace
from bot.ending import ended

#: What is called with secrets and answers with some.
SECRET = frozenset({"oauth.v2.access"})


class Playground:
    """A workspace with one app, and others beside it, served on 127.0.0.1."""

    def __init__(
        self,
        *,
        port: int = 0,
        mode: str = "socket",
        events_url: str = "",
        app: App | None = None,
        redelivery: tuple[float, ...] = (0.0, 60.0, 300.0),
        town: Path = PACKAGED,
        folder: Path | None = None,
    ) -> None:
        """`town`: who and what is there at first; `folder`: where it is kept between runs."""
        self._town = town
        self._seed: Seed | None = None
        self._folder = folder
        self._keeping: asyncio.Task[None] | None = None
        self.put_aside: Path | None = None
        self.app = app or App()
        self.port = port
        self.traffic = Traffic()
        self.faults = Faults()
        home = Workspace()
        self.delivery = Delivery(home, self.app.signing_secret, redelivery, mode, events_url)
        self.home = Team(home, self.app, self.delivery)
        self.teams = {home.team_id: self.home}
        self.door = Door(self.app, self.home, self.teams, self.delivery)
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    def workspace(self) -> Workspace:
        """The first workspace."""
        return self.home.workspace

    @property
    def people(self) -> People:
        """The people of the first workspace."""
        return self.home.people

    def add_team(
        self,
        name: str,
        *,
        enterprise: str = "",
        installed: bool = False,
        seed: Seed | None = None,
    ) -> Team:
        """One more workspace, with the same town in it unless `seed` is another. `enterprise` is
        the organisation that it belongs to; `installed` only where that one has the app."""
        workspace = Workspace(name, self.workspace.app_id)
        workspace.enterprise_id = enterprise
        workspace.installed = workspace.for_whole_org = installed
        workspace.served_at(self.url)
        team = Team(workspace, self.app, self.delivery)
        planted = seed or self._seed
        assert planted is not None
        team.furnish(planted)
        self.teams[workspace.team_id] = team
        return team

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL takes."""
        return f"{self.url}/api/"

    @property
    def control_url(self) -> str:
        """Where the control API is."""
        return f"{self.url}/control"

    @property
    def channels(self) -> dict[str, str]:
        """Name -> id; those where the bot is a member first."""
        bot = self.workspace.bot_user_id
        public = [one for one in self.workspace.channels.values() if not one.is_im]
        return {one.name: one.id for one in sorted(public, key=lambda one: bot not in one.members)}

    @property
    def users(self) -> dict[str, str]:
        """Name -> id of the people."""
        return {one.name: one.id for one in self.workspace.users.values() if not one.is_bot}

    def deliver_to(self, events_url: str) -> None:
        """Send events there (HTTP mode)."""
        self.delivery.events_url = events_url

    async def start(self) -> None:
        """Furnish, then listen; the next free port when the wanted one is taken.

        Raises OSError, and SettingsError for a town that cannot be read.
        """
        await self._furnish()
        application = web.Application(client_max_size=20 * 1024 * 1024)
        application.add_routes(
            [
                web.route("*", "/api/{method:.+}", self._call),
                web.get("/socket", self.delivery.connect),
                web.post("/response/{name}", self._response),
                web.get("/files/{id}/{name:.*}", self._file),
                web.post("/upload/{id}", self._upload),
                *Controls(self).routes(),
                *self.door.oauth.routes(),
                *Page(self).routes(),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        for port in range(self.port, self.port + 50) if self.port else (0,):
            site = web.TCPSite(self._runner, "127.0.0.1", port)
            try:
                await site.start()
            except OSError as error:
                await site.stop() if site in self._runner.sites else None
                if error.errno != errno.EADDRINUSE or port == self.port + 49:
                    raise
                continue
            break
        self.port = int(self._runner.addresses[0][1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.workspace.served_at(self.url)
        if self._folder is not None:
            self._keeping = asyncio.create_task(kept_up(self.workspace, self._folder))

    async def _furnish(self) -> None:
        """As it was kept, or else as the town describes it."""
        self._seed = await asyncio.to_thread(read_seed, self._town)
        kept = False
        if self._folder is not None:
            kept, self.put_aside = await load(self.workspace, self._folder)
        # A kept workspace has the id that it had before.
        del self.teams[next(iter(self.teams))]
        self.teams[self.workspace.team_id] = self.home
        self.home.furnish(self._seed, kept=kept)

    async def stop(self) -> None:
        """Close everything."""
        if self._keeping is not None and self._folder is not None:
            await ended(self._keeping)
            await save(self.workspace, self._folder)
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _work(self, method: str, team: Team) -> Callable[[Json], Json]:
        """What does a method's work in a workspace, by the table."""
        room, name = METHODS[method].work.split(".")
        rooms = {
            "posting": team.posting,
            "reading": team.reading,
            "reactions": team.reactions,
            "agent": team.agent,
            "uploads": team.uploads,
            "streaming": team.streaming,
            "sessions": team.sessions,
            "validating": validating,
            "oauth": self.door.oauth,
            "server": self,
        }
        work: Callable[[Json], Json] = getattr(rooms[room], name)
        return work

    def open_connection(self, arguments: Json) -> Json:
        """apps.connections.open."""
        ticket = self.delivery.new_ticket()
        return {"url": f"ws://127.0.0.1:{self.port}/socket?ticket={ticket}"}

    def manifest(self, arguments: Json) -> Json:
        """apps.manifest.export."""
        if arguments.get("app_id") != self.workspace.app_id:
            raise SlackError("invalid_app_id")
        return {"manifest": self.app.manifest()}

    def file_info(self, arguments: Json) -> Json:
        """files.info."""
        name = str(arguments.get("file"))
        for team in self.teams.values():
            if name in team.workspace.files:
                return {"file": team.workspace.files[name]}
        raise SlackError("file_not_found")

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments: Json = {}
        status, headers = 200, {"X-Slack-Req-Id": secrets.token_hex(8)}
        try:
            token, arguments = await read_call(request)
            await self._forced(method, arguments, headers, token)
            team, scopes = self.door.opened(method, token, arguments)
            headers["X-OAuth-Scopes"] = ",".join(sorted(scopes))
            wait_s = team.rates.wait_s(method, arguments, self.workspace.now())
            if wait_s is not None:
                headers["Retry-After"] = str(wait_s)
                raise SlackError("ratelimited")
            answer: Json = {"ok": True, **self._work(method, team)(arguments)}
        except SlackError as error:
            status = int(error.more.pop("status", 429 if error.code == "ratelimited" else status))
            answer = {"ok": False, "error": error.code, **error.more}
        noted = {} if method in SECRET else arguments
        told = {"ok": answer["ok"]} if method in SECRET else answer
        self.traffic.note(method, noted, told, status, self.workspace.now())
        self.workspace.announce("call", method=method, ok=answer["ok"])
        return web.json_response(answer, status=status, headers=headers)

    async def _forced(
        self, method: str, arguments: Json, headers: dict[str, str], token: str
    ) -> None:
        """What the control API has forced for this call. Raises SlackError, with its status."""
        forced = self.faults.take(method, arguments)
        if forced is None:
            return
        await asyncio.sleep(float(forced.get("latency_ms", 0)) / 1000)
        status = int(forced.get("status", 200))
        if status == 429:
            headers["Retry-After"] = str(forced.get("retry_after", 1))
        if forced.get("error") or status != 200:
            usual = "ratelimited" if status == 429 else "internal_error"
            if forced.get("done"):
                self._work(method, self.door.opened(method, token, arguments)[0])(arguments)
            more = forced.get("more") or {}
            raise SlackError(str(forced.get("error") or usual), status=status, **more)

    async def _response(self, request: web.Request) -> web.Response:
        try:
            name = request.match_info["name"]
            team = self._with(lambda team: name in team.people.responses.alive)
            team.people.responses.respond(name, await request.json())
        except SlackError as error:
            return web.Response(status=404, text=error.code)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        return web.Response(text="ok")

    def _with(self, holds: Callable[[Team], bool]) -> Team:
        """The workspace of which that holds; the first, where it holds of none."""
        return next((team for team in self.teams.values() if holds(team)), self.home)

    async def _upload(self, request: web.Request) -> web.Response:
        file = request.match_info["id"]
        return await self._with(lambda team: team.uploads.awaits(file)).uploads.receive(request)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["id"]
        team = self._with(lambda team: name in team.workspace.contents)
        content = team.workspace.contents.get(name)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.door.may_read(team, bearer):
            # Slack answers with its login page and status 200 (field/slack.md 1.10).
            login = "<!DOCTYPE html><html><title>Sign in</title></html>"
            return web.Response(text=login, content_type="text/html")
        if content is None:
            return web.Response(status=404)
        return web.Response(body=content, content_type="application/octet-stream")

    async def __aenter__(self) -> Playground:
        await self.start()
        return self

    async def __aexit__(self, *reason: Any) -> None:
        await self.stop()
