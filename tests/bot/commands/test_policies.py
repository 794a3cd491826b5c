"""`policy`: preview, change, undo, log and show say the same of a key, for every key there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from command_cases import DANA, desk, person, running

from bot.commands.outcome import Outcome
from bot.commands.running import Running
from bot.routing.shown import KeyLine, choices, held, shown
from bot.routing.written import literal, value_of
from bot.sealing import Sealer, new_key

PLACES = ("", "channels.C0SUPPORT.", "groups.S0CARE.")
#: A value and where it comes from, as a sentence names both.
ASKED = re.compile(r"(\S+) will be (.+); it is (.+) now\. In force")
UNDONE = re.compile(r"(\S+) will be (.+) again, no longer (.+)\.")
LINE = re.compile(r"set (\S+) to (.+), was: (.+)")


@pytest.fixture
async def room() -> Running:
    made = running(desk(Sealer(new_key())))
    await made.desk.policies.open()
    return made


def others(key: str, value: object) -> Iterator[object]:
    """Values that this key might take instead, the likeliest first."""
    yield from (one for one in choices(key) if one != literal(value).strip('"'))
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield from (value + 1, value / 2, value * 2, 0, 1)
    elif isinstance(value, list):
        yield from ([*value, "indemnify"], ["en"], [])
    elif isinstance(value, str):
        yield from ("C0OTHER", "de", "12:30", "Europe/Berlin", "https://example.org")


async def typed(room: Running, text: str) -> Outcome:
    return (await room.typed(text, person(DANA))).outcome


async def last_line(room: Running) -> str:
    return (await room.desk.audit.latest("T1", 1))[0].line


def same(told: str, found: KeyLine | None, key: str) -> bool:
    """Whether a sentence names what is in force, and says of it whose it is."""
    if found is None:
        return told == "not set"
    value, own = literal(found.value), found.origin.key == key
    if own:
        return value_of(told) == value_of(value)
    return told.startswith(f"{value} (") and told.endswith(")")


async def walk(room: Running, key: str, value: object) -> bool:
    """One key there and back; False where it cannot be that."""
    policies = room.desk.policies
    before = held(policies.book, key)
    asks = await typed(room, f"policy set {key} {literal(value)}")
    if asks.state != "asks":
        return False
    asked = ASKED.fullmatch(asks.text.split(" on every process")[0])
    assert asked is not None, asks.text
    assert asked.group(1) == key
    assert same(asked.group(3), before, key), asks.text
    done = (await room.pressed(asks.token, person(DANA))).outcome
    now = held(policies.book, key)
    assert now is not None
    assert now.origin.key == key
    assert same(asked.group(2), now, key)
    # `policy show` has it with the same value and origin.
    assert (now.value, now.origin) in [
        (line.value, line.origin) for line in shown(policies.book).keys
    ]
    assert f"{key}: {asked.group(3)} -> {asked.group(2)}" in done.text
    assert await last_line(room) == f"set {key} to {asked.group(2)}, was: {asked.group(3)}"
    back = await typed(room, "policy undo")
    undone = UNDONE.fullmatch(back.text)
    assert undone is not None, back.text
    assert undone.groups() == (key, asked.group(3), asked.group(2))
    told = (await room.pressed(back.token, person(DANA))).outcome
    assert f"{key} is {asked.group(3)} again" in told.text
    assert held(policies.book, key) == before
    assert await last_line(room) == f"set {key} to {asked.group(3)}, was: {asked.group(2)}"
    return True


async def test_preview_change_undo_and_log_agree_for_every_key(room: Running) -> None:
    """In turn for all, for a channel and for a group, where what holds is inherited."""
    unchanged = []
    for number, line in enumerate(shown(room.desk.policies.book).keys):
        key = PLACES[number % len(PLACES)] + line.key
        for value in others(line.key, line.value):
            if await walk(room, key, value):
                break
        else:
            unchanged.append(key)
    assert not unchanged, "\n".join(unchanged)
