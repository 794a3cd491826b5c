"""The benchmarks: what DESIGN promises, measured on this machine with real parts.

Refuses to time fakes: models are asked over HTTP, Slack is the local one over signed HTTP.
"""

from __future__ import annotations

import asyncio
import platform
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count

from bot.bench import Bench, Row
from bot.bootstrap.parts import classifier
from bot.routing.decide import decide
from bot.routing.meaning import meanings
from bot.routing.policy import Policy
from bot.routing.router import Router, as_request
from bot.routing.text import read
from bot.verbs.document_loads import document_rows
from bot.verbs.loads import first_token_rows, slack_rows
from bot.verbs.memory_loads import memory_rows
from bot.verbs.part_loads import part_rows
from bot.verbs.storm_loads import storm_rows
from bot.words import Words

Load = Callable[[bool], Awaitable[list[Row]]]
QUICK = "Can you tell me what the abbreviation on the third slide means, please? "
TEXT = "Should we deploy the new checkout service before the freeze, and who has to agree to it? "


async def measure(*, quick: bool, only: str) -> Bench:
    """Every row, or only those whose name begins with `only`."""
    rows: list[Row] = []
    loads: dict[Load, tuple[str, ...]] = {
        _decide: ("decide",),
        _route: ("route",),
        _start_up: ("start-up",),
        first_token_rows: ("first token",),
        document_rows: ("extract",),
        memory_rows: ("near",),
        part_rows: ("map",),
        storm_rows: ("storm",),
        slack_rows: ("web", "worker", "cached", "event", "idle"),
    }
    for load, names in loads.items():
        if not only or any(only.startswith(name) or name.startswith(only) for name in names):
            rows += await load(quick)
    found = [row for row in rows if row.name.startswith(only)]
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return Bench(machine=machine, date=f"{datetime.now(UTC):%Y-%m-%d}", rows=tuple(found))


def _median_ms(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


async def _route(quick: bool) -> list[Row]:
    """With the sentence read first: what a worker does on a thread. Every text is a new one."""
    new = count()
    router = Router(Policy.default(), classifier=classifier())
    await asyncio.to_thread(router.decide, as_request("hello"))
    rows = []
    for name, text in (
        ("route, 50 tokens, quick", (QUICK * 5)[:210]),
        ("route, 50 tokens, deep, words named", (TEXT * 5)[:210]),
        ("route, 10 KB", (TEXT * 200)[:10_000]),
    ):

        def work(text: str = text) -> object:
            return router.decide(as_request(f"{next(new)} {text}"))

        value = await asyncio.to_thread(_median_ms, work, 10 if quick else 50)
        rows.append(Row.below(name, value, "ms p50", None))
    return rows


async def _decide(quick: bool) -> list[Row]:
    policy = Policy.default()
    rows = []
    for name, size, bar, rounds in (
        ("decide, 50 tokens", 210, 0.3, 400),
        ("decide, 10 KB", 10_000, 3.0, 100),
        ("decide, 1 MB", 1_000_000, 200.0, 10),
    ):
        request = as_request((TEXT * (size // len(TEXT) + 1))[:size])
        (meaning,) = await asyncio.to_thread(meanings, [read(request.text)], classifier())
        work = partial(decide, request, policy, None, meaning)
        value = _median_ms(work, rounds // 4 if quick else rounds)
        rows.append(Row.below(name, value, "ms p50", bar))
    return rows


async def _start_up(quick: bool) -> list[Row]:
    times = []
    for _ in range(3 if quick else 7):
        start = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "--help", stdout=asyncio.subprocess.DEVNULL
        )
        await process.wait()
        times.append(time.perf_counter() - start)
    return [Row.below("start-up of --help", statistics.median(times), "s p50", 0.5)]


def row_line(row: Row) -> str:
    """One row as a line of words."""
    words = Words()
    bar = ""
    if row.bar is not None:
        verdict = words.say("bench.holds" if row.holds else "bench.missed")
        bar = words.say("bench.bar", bar=f"{row.bar:g}", verdict=verdict)
    return words.say("bench.row", name=row.name, value=_shown(row.value), unit=row.unit, bar=bar)


def _shown(value: float) -> str:
    """Three figures, and no powers of ten."""
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"
