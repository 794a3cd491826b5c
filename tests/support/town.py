"""A whole installation for scenario tests: local Slack, models, `serve` and `worker` processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from started import Started

from adapters.playground.app import App
from adapters.playground.control import is_final
from adapters.playground.models import ModelServer, Script
from adapters.playground.seed import PACKAGED
from adapters.playground.server import Playground

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 60.0


class Town:
    """Slack, models, and our processes; people act through `slack`."""

    def __init__(
        self,
        slack: Playground,
        models: ModelServer,
        folder: Path,
        mode: str,
        more: dict[str, str],
    ) -> None:
        self.slack, self.models, self.folder, self.mode = slack, models, folder, mode
        self.more = more
        self.processes: dict[str, Started] = {}

    def environment(self) -> dict[str, str]:
        socket = self.mode == "socket"
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "SLACK_BOT_TOKEN": self.slack.app.bot_token,
            "SLACK_APP_TOKEN": self.slack.app.app_token if socket else "",
            "SLACK_SIGNING_SECRET": "" if socket else self.slack.app.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "THINKTWICE_DATA_DIR": str(self.folder),
            "THINKTWICE_EGRESS": "loopback",
            "THINKTWICE_PRESET": "v3-r1",
            "THINKTWICE_FAST__BASE_URL": self.models.url,
            "THINKTWICE_REASONING__BASE_URL": self.models.url,
            "THINKTWICE_LEASE_S": "1.5",
            "THINKTWICE_LOG_LEVEL": "warning",
            "PORT": "0",
            "PYTHONDEVMODE": "0",
            **self.more,
        }

    async def start(self, verb: str, *options: str) -> None:
        """Start `serve` or `worker` and wait until it says that it is ready."""
        process = Started((verb, *options), self.environment())
        self.processes[verb] = process
        line = await asyncio.wait_for(process.readline(), WAIT_S)
        assert line.startswith("Ready"), line
        if verb == "serve" and self.mode == "http":
            port = int("".join(sign for sign in line if sign.isdigit()))
            self.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")

    async def kill(self, verb: str) -> None:
        """SIGKILL: nothing in that process gets to say goodbye."""
        process = self.processes.pop(verb)
        process.kill()
        await process.wait()

    def say(
        self, where: str, who: str, text: str, thread_ts: str = "", **files: bytes
    ) -> dict[str, Any]:
        """A person writes; files by their names, "." written as "__"."""
        user = self.slack.workspace.find_user(who)
        assert user is not None
        channel = self.slack.workspace.find_channel(where, user.id)
        assert channel is not None
        attached = [
            {"name": name.replace("__", "."), "content_base64": b64encode(content).decode()}
            for name, content in files.items()
        ]
        return self.slack.people.write(channel, user, text, thread_ts, attached)

    def ours(self, where: str, thread_ts: str = "") -> list[dict[str, Any]]:
        """What the bot has posted there, placeholders included."""
        channel = self.slack.workspace.find_channel(where)
        assert channel is not None
        everything = (
            self.slack.workspace.thread(channel, thread_ts) if thread_ts else channel.messages
        )
        return [message for message in everything if message.get("bot_id")]

    async def answered(self, where: str, thread_ts: str) -> dict[str, Any]:
        """The first final message of the bot in that thread."""
        number, changes = self.slack.workspace.watch()
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    for message in self.ours(where, thread_ts):
                        if is_final(message):
                            return message
                    await changes.get()
        finally:
            self.slack.workspace.unwatch(number)

    async def finals(self, where: str, thread_ts: str, count: int) -> list[dict[str, Any]]:
        """Until so many answers of the bot stand in that thread."""
        number, changes = self.slack.workspace.watch()
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    found = [one for one in self.ours(where, thread_ts) if is_final(one)]
                    if len(found) >= count:
                        return found
                    await changes.get()
        finally:
            self.slack.workspace.unwatch(number)

    async def asked(self, count: int) -> None:
        """Until the models were asked that often."""
        async with asyncio.timeout(WAIT_S):
            while len(self.models.journal) < count:  # noqa: ASYNC110 - the server has no event
                await asyncio.sleep(0.02)


@asynccontextmanager
async def town(
    folder: Path,
    mode: str,
    *scripts: Script,
    workers: bool = True,
    more: dict[str, str] | None = None,
    app: App | None = None,
    seed: Path = PACKAGED,
) -> AsyncIterator[Town]:
    """Everything started, with `more` in its environment; all that was started is ended."""
    slack = Playground(mode=mode, redelivery=(0.5, 1.0, 2.0), app=app, town=seed)
    async with slack, ModelServer(*scripts) as models:
        here = Town(slack, models, folder, mode, more or {})
        try:
            await here.start("serve")
            if workers:
                await here.start("worker")
            yield here
        finally:
            for process in here.processes.values():
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
            for process in here.processes.values():
                await process.wait()
