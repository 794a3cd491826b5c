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
from adapters.playground.control import Control
from adapters.playground.delivery import Delivery
from adapters.playground.keeping import kept_up, load, save
from adapters.playground.methods import METHODS
from adapters.playground.page import Page
from adapters.playground.people import People
from adapters.playground.posting import Posting
from adapters.playground.rates import Rates
from adapters.playground.reactions import Reactions
from adapters.playground.reading import Reading
from adapters.playground.seed import PACKAGED, Seed, plant, read_seed
from adapters.playground.streaming import Streaming
from adapters.playground.traffic import Faults, Traffic
from adapters.playground.uploads import Uploads
from adapters.playground.workspace import Workspace
from bot.ending import ended


class Playground:
    """One workspace with one app, served on 127.0.0.1."""

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
        self.workspace = Workspace()
        self.traffic = Traffic()
        self.faults = Faults()
        self.rates = Rates()
        self.posting = Posting(self.workspace)
        self.reading = Reading(self.workspace, self.posting)
        self.reactions = Reactions(self.workspace, self.posting)
        self.delivery = Delivery(
            self.workspace, self.app.signing_secret, redelivery, mode, events_url
        )
        self.people = People(self.workspace, self.posting, self.reading, self.delivery)
        self.people.subscriptions = self.app.subscriptions
        self.uploads = Uploads(self.workspace, self.posting)
        self.streaming = Streaming(self.workspace, self.posting)
        self.people.shortcuts = frozenset(name for name, _ in self.app.shortcuts)
        self._runner: web.AppRunner | None = None
        self.url = ""

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
        control = Control(
            self.workspace,
            self.people,
            self.traffic,
            self.faults,
            self.rates,
            self.reactions,
            self._reset,
        )
        application.add_routes(
            [
                web.route("*", "/api/{method:.+}", self._call),
                web.get("/socket", self.delivery.connect),
                web.post("/response/{name}", self._response),
                web.get("/files/{id}/{name:.*}", self._file),
                web.post("/upload/{id}", self.uploads.receive),
                *control.routes(),
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
        if not kept:
            plant(self.workspace, self.app.bot_name, self._seed)

    async def stop(self) -> None:
        """Close everything."""
        if self._keeping is not None and self._folder is not None:
            await ended(self._keeping)
            await save(self.workspace, self._folder)
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _reset(self) -> None:
        self.workspace.users.clear()
        self.workspace.channels.clear()
        self.workspace.ephemeral.clear()
        self.workspace.views.clear()
        self.workspace.files.clear()
        self.workspace.contents.clear()
        if self._seed is not None:
            plant(self.workspace, self.app.bot_name, self._seed)
        self.workspace.served_at(self.url)
        self.workspace.announce("reset")

    def _work(self, method: str) -> Callable[[Json], Json]:
        """What does a method's work, by the table."""
        room, name = METHODS[method].work.split(".")
        rooms = {
            "posting": self.posting,
            "reading": self.reading,
            "reactions": self.reactions,
            "uploads": self.uploads,
            "streaming": self.streaming,
            "validating": validating,
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
        found = self.workspace.files.get(str(arguments.get("file")))
        if found is None:
            raise SlackError("file_not_found")
        return {"file": found}

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments: Json = {}
        status, headers = 200, {"X-Slack-Req-Id": secrets.token_hex(8)}
        try:
            token, arguments = await read_call(request)
            await self._forced(method, arguments, headers)
            self._authorise(method, token)
            headers["X-OAuth-Scopes"] = ",".join(sorted(self.app.scopes))
            wait_s = self.rates.wait_s(method, arguments, self.workspace.now())
            if wait_s is not None:
                headers["Retry-After"] = str(wait_s)
                raise SlackError("ratelimited")
            answer: Json = {"ok": True, **self._work(method)(arguments)}
        except SlackError as error:
            status = int(error.more.pop("status", 429 if error.code == "ratelimited" else status))
            answer = {"ok": False, "error": error.code, **error.more}
        self.traffic.note(method, arguments, answer, status, self.workspace.now())
        self.workspace.announce("call", method=method, ok=answer["ok"])
        return web.json_response(answer, status=status, headers=headers)

    async def _forced(self, method: str, arguments: Json, headers: dict[str, str]) -> None:
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
                self._work(method)(arguments)
            more = forced.get("more") or {}
            raise SlackError(str(forced.get("error") or usual), status=status, **more)

    def _authorise(self, method: str, token: str) -> None:
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        if METHODS[method].work.startswith("validating."):
            return
        if not token:
            raise SlackError("not_authed")
        kinds = {
            "apps.connections.open": self.app.app_token,
            "apps.manifest.export": self.app.config_token,
        }
        if token not in (self.app.bot_token, *kinds.values()):
            raise SlackError("invalid_auth")
        if token != kinds.get(method, self.app.bot_token):
            raise SlackError("not_allowed_token_type")
        scope = METHODS[method].scope
        if scope and method not in kinds and scope not in self.app.scopes:
            provided = ",".join(sorted(self.app.scopes))
            raise SlackError("missing_scope", needed=scope, provided=provided)

    async def _response(self, request: web.Request) -> web.Response:
        try:
            self.people.responses.respond(request.match_info["name"], await request.json())
        except SlackError as error:
            return web.Response(status=404, text=error.code)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        return web.Response(text="ok")

    async def _file(self, request: web.Request) -> web.Response:
        content = self.workspace.contents.get(request.match_info["id"])
        bearer = request.headers.get("Authorization", "")
        if bearer != f"Bearer {self.app.bot_token}":
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
