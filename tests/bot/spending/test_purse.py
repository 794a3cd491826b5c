"""A channel's month: counted for the reasoning tier alone, in one step, begun anew on the first."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from house_cases import Heard, parts
from routing_cases import SEATS, request

from adapters.playground.models import Script
from adapters.stores.memory import MemoryStore
from bot.answer import Usage
from bot.errors import RequestRefused
from bot.keys import KeySpace
from bot.request import Tier
from bot.routing.footer import footer
from bot.routing.policy import Policy
from bot.sealing import Sealer, new_key
from bot.spending.caps import Caps
from bot.spending.purse import Purse, month_reset, next_month
from bot.words import Words

LAST = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, tzinfo=UTC)
CAPS = Caps(reasoning_usd_channel_month=1.0)
LEGAL = "The vendor wants to cap liability, should we sign?"


def purse() -> Purse:
    return Purse(MemoryStore(), Sealer(new_key()), KeySpace(), Heard())


def at(**place: Any) -> Any:
    asked = request("q")
    return asked.model_copy(update={"place": asked.place.model_copy(update=place)})


async def charged(one: Purse, tier: Tier, usd: float, now: datetime = LAST, **place: Any) -> None:
    await one.charge(at(**place), tier, Usage(calls=1, cost_usd=usd), now)


async def test_a_month_is_the_channels_and_the_reasoning_tiers() -> None:
    one = purse()
    await charged(one, "fast", 5.0)
    await charged(one, "reasoning", 5.0, channel="C2")
    await charged(one, "reasoning", 5.0, kind="dm")
    assert not one.reasoning_spent(await one.spent(request("q"), LAST), CAPS, LAST)
    await asyncio.gather(*(charged(one, "reasoning", 0.1) for _ in range(10)))
    spent = await one.spent(request("q"), LAST)
    assert spent.channel_usd == 1.0
    assert one.reasoning_spent(spent, CAPS, LAST) == "channel 2026-12-01"
    assert not one.reasoning_spent(await one.spent(request("q"), FIRST), CAPS, FIRST)
    assert (await one.spent(at(kind="dm"), LAST)).channel_usd == 0.0


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "01:00 Europe/Berlin"),
        ("Asia/Kolkata", "05:30 Asia/Kolkata"),
        ("Nowhere/At_all", "00:00 UTC"),
        ("", "00:00 UTC"),
    ],
)
def test_when_a_month_begins_for_a_person(zone: str, said: str) -> None:
    assert month_reset(LAST, zone) == said
    assert next_month(datetime(2026, 1, 31, tzinfo=UTC)).isoformat() == "2026-02-01"


async def test_a_channel_that_has_spent_its_month_is_answered_by_the_fast_model_or_told() -> None:
    policy = Policy.default().model_copy(
        update={"caps": Policy.default().caps.model_copy(update=CAPS.model_dump())}
    )
    scripts = (Script(model="fast-model", text="Well."), Script(model="slow-model", text="No."))
    async with parts(*scripts, policy=policy) as house:
        now = datetime.now(UTC)
        await house.purse.charge(request("q"), "reasoning", Usage(calls=1, cost_usd=1.5), now)
        answer = await house.pipeline.answer(request(LEGAL))
        until = Words().short_day(next_month(now).isoformat())
        assert footer(answer, house.seats, Words()) == (
            f"V3 instead of R1 · this channel's R1 budget is spent until {until} "
            "· not double-checked"
        )
        insisting = request("hello", wish=("reasoning", "button")).model_copy(
            update={"second_of": "J0"}
        )
        with pytest.raises(RequestRefused) as caught:
            await house.pipeline.answer(insisting)
    told = Words().say(caught.value.key, **caught.value.values)
    assert told.startswith(f"This channel's {SEATS.reasoning.label} budget is spent until 1 ")
    assert told.endswith(" (resets 00:00 UTC). V3 still answers.")
