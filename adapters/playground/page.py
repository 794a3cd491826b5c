"""The page: static files, the workspace as one person sees it, and changes as they come.

Refuses to render; the browser does.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.playground.workspace import Json

if TYPE_CHECKING:
    from typing import Protocol

    from adapters.playground.app import App
    from adapters.playground.team import Team
    from adapters.playground.workspace import Workspace

    class Served(Protocol):
        """What the page needs of the server."""

        teams: dict[str, Team]
        home: Team
        app: App


FOLDER = Path(__file__).with_name("page")
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
)
IDLE_S = 15.0


class Page:
    """Handlers for the browser."""

    def __init__(self, server: Served) -> None:
        self._server = server

    def _place(self, request: web.Request) -> Workspace:
        """The workspace that the browser looks at; the first, unless it says another."""
        named = request.query.get("team", "")
        return self._server.teams.get(named, self._server.home).workspace

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        return [
            web.get("/", self.file),
            web.get("/page/{name}", self.file),
            web.get("/favicon.ico", self.no_icon),
            web.get("/state", self.state),
            web.get("/changes", self.changes),
            web.get("/opened/{id}", self.opened),
        ]

    async def file(self, request: web.Request) -> web.Response:
        """A static file of the page."""
        name = request.match_info.get("name", "index.html")
        path = FOLDER / name
        if path.parent != FOLDER or path.suffix not in KINDS or not path.is_file():
            raise web.HTTPNotFound
        text = await asyncio.to_thread(path.read_text, encoding="utf-8")
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        return web.Response(text=text, content_type=KINDS[path.suffix], headers=headers)

    async def no_icon(self, request: web.Request) -> web.Response:
        """Browsers ask for one; there is none."""
        return web.Response(status=204)

    async def opened(self, request: web.Request) -> web.Response:
        """A shared file as a person opens it: as text, whatever it is."""
        content = self._place(request).contents.get(request.match_info["id"])
        if content is None:
            raise web.HTTPNotFound
        headers = {
            "Content-Security-Policy": "default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        }
        text = content.decode("utf-8", "replace")
        return web.Response(text=text, content_type="text/plain", headers=headers)

    async def state(self, request: web.Request) -> web.Response:
        """People, and the channels that the person `user` sees."""
        place = self._place(request)
        people: list[Json] = [
            {"id": one.id, "name": one.name, "real_name": one.real_name, "is_bot": one.is_bot}
            for one in place.users.values()
        ]
        user = request.query.get("user") or next(one["id"] for one in people if not one["is_bot"])
        channels: list[Json] = [
            {
                "id": one.id,
                "name": place.users[place.bot_user_id].name if one.is_im else one.name,
                "is_im": one.is_im,
                "is_private": one.is_private,
                "has_bot": place.bot_user_id in one.members,
            }
            for one in place.channels.values()
            if user in one.members
        ]
        return web.json_response(
            {
                "user": user,
                "people": people,
                "channels": channels,
                "bot": place.bot_user_id,
                "links": f"https://{place.domain}.slack.example/archives/",
                "team": place.team_id,
                "teams": [
                    {"id": name, "name": team.workspace.name}
                    for name, team in self._server.teams.items()
                ],
                "shortcuts": [
                    {"callback_id": name, "name": shown}
                    for name, shown in self._server.app.shortcuts
                ],
            }
        )

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one per change."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        place = self._place(request)
        number, queue = place.watch()
        try:
            while True:
                try:
                    change = await asyncio.wait_for(queue.get(), IDLE_S)
                    await response.write(f"data: {json.dumps(change)}\n\n".encode())
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            return response
        finally:
            place.unwatch(number)
