"""Files of a workspace: fetched with the bot's token from Slack alone, into a nameless file.

Refuses to send the token anywhere else, to follow a redirect to another host, and to take a login
page for a file: Slack answers 200 with one when a scope is missing (field/slack.md 1.10).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.pieces import Caps, Unreadable
from bot.settings import DEFAULT_SLACK_API

TOTAL_S = 120.0
SILENCE_S = 20.0
REDIRECTS = 3
CHUNK = 256 * 1024
_MB = 1024 * 1024
_MOVED = (301, 302, 303, 307, 308)
_LOGIN = (b"<!doctype html", b"<html")


class SlackFiles:
    """Downloads for one workspace's bot; its token is asked for each time: it may be renewed."""

    def __init__(
        self, token: Callable[[], str], api_url: str, most: int = Caps().file_bytes
    ) -> None:
        self._token = token
        self._api = "" if api_url == DEFAULT_SLACK_API else _place(api_url)
        self._most = most

    async def fetch(self, file: Mapping[str, Any]) -> BinaryIO:
        """The bytes of a file object of Slack's, as an open file that has no name and is gone when
        closed. Raises Unreadable with the reason."""
        if file.get("is_external") or file.get("mode") == "external":
            raise Unreadable("external", where=str(file.get("external_type") or "elsewhere"))
        if file.get("mode") in ("tombstone", "hidden_by_limit"):
            raise Unreadable("gone", status=404)
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        self._admit(url)
        declared = file.get("size")
        if isinstance(declared, int) and declared > self._most:
            raise self._too_big(declared)
        page = str(file.get("mimetype") or "") in ("text/html", "application/vnd.slack-docs")
        html_wanted = page or str(file.get("filetype")) in ("html", "quip", "canvas")
        try:
            return await self._get(url, html_wanted)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreadable("download", problem=type(error).__name__) from error

    def _admit(self, url: str) -> None:
        """Only Slack over TLS; with another API URL exactly that host and port."""
        try:
            parts = urlsplit(url)
            place, host = _place(url), parts.hostname or ""
        except ValueError as error:
            raise Unreadable("elsewhere") from error
        if "@" in parts.netloc or "\\" in url:
            raise Unreadable("elsewhere")
        if self._api:
            fine = place == self._api
        else:
            fine = place == f"https://{host}:443" and host.endswith(".slack.com")
        if not fine:
            raise Unreadable("elsewhere")

    def _too_big(self, size: int) -> Unreadable:
        return Unreadable("big", size=f"{size / _MB:,.0f}", most=f"{self._most / _MB:,.0f}")

    async def _get(self, url: str, html_wanted: bool) -> BinaryIO:
        headers = {"Authorization": f"Bearer {self._token()}"}
        timeout = aiohttp.ClientTimeout(total=TOTAL_S, sock_read=SILENCE_S)
        async with aiohttp.ClientSession(
            timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        ) as session:
            for _ in range(REDIRECTS + 1):
                async with session.get(url, headers=headers, allow_redirects=False) as reply:
                    if reply.status in _MOVED:
                        url = urljoin(url, reply.headers.get("Location", ""))
                        self._admit(url)
                        continue
                    if reply.status in (401, 403):
                        raise Unreadable("login")
                    if reply.status in (404, 410):
                        raise Unreadable("gone", status=reply.status)
                    if reply.status != 200:
                        raise Unreadable("download", problem=f"HTTP {reply.status}")
                    return await self._saved(reply, html_wanted)
        raise Unreadable("download", problem="redirects")

    async def _saved(self, reply: aiohttp.ClientResponse, html_wanted: bool) -> BinaryIO:
        if reply.content_length is not None and reply.content_length > self._most:
            raise self._too_big(reply.content_length)
        saved: BinaryIO = await asyncio.to_thread(tempfile.TemporaryFile)
        try:
            size = 0
            async for chunk in reply.content.iter_chunked(CHUNK):
                if not size and _is_login(chunk, reply, html_wanted):
                    raise Unreadable("login")
                size += len(chunk)
                if size > self._most:
                    raise self._too_big(size)
                await asyncio.to_thread(saved.write, chunk)
            await asyncio.to_thread(saved.flush)
        except BaseException:
            saved.close()
            raise
        return saved


def _is_login(start: bytes, reply: aiohttp.ClientResponse, html_wanted: bool) -> bool:
    """A page in place of the file; of a page that was asked for, only Slack's own sign-in."""
    if not start.lstrip().lower().startswith(_LOGIN):
        return False
    if html_wanted:
        return b"<title>sign in" in start.lower() or b"/signin" in start.lower()
    return reply.content_type == "text/html"


def _place(url: str) -> str:
    """Scheme, host and port, the port always named. Raises ValueError."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname}:{port}"
