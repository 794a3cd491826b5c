"""Loads for the benchmarks: the real processes, `serve` and `worker`, under this local Slack.

Refuses to run without bounds: every load has a count, and everything started here is ended here.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from adapters.playground.server import Playground
from adapters.playground.workspace import Json, new_id

READY_S = 30.0


@dataclass
class Figures:
    """What was measured; times in seconds, memory in bytes."""

    web_ready: float = 0.0
    first_job: float = 0.0
    web_rss: int = 0
    worker_rss: int = 0
    acks: list[float] = field(default_factory=list)
    ack_cpu: float = 0.0
    lost: int = 0
    cached: list[float] = field(default_factory=list)


async def run(events: int, rate: float, cached: int) -> Figures:
    """Start both processes against a local Slack, load them, end them."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        async with Playground(mode="http") as slack:
            environment = environment_of(slack, Path(folder))
            started = time.monotonic()
            web = await process_of("serve", environment)
            port = await port_of(web)
            figures.web_ready = time.monotonic() - started
            slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
            started = time.monotonic()
            worker = await process_of("worker", environment)
            try:
                await _asked(slack, "what does HTTP 429 mean?")
                figures.first_job = time.monotonic() - started
                await asyncio.sleep(1.0)
                figures.web_rss, figures.worker_rss = _rss(web.pid), _rss(worker.pid)
                figures.cached = [
                    await _asked(slack, "what does HTTP 429 mean?") for _ in range(cached)
                ]
                worker.terminate()
                await worker.wait()
                before = _cpu(web.pid)
                await _acks(figures, slack, events, rate)
                figures.ack_cpu = (_cpu(web.pid) - before) / max(1, events)
            finally:
                for process in (web, worker):
                    if process.returncode is None:
                        process.terminate()
                        await process.wait()
    return figures


def environment_of(slack: Playground, folder: Path) -> dict[str, str]:
    """What a process reads to serve that Slack, with its data in `folder`; nothing of ours."""
    dropped = ("SLACK_", "THINKTWICE_", "REDIS_URL", "DEEPSEEK_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {
        **kept,
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "THINKTWICE_DATA_DIR": str(folder),
        "THINKTWICE_EGRESS": "loopback",
        "THINKTWICE_OFFLINE_PACE": "0",
        "THINKTWICE_LOG_LEVEL": "error",
        "PORT": "0",
    }


async def process_of(verb: str, environment: dict[str, str]) -> asyncio.subprocess.Process:
    """One verb of ours as a process; whoever starts it ends it."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", verb, env=environment, stdout=asyncio.subprocess.PIPE
    )


async def port_of(process: asyncio.subprocess.Process) -> int:
    """The port that a web process says it listens on. Raises TimeoutError."""
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), READY_S)).decode()
    return int("".join(sign for sign in line if sign.isdigit()))


async def _asked(slack: Playground, question: str) -> float:
    """Seconds from the event to chat.postMessage; the answer is waited for."""
    place = slack.workspace
    channel = place.channels[slack.channels["general"]]
    user = place.users[slack.users["dana"]]
    number, changes = place.watch()
    calls = len(slack.traffic.since(0))
    begun = place.now()
    slack.people.write(channel, user, f"@{slack.app.bot_name} {question}")
    try:
        while True:
            await asyncio.wait_for(changes.get(), READY_S)
            posted = [
                row for row in slack.traffic.since(0)[calls:] if row["method"] == "chat.postMessage"
            ]
            if posted:
                return float(posted[0]["at"]) - begun
    finally:
        place.unwatch(number)


async def _acks(figures: Figures, slack: Playground, events: int, rate: float) -> None:
    """Signed direct messages at a steady rate; each waits for its own 200."""
    channel = slack.workspace.direct(slack.users["dana"])
    url = slack.delivery.events_url
    secret = slack.app.signing_secret.encode()
    timeout = aiohttp.ClientTimeout(total=10)
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:

        async def send(delay: float) -> None:
            await asyncio.sleep(delay)
            headers, body = _signed(secret, _event(slack, channel.id))
            begun = time.perf_counter()
            try:
                async with session.post(url, data=body, headers=headers) as reply:
                    await reply.read()
                    if reply.status != 200:
                        figures.lost += 1
            except (aiohttp.ClientError, TimeoutError):
                figures.lost += 1
            figures.acks.append(time.perf_counter() - begun)

        await asyncio.gather(*(send(number / rate) for number in range(events)))


def _event(slack: Playground, channel: str) -> Json:
    ts = slack.workspace.new_ts()
    event = {
        "type": "message",
        "channel": channel,
        "channel_type": "im",
        "user": slack.users["dana"],
        "text": "what does HTTP 404 mean?",
        "ts": ts,
        "event_ts": ts,
    }
    return {
        "type": "event_callback",
        "team_id": slack.workspace.team_id,
        "event_id": new_id("Ev"),
        "event": event,
        "authorizations": [{"team_id": slack.workspace.team_id, "is_bot": True}],
    }


def _signed(secret: bytes, body: Json) -> tuple[dict[str, str], bytes]:
    text, stamp = json.dumps(body), str(int(time.time()))
    mac = hmac.new(secret, f"v0:{stamp}:{text}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
    }
    return headers, text.encode()


def _rss(pid: int) -> int:
    """Resident memory; 0 where /proc does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.is_file():
        return 0
    line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def _cpu(pid: int) -> float:
    """CPU seconds used; 0 where /proc does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.is_file():
        return 0.0
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
