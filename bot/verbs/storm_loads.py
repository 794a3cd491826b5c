"""The benchmark of a mention storm: what people in many channels see when all ask at once.

Refuses to judge; the local Slack blows it (`adapters.playground.storm`), bars are issue 4's.
"""

from __future__ import annotations

from bot.bench import Row
from bot.bootstrap.local import storm_figures

COUNT, QUICK_COUNT = 200, 40
#: Every question is watched for at least so long: a sign that never came counts as that late.
WATCHED_S = 90.0


async def storm_rows(quick: bool) -> list[Row]:
    """First sign, once-ness and order, of ten questions a second over 20 channels: as installed,
    with all of Slack's limits; and with 64 slots and only the limit on posts."""
    count = QUICK_COUNT if quick else COUNT
    as_installed = await _rows("storm", count, eased=False)
    return as_installed + await _rows("storm, eased", count, eased=True)


async def _rows(name: str, count: int, *, eased: bool) -> list[Row]:
    found = await storm_figures(count, eased=eased)
    signs = [*sorted(found.signs), *[WATCHED_S] * (count - len(found.signs))]
    half, most = signs[count // 2], signs[int(count * 0.95)]
    return [
        Row.below(f"{name}: first sign", half * 1000, "ms p50"),
        Row.below(f"{name}: first sign, p95", most * 1000, "ms p95", 500.0),
        Row.above(f"{name}: answered once", found.once, f"of {count}", count),
        Row.below(f"{name}: threads out of order", found.disordered, "threads", 0.0),
        Row.below(f"{name}: until the last answer", found.last_s, "s"),
    ]
