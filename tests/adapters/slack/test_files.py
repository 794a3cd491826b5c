"""Downloads from a local Slack, and from servers that are up to something."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_cases import channel, user

from adapters.playground.server import Playground
from adapters.slack.files import SlackFiles
from bot.pieces import Unreadable
from bot.settings import DEFAULT_SLACK_API

TOKEN = "xoxb-secret"


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(mode="http", redelivery=()) as running:
        yield running


def shared(slack: Playground, name: str, content: bytes) -> dict[str, Any]:
    encoded = base64.b64encode(content).decode()
    files = [{"name": name, "content_base64": encoded}]
    slack.people.write(channel(slack, "general"), user(slack, "dana"), "look", files=files)
    found: dict[str, Any] = list(slack.workspace.files.values())[-1]
    return found


async def test_a_file_of_the_local_slack_arrives_whole(slack: Playground) -> None:
    content = bytes(range(256)) * 4_000
    file = shared(slack, "a b/<!channel>.bin", content)
    with await SlackFiles(lambda: slack.app.bot_token, slack.api_url).fetch(file) as got:
        got.seek(0)
        assert got.read() == content


async def test_the_login_page_is_not_the_file(slack: Playground) -> None:
    file = shared(slack, "plan.pdf", b"%PDF-")
    assert await refused(SlackFiles(lambda: "xoxb-other", slack.api_url), file) == "login"
    canvas = {**file, "mimetype": "application/vnd.slack-docs"}
    assert await refused(SlackFiles(lambda: "xoxb-other", slack.api_url), canvas) == "login"


async def refused(files: SlackFiles, file: dict[str, Any]) -> str:
    with pytest.raises(Unreadable) as reason:
        await files.fetch(file)
    return reason.value.reason


class Server:
    """Answers as told, and remembers which tokens it was shown."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.reply: web.StreamResponse = web.Response()
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.tokens.append(request.headers.get("Authorization", ""))
        if request.path == "/there":
            return web.Response(body=b"there")
        if request.path == "/round":
            return web.Response(status=302, headers={"Location": "/round"})
        return self.reply


@pytest.fixture
async def servers() -> AsyncIterator[tuple[Server, Server]]:
    made, runners = (Server(), Server()), []
    for server in made:
        app = web.Application()
        app.router.add_get("/{any:.*}", server.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        runners.append(runner)
    yield made
    for runner in runners:
        await runner.cleanup()


async def test_redirects_are_followed_on_the_same_host_only(
    servers: tuple[Server, Server],
) -> None:
    slack, other = servers
    files = SlackFiles(lambda: TOKEN, f"{slack.url}/api/")
    slack.reply = web.Response(status=302, headers={"Location": "/there"})
    with await files.fetch({"url_private": f"{slack.url}/f"}) as got:
        got.seek(0)
        assert got.read() == b"there"
    slack.reply = web.Response(status=302, headers={"Location": f"{other.url}/there"})
    assert await refused(files, {"url_private": f"{slack.url}/f"}) == "elsewhere"
    assert await refused(files, {"url_private": f"{other.url}/f"}) == "elsewhere"
    with pytest.raises(Unreadable) as round_and_round:
        await files.fetch({"url_private": f"{slack.url}/round"})
    assert round_and_round.value.values == {"problem": "redirects"}
    assert other.tokens == []
    assert set(slack.tokens) == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/files-pri/a.pdf",
        "https://slack.com.evil.test/a.pdf",
        "https://evilslack.com/a.pdf",
        "https://files.slack.com@evil.test/a.pdf",
        "https://x:y@files.slack.com/a.pdf",
        "https://evil.test\\.slack.com/a.pdf",
        "https://files.slack.com:8443/a.pdf",
        "https://files.slack.com:x/a.pdf",
        "http://files.slack.com/a.pdf",
        "file:///etc/passwd",
        "//files.slack.com/a.pdf",
        "",
    ],
)
async def test_the_token_goes_to_slack_alone(url: str) -> None:
    files = SlackFiles(lambda: TOKEN, DEFAULT_SLACK_API)
    assert await refused(files, {"url_private_download": url}) == "elsewhere"


async def test_slack_s_own_hosts_are_let_through() -> None:
    """To the connection, which is not made here: nothing outside loopback is reached."""
    url = "https://files.slack.com/files-pri/T1-F1/download/a.pdf"
    assert (
        await refused(SlackFiles(lambda: TOKEN, DEFAULT_SLACK_API), {"url_private": url})
        == "download"
    )


async def test_sizes_declared_told_and_sent(servers: tuple[Server, Server]) -> None:
    slack, _ = servers
    files = SlackFiles(lambda: TOKEN, slack.url, most=1_000)
    file = {"url_private": f"{slack.url}/f"}
    assert await refused(files, {**file, "size": 1_001}) == "big"
    assert slack.tokens == []
    slack.reply = web.Response(body=b"x" * 1_001)
    assert await refused(files, file) == "big"
    sent = web.Response(body=b"x" * 900_000)
    sent.enable_chunked_encoding()
    sent.enable_compression(web.ContentCoding.gzip)
    slack.reply = sent
    assert await refused(files, file) == "big"


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "login"), (403, "login"), (404, "gone"), (500, "download")]
)
async def test_refusals_have_names(
    servers: tuple[Server, Server], status: int, reason: str
) -> None:
    slack, _ = servers
    slack.reply = web.Response(status=status)
    files = SlackFiles(lambda: TOKEN, slack.url)
    assert await refused(files, {"url_private": f"{slack.url}/f"}) == reason


async def test_a_page_that_was_asked_for_is_no_login(servers: tuple[Server, Server]) -> None:
    slack, _ = servers
    slack.reply = web.Response(text="<!DOCTYPE html><html>mine</html>", content_type="text/html")
    file = {"url_private": f"{slack.url}/f", "filetype": "html"}
    with await SlackFiles(lambda: TOKEN, slack.url).fetch(file) as got:
        got.seek(0)
        assert b"mine" in got.read()
    slack.reply = web.Response(text="<!DOCTYPE html><html>mine</html>", content_type="text/html")
    assert (
        await refused(SlackFiles(lambda: TOKEN, slack.url), {**file, "filetype": "pdf"}) == "login"
    )


async def test_what_has_no_bytes_here_is_named() -> None:
    files = SlackFiles(lambda: TOKEN, DEFAULT_SLACK_API)
    assert await refused(files, {"is_external": True, "external_type": "gdrive"}) == "external"
    assert await refused(files, {"mode": "tombstone"}) == "gone"
