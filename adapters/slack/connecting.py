"""Connecting a workspace in the browser: a page before Slack's, a page after it, in our words.

Refuses to keep anything; the stores behind Slack's own flow do.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.authorizing import Authorizing
from adapters.slack.installing import QUIET, InstallationStore, StateStore
from adapters.slack.manifest import OPTIONAL, scopes
from adapters.slack.workspaces import bare_client
from bot.errors import StoreError
from bot.events import Events
from bot.installations import STATE_S, Installations
from bot.settings import DEFAULT_SLACK_API, Settings
from bot.words import Words
from bot.words.languages import of_locale

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
#: Slack's reason for a state that is not, or not here, to be finished.
STALE = frozenset({"invalid_state", "invalid_browser", "missing_code"})
HEADERS: dict[str, str | Sequence[str]] = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
}
STYLE = (
    ":root{color-scheme:light dark}body{font:17px/1.55 system-ui,sans-serif;max-width:36rem;"
    "margin:12vh auto;padding:0 1.25rem}h1{font-size:1.5rem}a.go{display:inline-block;"
    "padding:.6rem 1.2rem;border:2px solid;border-radius:6px;color:inherit;font-weight:600;"
    "text-decoration:none}a:focus-visible{outline:3px solid;outline-offset:3px}"
)


class _Flow(AsyncOAuthFlow):
    """Slack's own flow, with our first page."""

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        """What comes next, and the way on."""
        words = _words(request)
        way = (url, words.say("teams.go"))
        return page(words, words.say("teams.title"), [words.say("teams.text")], way=way)


class Connecting:
    """The two addresses, and the flow that Bolt wants to know."""

    def __init__(
        self,
        settings: Settings,
        installations: Installations,
        authorizing: Authorizing,
        events: Events,
    ) -> None:
        self._events = events
        given = AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            scopes=scopes(),
            user_scopes=[],
            redirect_uri=settings.slack_redirect_uri or None,
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            callback_options=AsyncCallbackOptions(self._done, self._failed),
            authorization_url=_authorize(settings.slack_api_url),
            installation_store=InstallationStore(installations, events),
            installation_store_bot_only=True,
            state_store=StateStore(installations),
            state_expiration_seconds=int(STATE_S),
            logger=QUIET,
        )
        given.authorize = authorizing
        self.flow = _Flow(client=bare_client(settings), logger=QUIET, settings=given)

    def routes(self) -> list[web.RouteDef]:
        """For the web process."""
        return [web.get(INSTALL, self._install), web.get(REDIRECT, self._redirect)]

    async def _install(self, request: web.Request) -> web.Response:
        asked = await to_bolt_request(request)
        try:
            reply = await self.flow.handle_installation(asked)
        except StoreError as error:
            reply = self._down(asked, error)
        reply.headers.update({name.lower(): [str(value)] for name, value in HEADERS.items()})
        return await to_aiohttp_response(reply)

    async def _redirect(self, request: web.Request) -> web.Response:
        asked = await to_bolt_request(request)
        try:
            reply = await self.flow.handle_callback(asked)
        except StoreError as error:
            reply = self._down(asked, error)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            problem = type(error).__name__
            self._events.emit("slack_failed", job="", problem=f"installation: {problem}")
            reply = _reply(_words(asked), "failed", 502, reason=problem)
        return await to_aiohttp_response(reply)

    def _down(self, request: AsyncBoltRequest, error: StoreError) -> BoltResponse:
        self._events.emit("store_failed", what="installation", detail=str(error))
        return _reply(_words(request), "down", 503)

    async def _done(self, args: AsyncSuccessArgs) -> BoltResponse:
        words, installed = _words(args.request), args.installation
        name = installed.enterprise_name if installed.is_enterprise_install else installed.team_name
        declined = sorted(OPTIONAL.keys() - set(installed.bot_scopes or ()))
        without = [words.say(f"teams.off.{scope.replace(':', '_')}") for scope in declined]
        lines = [words.say("teams.done_text")]
        title = words.say("teams.done", team=str(name or "Slack"))
        cleared = args.settings.state_utils.build_set_cookie_for_deletion()
        body = page(words, title, lines, words.say("teams.without") if without else "", without)
        return BoltResponse(status=200, body=body, headers={**HEADERS, "Set-Cookie": cleared})

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        words, reason = _words(args.request), args.reason
        if reason == "access_denied":
            return _reply(words, "denied", 200)
        if reason in STALE:
            return _reply(words, "expired", args.suggested_status_code)
        self._events.emit("slack_failed", job="", problem=f"installation: {reason[:80]}")
        if reason == "storage_error":
            return _reply(words, "down", 503)
        return _reply(words, "failed", args.suggested_status_code, reason=reason[:80])


def page(
    words: Words,
    title: str,
    lines: Sequence[str],
    head: str = "",
    items: Sequence[str] = (),
    way: tuple[str, str] | None = None,
) -> str:
    """A whole page of plain sentences; `way` is where one goes on, and what it is called."""
    body = [f"<h1>{html.escape(title)}</h1>"]
    body += [f"<p>{html.escape(line)}</p>" for line in lines]
    if items:
        listed = "".join(f"<li>{html.escape(item)}</li>" for item in items)
        body.append(f"<p>{html.escape(head)}</p><ul>{listed}</ul>")
    if way is not None:
        url, name = (html.escape(part) for part in way)
        body.append(f'<p><a class="go" href="{url}">{name}</a></p>')
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>"
    )


def _reply(words: Words, what: str, status: int, **values: str) -> BoltResponse:
    line = words.say(f"teams.{what}_text", **values)
    way = (INSTALL, words.say("teams.again"))
    body = page(words, words.say(f"teams.{what}"), [line], way=way)
    return BoltResponse(status=status, body=body, headers=HEADERS)


def _words(request: AsyncBoltRequest) -> Words:
    """In the language that the browser asks for first."""
    wanted = str((request.headers.get("accept-language") or [""])[0])
    return Words(of_locale(re.split("[,;]", wanted)[0].strip()))


def _authorize(api_url: str) -> str:
    """Where the browser agrees: Slack's own page, or that of the local Slack."""
    base = DEFAULT_SLACK_API if api_url == DEFAULT_SLACK_API else api_url
    return f"{base.removesuffix('/').removesuffix('/api')}/oauth/v2/authorize"
