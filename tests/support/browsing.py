"""A person in a browser who connects a workspace: our page, Slack's page, our page again."""

from __future__ import annotations

import html
import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp

NO_MORE = aiohttp.ClientTimeout(total=20)


class Page(NamedTuple):
    """What is shown in the end."""

    status: int
    text: str


class Browser:
    """One browser: it keeps the cookie that it was given, also over plain HTTP on loopback."""

    def __init__(self, base: str, language: str = "en") -> None:
        self._base = base
        self._headers = {"Accept-Language": language}

    async def begin(self) -> str:
        """Our first page; the address of Slack's page, to which it leads."""
        async with (
            aiohttp.ClientSession(timeout=NO_MORE, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(f"{self._base}/slack/install", headers=self._headers) as reply,
        ):
            self._headers["Cookie"] = reply.headers["Set-Cookie"].split(";")[0]
            found = re.search(r'class="go" href="([^"]+)"', await reply.text())
        assert found is not None
        return html.unescape(found.group(1))

    async def agree(self, slack: str, place: str, *, declined: str = "", answer: str = "") -> str:
        """Slack's page: yes, without one scope perhaps; where it leads back to."""
        async with aiohttp.ClientSession(timeout=NO_MORE) as session:
            async with session.get(slack) as reply:
                shown = await reply.text()
                assert reply.status == 200, shown
            action = re.search(r'action="([^"]+)"', shown)
            assert action is not None
            optional = re.findall(r'name="optional" value="([^"]+)"', shown)
            form = aiohttp.FormData({"place": place, "answer": answer or "allow"})
            for scope in optional:
                if scope != declined:
                    form.add_field("optional", scope)
            url = urljoin(slack, html.unescape(action.group(1)))
            async with session.post(url, data=form, allow_redirects=False) as reply:
                return reply.headers["Location"]

    async def back(self, url: str) -> Page:
        """Our last page."""
        async with (
            aiohttp.ClientSession(timeout=NO_MORE, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(url, headers=self._headers) as reply,
        ):
            return Page(reply.status, await reply.text())

    async def connect(self, place: str, *, declined: str = "") -> Page:
        """All three."""
        assert urlsplit(self._base).hostname == "127.0.0.1"
        return await self.back(await self.agree(await self.begin(), place, declined=declined))
