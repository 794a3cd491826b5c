"""`brief`: set, shown, filled with files, cleared; what there is no room for changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from command_cases import DANA, SAM, desk, person, running

from bot.commands.command import Caller
from bot.commands.running import Running
from bot.documents import Reading, Skipped
from bot.request import Unit
from bot.sealing import Sealer, new_key


class Shelf:
    """`Linked` over readings by link."""

    def __init__(self) -> None:
        self.readings: dict[str, Sequence[Reading]] = {}

    async def files(self, channel: str, link: str) -> Sequence[Reading]:
        return self.readings[link]

    async def uploaded(self, user: str, ids: Sequence[str]) -> Sequence[Reading]:
        return [one for name in ids for one in self.readings[name]]


def reading(name: str, length: int = 20, *skipped: Skipped) -> Reading:
    unit = Unit(source="file", place=f"{name} p. 1", text="x" * length)
    return Reading(source=name, units=(unit,), skipped=skipped)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def room(shelf: Shelf) -> Running:
    return running(desk(Sealer(new_key()), linked=shelf), "worker")


async def agreed(room: Running, text: str, caller: Caller = DANA) -> str:
    asks = (await room.typed(text, person(caller))).outcome
    if asks.state != "asks":
        return asks.text
    return (await room.pressed(asks.token, person(caller))).outcome.text


async def test_a_text_and_files_are_set_shown_and_cleared(room: Running, shelf: Shelf) -> None:
    assert "has no brief. Give it one with: /thinktwice brief set TEXT" in await agreed(
        room, "brief"
    )
    shown = await agreed(room, 'brief set Refunds within\n30 days; ask "Mei".')
    assert 'Refunds within\n30 days; ask "Mei".' in shown
    shelf.readings["link"] = [reading("refunds.pdf"), reading("runbook.md")]
    shown = await agreed(room, "brief add link")
    assert "• refunds.pdf (20 characters)" in shown
    assert "• runbook.md" in shown
    brief = await room.desk.briefs.of("T1", "C0GENERAL")
    assert [unit.place for unit in brief.units()] == [
        "brief",
        "brief: refunds.pdf p. 1",
        "brief: runbook.md p. 1",
    ]
    assert "runbook.md" in await agreed(room, "brief remove refunds.pdf")
    assert "has no brief" in await agreed(room, "brief clear")
    lines = [one.line for one in await room.desk.audit.latest("T1", 9)]
    assert lines[-1] == "changed the brief of <#C0GENERAL>: 34 characters, 0 files"
    assert "Mei" not in str(lines)


async def test_what_there_is_no_room_for_is_named_and_changes_nothing(
    room: Running, shelf: Shelf
) -> None:
    await agreed(room, "brief set Short.")
    assert "a brief takes 3,000" in await agreed(room, f"brief set {'x' * 3001}")
    shelf.readings["big"] = [reading("big.pdf", 24_001)]
    assert "With big.pdf the files of the brief would have 24,001" in await agreed(
        room, "brief add big"
    )
    shelf.readings["many"] = [reading(f"{n}.md") for n in range(6)]
    assert "That would be 6 files; a brief takes 5" in await agreed(room, "brief add many")
    part = Skipped(source="half.pdf", unit="p. 2", reason="damaged", values={"kind": "pdf"})
    shelf.readings["half"] = [reading("half.pdf", 20, part)]
    assert "half.pdf could not be read whole" in await agreed(room, "brief add half")
    brief = await room.desk.briefs.of("T1", "C0GENERAL")
    assert (brief.text, brief.files) == ("Short.", ())


@pytest.mark.parametrize(
    ("text", "caller", "said"),
    [
        ("brief set", DANA, "value is missing"),
        ("brief sat x", DANA, "what cannot be"),
        ("brief remove x.pdf", DANA, "There is no such file"),
        ("brief clear", DANA, "This channel has no brief"),
        ("brief set x", SAM, "brief is for operators"),
        ("brief", DANA.model_copy(update={"channel": "D0DIRECT"}), "A brief belongs to a channel"),
        ("brief", DANA.model_copy(update={"channel": ""}), "A brief belongs to a channel"),
    ],
)
async def test_what_cannot_be_done_is_told(
    room: Running, text: str, caller: Caller, said: str
) -> None:
    assert said in await agreed(room, text, caller)


async def filled(room: Running, **values: str) -> str:
    """As a form gives the fields, and agreed to."""
    asks = (await room.filled("brief", values, person(DANA))).outcome
    if asks.state != "asks":
        return asks.text
    return (await room.pressed(asks.token, person(DANA))).outcome.text


async def test_files_of_a_form_are_added_and_a_text_is_set_beside_them(
    room: Running, shelf: Shelf
) -> None:
    shelf.readings |= {"F1": [reading("refunds.pdf")], "F2": [reading("runbook.md")]}
    assert "• refunds.pdf (20 characters)" in await filled(room, what="add", files="F1")
    shown = await filled(room, what="set", value="Ask Mei.", files="F2")
    assert "Ask Mei." in shown
    assert "• refunds.pdf" in shown
    assert "• runbook.md" in shown
    refused = await filled(room, what="clear", files="F1")
    assert refused == (
        "Files go with add or set, not with clear; nothing was done. Choose add, or take the "
        "files out."
    )
    shelf.readings |= {f"F{number}": [reading(f"{number}.md")] for number in range(3, 7)}
    most = await filled(room, what="add", files="F3 F4 F5 F6")
    assert most.startswith("That would be 6 files; a brief takes 5. Nothing was done;")
