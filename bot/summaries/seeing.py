"""Pictures made into text by a model that sees, so that they are read like everything else.

Refuses to pass over one: a picture of which nothing was said is named as unread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.answer import Usage
from bot.documents import Reading, Skipped
from bot.errors import ModelError
from bot.request import Request, Tier, Unit
from bot.routing.policy import Policy
from bot.routing.reach import may_go
from bot.seats import Seats
from bot.summaries.calling import Calls


def seeing_tier(seats: Seats, policy: Policy) -> Tier | None:
    """Who looks at pictures: the fast tier if it sees and text may go there; None: nobody does."""
    for seat in (seats.fast, seats.reasoning):
        if seat.vision and seat.kind != "offline" and may_go(seat, policy.text):
            return seat.tier
    return None


async def seen(
    calls: Calls, request: Request, policy: Policy, tier: Tier, readings: Sequence[Reading]
) -> tuple[tuple[Reading, ...], Usage]:
    """The readings with text in place of each picture, and what looking used."""
    looked = await asyncio.gather(
        *(_one(calls, request, policy, tier, reading) for reading in readings)
    )
    return tuple(reading for reading, _ in looked), sum((used for _, used in looked), Usage())


async def _one(
    calls: Calls, request: Request, policy: Policy, tier: Tier, reading: Reading
) -> tuple[Reading, Usage]:
    found = await asyncio.gather(
        *(_looked(calls, request, policy, tier, unit) for unit in reading.units)
    )
    units = tuple(unit for unit, _ in found if unit.text)
    gone = tuple(
        Skipped(source=reading.source, unit=reading.label(unit), reason="unseen")
        for unit, _ in found
        if unit.image
    )
    used = sum((one for _, one in found), Usage())
    return reading.model_copy(update={"units": units, "skipped": (*reading.skipped, *gone)}), used


async def _looked(
    calls: Calls, request: Request, policy: Policy, tier: Tier, unit: Unit
) -> tuple[Unit, Usage]:
    """The unit with text in place of its picture; with its picture still when nothing was said."""
    if not unit.image:
        return unit, Usage()
    try:
        text, used = await calls.look(request, policy, tier, unit.place, unit.image)
    except ModelError:
        return unit, Usage(calls=1)
    return (unit.model_copy(update={"text": text, "image": ""}) if text else unit), used
