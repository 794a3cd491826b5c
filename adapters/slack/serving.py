"""The web process: Slack's events over signed HTTP or Socket Mode, health, readiness, metrics.

Refuses to call models; the worker does.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connecting import Connecting
from adapters.slack.listening import Listeners
from adapters.slack.refusals import NOT_SLACK, code_of
from adapters.slack.workspaces import bare_client
from bot.errors import SettingsError
from bot.settings import Settings
from bot.words import Words

BODY = 1024 * 1024
PORTS = 50
SlackClient = AsyncWebClient


def client_of(settings: Settings) -> AsyncWebClient:
    """A client with the bot token that is set. Raises SettingsError without one."""
    token = settings.slack_bot_token.get_secret_value()
    if not token.startswith(("xoxb-", "xoxe.xoxb-")):
        raise SettingsError(
            "no bot token is set" if not token else "that is no bot token",
            name="SLACK_BOT_TOKEN",
            remedy="install the app (verb manifest) and paste the token that begins with xoxb-, "
            "or try it without Slack: make play",
        )
    return bare_client(settings, token)


def _reachable(secret: str, app_token: str) -> None:
    """Raises SettingsError where no event could come in."""
    if not secret and not app_token:
        raise SettingsError(
            "neither is set: nothing could reach the bot",
            name="SLACK_APP_TOKEN or SLACK_SIGNING_SECRET",
            remedy="set the app-level token (xapp-) for Socket Mode, or the signing secret "
            "for HTTP",
        )
    if app_token and not app_token.startswith("xapp-"):
        raise SettingsError(
            "that is no app-level token",
            name="SLACK_APP_TOKEN",
            remedy="paste the one that begins with xapp- (scope connections:write)",
        )


class Serving:
    """One web process: `start`, then `stop`. `ready` is asked by `/readyz`, `closing` is
    the end of what listeners do in the background."""

    def __init__(
        self,
        settings: Settings,
        listeners: Sequence[Listeners],
        ready: Callable[[], Awaitable[str]],
        metrics: Callable[[], bytes],
        connecting: Connecting | None = None,
        *,
        closing: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._settings = settings
        self._ready = ready
        self._metrics = metrics
        self._connecting = connecting
        self._closing = closing
        self._client = bare_client(settings) if connecting else client_of(settings)
        secret = settings.slack_signing_secret.get_secret_value()
        self._app_token = settings.slack_app_token.get_secret_value()
        _reachable(secret, self._app_token)
        quiet = logging.getLogger("thinktwice.bolt")
        quiet.setLevel(logging.CRITICAL)
        # The listener runs before the acknowledgement: what Slack hears 200 for is recorded
        # (field/reliability.md, decision 3).
        self._app = AsyncApp(
            # Without a name Bolt reads the sources of the whole call stack to find one.
            name="thinktwice",
            client=self._client,
            signing_secret=secret or "socket mode needs none",
            process_before_response=True,
            logger=quiet,
            oauth_flow=connecting.flow if connecting else None,
            user_facing_authorize_error_message=Words().say("teams.not_installed"),
        )
        for one in listeners:
            one.attach(self._app)
        self._http = bool(secret)
        self._socket: AsyncSocketModeHandler | None = None
        self._runner: web.AppRunner | None = None
        self.port = settings.port

    @property
    def mode(self) -> str:
        """`socket` or `http`."""
        return "socket" if self._app_token else "http"

    async def start(self) -> None:
        """Check the token, listen, connect. Raises SettingsError, OSError."""
        if self._connecting is None:
            await self._check()
        application = web.Application(client_max_size=BODY)
        application.add_routes(
            [
                web.get("/healthz", self._healthz),
                web.get("/readyz", self._readyz),
                web.get("/metrics", self._metrics_page),
            ]
        )
        if self._connecting is not None:
            application.add_routes(self._connecting.routes())
        if self._http:
            application.router.add_post("/slack/events", self._events)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        await self._listen()
        if self._app_token:
            self._socket = AsyncSocketModeHandler(self._app, self._app_token)
            connect: Callable[[], Awaitable[None]] = self._socket.connect_async
            await connect()

    async def _check(self) -> None:
        try:
            await self._client.auth_test()
        except SlackApiError as error:
            if code_of(error) == NOT_SLACK:
                raise self._elsewhere("answers something else") from error
            raise SettingsError(
                f"Slack refuses the token: {code_of(error)}",
                name="SLACK_BOT_TOKEN",
                remedy="install the app again and paste its token; see the verb doctor",
            ) from error
        except AttributeError as error:
            # What slack_sdk 3.47 raises for a reply of type text/plain.
            raise self._elsewhere("answers something else") from error
        except (aiohttp.ClientError, ValueError, OSError, TimeoutError) as error:
            raise self._elsewhere(f"does not answer: {error}") from error

    def _elsewhere(self, problem: str) -> SettingsError:
        return SettingsError(
            f"Slack's API at {self._settings.slack_api_url} {problem}",
            name="SLACK_API_URL",
            remedy="check the network and the address",
        )

    async def _listen(self) -> None:
        assert self._runner is not None
        wanted = self._settings.port
        for port in range(wanted, wanted + PORTS) if wanted else (0,):
            site = web.TCPSite(self._runner, "127.0.0.1" if _local(self._settings) else None, port)
            try:
                await site.start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE or port == wanted + PORTS - 1:
                    raise
                continue
            self.port = int(self._runner.addresses[0][1])
            return

    async def stop(self) -> None:
        """No more events; what is in hand is acknowledged first."""
        if self._socket is not None:
            close: Callable[[], Awaitable[None]] = self._socket.close_async
            await close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._closing is not None:
            await self._closing()

    async def _events(self, request: web.Request) -> web.Response:
        response = await self._app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)

    async def _healthz(self, request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _readyz(self, request: web.Request) -> web.Response:
        problem = await self._ready()
        return web.Response(text=problem or "ok", status=503 if problem else 200)

    async def _metrics_page(self, request: web.Request) -> web.Response:
        return web.Response(body=self._metrics(), content_type="text/plain")


def _local(settings: Settings) -> bool:
    return settings.egress == "loopback"
