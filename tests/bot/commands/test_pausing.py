"""`pause`, `resume`, `use`: said as people say it, in force at once, told with what was before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from command_cases import DANA, desk, person, running

from bot.commands.orders import orders_in
from bot.commands.outcome import Outcome
from bot.commands.running import Running
from bot.sealing import Sealer, new_key


@pytest.fixture
async def room() -> Running:
    made = running(desk(Sealer(new_key())))
    await made.desk.policies.open()
    return made


async def agreed(room: Running, text: str) -> Outcome:
    asks = (await room.typed(text, person(DANA))).outcome
    assert asks.state == "asks", asks.text
    return (await room.pressed(asks.token, person(DANA))).outcome


def in_use(room: Running) -> str:
    return room.desk.policies.base.use.tier


async def test_status_says_what_is_ordered_in_its_readers_time_zone(room: Running) -> None:
    for text in ("pause R1 in <#C0SUPPORT|support> for 30m", "use fast"):
        await agreed(room, text)
    (until,) = [one.until for one in orders_in(room.desk.policies.book) if one.until]
    for zone in ("UTC", "Asia/Tokyo"):
        reader = person(DANA.model_copy(update={"zone": zone}))
        told = (await room.typed("status", reader)).outcome.text
        ends = f"{until.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
        assert f"paused by an operator: reasoning in <#C0SUPPORT> until {ends}" in told
        assert "in use by an operator's order: fast" in told


async def lines(room: Running) -> list[str]:
    return [one.line for one in await room.desk.audit.latest("T1", 9)]


async def test_a_tier_in_a_channel_for_a_while_and_undone(room: Running) -> None:
    text = "pause R1 in <#C0SUPPORT|support> for 30m"
    asks = (await room.typed(text, person(DANA))).outcome
    assert asks.text == (
        "R1 will not be asked in <#C0SUPPORT> for 30 min. V3 answers instead, and each answer "
        "says so. What is being answered now is finished."
    )
    done = (await room.pressed(asks.token, person(DANA))).outcome
    assert done.text.startswith("Paused R1 in <#C0SUPPORT> for 30 min. It resumes by itself at ")
    policies = room.desk.policies
    assert policies.book.in_force("C0SUPPORT").policy.paused.reasoning
    assert not policies.base.paused.reasoning
    (edit,) = await policies.overlay.holding(datetime.now(UTC))
    assert edit.until is not None
    assert edit.until - edit.at == timedelta(minutes=30)
    assert await lines(room) == ["paused R1 in <#C0SUPPORT> for 30 min, was: auto"]
    await room.pressed(done.token, person(DANA))
    assert not policies.book.in_force("C0SUPPORT").policy.paused.reasoning
    assert (await lines(room))[0] == "resumed R1 in <#C0SUPPORT>"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("pause", {"paused.all"}),
        ("pause all", {"paused.all"}),
        ("pause fast", {"paused.fast"}),
        ("pause v3 in here", {"channels.C0GENERAL.paused.fast"}),
        ("pause <#C0SUPPORT|support>", {"channels.C0SUPPORT.paused.all"}),
        ("use reasoning for 1h", {"use.tier"}),
        ("use R1 in C0SUPPORT", {"channels.C0SUPPORT.use.tier"}),
    ],
)
async def test_words_name_what_is_meant(room: Running, text: str, keys: set[str]) -> None:
    await agreed(room, text)
    held = await room.desk.policies.overlay.holding(datetime.now(UTC))
    assert {edit.key for edit in held} == keys
    status = (await room.typed("status", person(DANA))).outcome.text
    assert "by an operator" in status


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pause R9", "There is no R9 to pause; nothing was done. Say one of: all, V3, R1"),
        ("pause #secret", "I don't know the channel #secret"),
        ("pause R1 for 30", 'length cannot be "30"'),
        ("resume", "Nothing of that is paused"),
        ("use all", "all is no tier"),
    ],
)
async def test_what_cannot_be_meant_is_told_and_nothing_is_done(
    room: Running, text: str, said: str
) -> None:
    assert said in (await room.typed(text, person(DANA))).outcome.text
    assert await room.desk.policies.overlay.holding(datetime.now(UTC)) == ()


async def test_resume_without_words_takes_every_pause_back(room: Running) -> None:
    await agreed(room, "pause V3 for 1h")
    await agreed(room, "pause <#C0SUPPORT>")
    await agreed(room, "use fast")
    done = await agreed(room, "resume")
    assert done.text == "Resumed: V3, everything in <#C0SUPPORT>."
    assert done.token == ""
    held = await room.desk.policies.overlay.holding(datetime.now(UTC))
    assert [edit.key for edit in held] == ["use.tier"]


async def test_one_resumed_pause_can_be_had_again_for_the_time_that_was_left(
    room: Running,
) -> None:
    await agreed(room, "pause R1 for 1h")
    done = await agreed(room, "resume R1")
    again = (await room.pressed(done.token, person(DANA))).outcome
    assert again.text.startswith("Paused R1 for 1 h.")


async def test_use_says_what_was_before_and_goes_back(room: Running) -> None:
    await agreed(room, "use fast")
    done = await agreed(room, "use R1 for 2h")
    assert (await lines(room))[0] == "set R1 in use for 2 h, was: V3"
    await room.pressed(done.token, person(DANA))
    assert in_use(room) == "fast"
    await agreed(room, "use auto")
    assert in_use(room) == "auto"


async def test_the_policy_is_shown_set_and_undone(room: Running) -> None:
    shown = (await room.typed("policy", person(DANA))).outcome.text
    assert "caps.usd_team_day" in shown
    done = await agreed(room, "policy set caps.usd_team_day 5")
    assert room.desk.policies.base.caps.usd_team_day == 5
    assert (await lines(room))[0] == "set caps.usd_team_day to 5, was: 20.0"
    await room.pressed(done.token, person(DANA))
    assert room.desk.policies.base.caps.usd_team_day == 20
    refused = (await room.typed("policy set caps.usd_tea_day 5", person(DANA))).outcome
    assert (refused.state, "did you mean" in refused.text) == ("refused", True)
    assert "no change to take back" in (await room.typed("policy undo", person(DANA))).outcome.text
