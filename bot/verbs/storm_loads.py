"""The benchmark of a mention storm: what people in many channels see when all ask at once.

Refuses to judge; the local Slack blows it (`adapters.playground.storm`), bars are issue 4's.
"""

from __future__ import annotations

from bot.bench import Row
from bot.bootstrap.local import storm_figures

COUNT, QUICK_COUNT = 200, 40


async def storm_rows(quick: bool) -> list[Row]:
    """First sign, once-ness and order, of ten questions a second over 20 channels."""
    count = QUICK_COUNT if quick else COUNT
    found = await storm_figures(count)
    # What never got a sign is later than all that did.
    late = [float("inf")] * (count - len(found.signs))
    signs = [*sorted(found.signs), *late]
    half, most = signs[count // 2], signs[int(count * 0.95)]
    return [
        Row.below("storm, first sign", half * 1000, "ms p50"),
        Row.below("storm, first sign, p95", most * 1000, "ms p95", 500.0),
        Row.above("storm, answered once", found.once, f"of {count}", count),
        Row.below("storm, threads out of order", found.disordered, "threads", 0.0),
        Row.below("storm, until the last answer", found.last_s, "s"),
    ]
