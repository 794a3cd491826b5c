"""Processes that run until they are told to stop: web, worker, and the local workspace.

Refuses to parse flags; `processes` does.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.bootstrap.house import House, open_house
from bot.bootstrap.local import playground_of
from bot.bootstrap.parts import classifier, logged_events, seats_of
from bot.bootstrap.slack import serving_of, worker_of
from bot.caching.near.same import bucket
from bot.ending import ended
from bot.local_slack import LocalSlack
from bot.ports import Store
from bot.request import Queue
from bot.routing.danger import danger_floors
from bot.routing.text import read
from bot.settings import Settings
from bot.status import BEAT_TTL_S
from bot.words import Words

if TYPE_CHECKING:  # a web process never loads what a worker needs
    from bot.jobs.worker import Worker

DRAIN_S = 25.0
LEAVE_S = 1.5
BEAT_S = 5.0


@asynccontextmanager
async def told_to_stop() -> AsyncIterator[asyncio.Future[signal.Signals]]:
    """A future that has the signal once Ctrl-C or a process manager asks to stop."""
    loop = asyncio.get_running_loop()
    asked: asyncio.Future[signal.Signals] = loop.create_future()

    def ask(which: signal.Signals) -> None:
        if not asked.done():
            asked.set_result(which)

    for which in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(which, ask, which)
    try:
        yield asked
    finally:
        for which in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(which)


async def serve(settings: Settings) -> None:
    """The web process until it is told to stop."""
    words = Words()
    events = logged_events(settings, "web")
    async with told_to_stop() as stop, open_house(settings, events) as house:
        serving = serving_of(house, events.metrics)
        # The first question must not wait for the phrases of danger of seven languages.
        await asyncio.to_thread(danger_floors, read("hello"))
        if count := await house.installations.reseal():
            events.emit("resealed", count=count)
        await serving.start()
        if serving.port != settings.port and settings.port:
            print(words.say("run.other_port", wanted=settings.port, port=serving.port), flush=True)
        print(words.say("run.serving", mode=serving.mode, port=serving.port), flush=True)
        events.emit("started", mode=serving.mode, port=serving.port)
        await stop
        await serving.stop()
        events.emit("stopped")
        print(words.say("run.stopped", place=house.place), flush=True)


async def work(settings: Settings, queue: Queue | None) -> None:
    """A worker until it is told to stop; on SIGTERM what is in hand is finished first."""
    words = Words()
    events = logged_events(settings, "worker")
    name = f"{socket.gethostname()}-{os.getpid()}"
    queues: tuple[Queue, ...] = (queue,) if queue else ("quick", "deep")
    async with told_to_stop() as stop, open_house(settings, events) as house:
        worker = worker_of(house, name)
        # Before anything is claimed: loading holds the interpreter for a second.
        await asyncio.to_thread(_warmed)
        running = asyncio.create_task(worker.run(queues, settings.slots))
        beating = asyncio.create_task(_beat(house, name, queues))
        print(words.say("run.working", queues=", ".join(queues)), flush=True)
        events.emit("started", queues=",".join(queues))
        seconds = LEAVE_S if await stop == signal.SIGINT else DRAIN_S
        await _drain(worker, running, seconds)
        await ended(beating)
        events.emit("stopped")
        print(words.say("run.stopped", place=house.place), flush=True)


def _warmed() -> None:
    """Read one question as every question is read, so that the first one does not wait."""
    classifier().classify(["hello"])
    danger_floors(read("hello"))
    bucket("hello")


async def _drain(worker: Worker, running: asyncio.Task[None], seconds: float) -> None:
    """Claim no more, finish what can be finished; the rest goes on elsewhere from its record."""
    worker.stop()
    await asyncio.wait({running}, timeout=seconds)
    await ended(running)


async def _beat(house: House, name: str, queues: tuple[Queue, ...]) -> None:
    """Say every few seconds that this worker lives; `status` and `readyz` read it."""
    from bot.errors import StoreError

    store: Store = house.store
    while True:
        try:
            value = ",".join(queues).encode()
            await store.put(house.space.worker(name), value, BEAT_TTL_S)
        except StoreError as error:
            house.events.emit("store_failed", what="heartbeat", detail=str(error))
        await asyncio.sleep(BEAT_S)


async def play(
    settings: Settings,
    *,
    port: int,
    mode: str,
    events_url: str,
    as_json: bool,
    seed: Path | None,
    bot: bool,
    browser: bool,
) -> None:
    """The local Slack, with the bot in it, until it is told to stop."""
    words = Words()
    async with AsyncExitStack() as stack:
        stop = await stack.enter_async_context(told_to_stop())
        folder = None if seed else settings.data_dir / "play"
        label = seats_of(settings).reasoning.label
        slack = playground_of(port, mode, label, events_url, seed, folder)
        await slack.start()
        if slack.put_aside:
            told = words.say("run.put_aside", file=str(slack.put_aside))
            print(told, file=sys.stderr, flush=True)
        stack.push_async_callback(slack.stop)
        place = ""
        if bot:
            local = settings.model_copy(
                update={
                    "slack_client_id": "",
                    "slack_bot_token": SecretStr(slack.app.bot_token),
                    "slack_app_token": SecretStr(slack.app.app_token if mode == "socket" else ""),
                    "slack_signing_secret": SecretStr(slack.app.signing_secret),
                    "slack_api_url": slack.api_url,
                    "data_dir": settings.data_dir / "play",
                    "egress": "loopback",
                    "port": 0,
                    "log_level": "warning" if settings.log_level == "info" else settings.log_level,
                }
            )
            place = str(local.data_dir)
            url = await stack.enter_async_context(_bot(local))
            if mode == "http" and not events_url:
                slack.deliver_to(url)
        if as_json:
            print(json.dumps(_told(slack)), flush=True)
        else:
            print(words.say("run.playing", url=slack.url), flush=True)
            _hints(words, slack.port, slack.url, browser=browser)
        await stop
    if not as_json:
        print("\n" + words.say("run.stopped", place=place or "-"), flush=True)


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[str]:
    """Web and worker of the real bot in this process; the URL for events over HTTP."""
    events = logged_events(settings, "play")
    # Bolt reads it by itself and would look for installations of its own.
    os.environ.pop("SLACK_CLIENT_ID", None)
    async with open_house(settings, events) as house:
        worker = worker_of(house, "play")
        serving = serving_of(house, events.metrics)
        await serving.start()
        running = asyncio.create_task(worker.run(("quick", "deep"), settings.slots))
        beating = asyncio.create_task(_beat(house, "play", ("quick", "deep")))
        try:
            yield f"http://127.0.0.1:{serving.port}/slack/events"
        finally:
            await serving.stop()
            await _drain(worker, running, LEAVE_S / 3)
            await ended(beating)


def _told(slack: LocalSlack) -> dict[str, object]:
    names = ("url", "api_url", "control_url", "channels", "users")
    secrets = {
        "bot_token": slack.app.bot_token,
        "app_token": slack.app.app_token,
        "signing_secret": slack.app.signing_secret,
    }
    return {**{name: getattr(slack, name) for name in names}, **secrets}


def _hints(words: Words, port: int, url: str, *, browser: bool) -> None:
    if os.environ.get("SSH_CONNECTION"):
        print(words.say("run.ssh", port=port), flush=True)
    elif browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(url)
