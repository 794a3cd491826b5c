"""The benchmark of parts: how close the notes of many parts come to the time of their calls alone.

Refuses to count what a model takes: a scripted one answers each call after one second.
"""

from __future__ import annotations

import math
import tempfile
import time
from pathlib import Path

from bot.asking import pinned_fast
from bot.bench import Row
from bot.bootstrap.house import open_house
from bot.bootstrap.local import scripted_models
from bot.bootstrap.parts import token_counter
from bot.bootstrap.road import pipeline_of, put_away, summaries_of
from bot.documents import Reading
from bot.events import Silence
from bot.pipeline import Pipeline
from bot.request import Unit
from bot.routing.router import as_request
from bot.settings import SeatSettings, load_settings
from bot.summaries.order import Order
from bot.summaries.units import Material, material

CALL_S = 1.0
PAGES, QUICK_PAGES = 350, 120
LINE = "The supplier shall give notice of every case in writing within {0} days of page {1}.\n"
NOTE = (
    '{"notes": [{"topic": "point", "text": "Notice is given.", "unit": "u1", '
    '"quote": "The supplier shall give notice of every case in writing"}]}'
)


async def part_rows(quick: bool) -> list[Row]:
    """The time until the notes of all parts are there, by the time that their calls need."""
    pages = QUICK_PAGES if quick else PAGES
    units = tuple(
        Unit(
            source="file", place=f"p. {page}", text="".join(LINE.format(n, page) for n in range(40))
        )
        for page in range(pages)
    )
    found = await _material(units)
    with tempfile.TemporaryDirectory() as folder:
        async with scripted_models(NOTE, CALL_S) as url:
            seat = SeatSettings(base_url=url, model="scripted")
            settings = load_settings().model_copy(
                update={
                    "fast": seat,
                    "reasoning": seat,
                    "preset": "openai-compatible",
                    "data_dir": Path(folder),
                }
            )
            async with open_house(settings, Silence(), realm="t") as house:
                pipeline = pipeline_of(house)
                make = summaries_of(house, pipeline.asking).make
                # The first call of a process loads the client.
                await make(_order(pipeline, await _material(units[:1]), []))
                done: list[float] = []
                await make(_order(pipeline, found, done))
                await put_away(pipeline)
    # Told at the start, after each part, and after the text was written.
    parts = len(done) - 2
    ideal = math.ceil(parts / settings.parts_at_once) * CALL_S
    return [
        Row.below("map phase, over its calls", (done[parts] - done[0]) / ideal, "x", 1.15),
        Row.below("map phase, parts", parts, "parts"),
    ]


async def _material(units: tuple[Unit, ...]) -> Material:
    return await material([Reading(source="long.pdf", units=units)], token_counter())


def _order(pipeline: Pipeline, found: Material, done: list[float]) -> Order:
    request = as_request("Summarize this.")
    return Order(
        request=request,
        decision=pinned_fast(),
        policy=pipeline.policy_of(request),
        material=found,
        kind="contract",
        language="",
        progress=lambda _done, _total: done.append(time.perf_counter()),
    )
