"""Events over HTTP: each is delivered until it is acknowledged, and none is repeated needlessly."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from aiohttp import web

from adapters.playground import delivery
from adapters.playground.server import Playground

BURST = 120


async def test_a_burst_longer_than_the_deadline_is_delivered_once_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "ACK_S", 1.0)
    monkeypatch.setattr(delivery, "MOST_AT_ONCE", 4)
    seen: Counter[str] = Counter()
    one_at_a_time, everything = asyncio.Lock(), asyncio.Event()

    async def heard(request: web.Request) -> web.Response:
        body = await request.json()
        async with one_at_a_time:
            await asyncio.sleep(0.015)
        seen[body["event_id"]] += 1
        if len(seen) == BURST:
            everything.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/events", heard)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with Playground(mode="http", redelivery=(0.0, 0.0, 0.0)) as slack:
            _, port, *_ = runner.addresses[0]
            slack.deliver_to(f"http://127.0.0.1:{port}/events")
            channel = slack.workspace.find_channel("general")
            dana = slack.workspace.find_user("dana")
            assert channel is not None
            assert dana is not None
            for number in range(BURST):
                slack.people.write(channel, dana, f"n{number}")
            async with asyncio.timeout(60):
                await everything.wait()
    finally:
        await runner.cleanup()
    assert set(seen.values()) == {1}
