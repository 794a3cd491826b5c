"""The judge of a storm sees what is amiss: the proof's own proof."""

from __future__ import annotations

from typing import Any

import pytest
from storm_found import END, Asked, Found, Kind, Plan, table

from adapters.playground.workspace import Json, Workspace

WHOLE = f"About number 0: step 1, and so on. {END}"


def said(text: str, **more: Any) -> Json:
    return {"bot_id": "B", "ts": "2.0", "text": text, **more}


def judged(kind: Kind, *messages: Json, calls: int = 1) -> Found:
    place = Workspace()
    room = place.add_channel("general", set())
    found = Found(Plan(1, 1.0, ()), [Asked(0, kind, room.id, "1.0", "1.0")], {"1.0"})
    for message in messages:
        place.post(room, message)
    found.look(place, calls)
    return found


def test_one_whole_answer_holds() -> None:
    found = judged("quick", said(WHOLE))
    assert found.holds
    assert "lost                   0\n" in table(found)


THINKING = {"metadata": {"event_payload": {"state": "thinking"}}}
PART = said("About number 0: step 1,")
AMISS: list[tuple[str, Kind, tuple[Json, ...]]] = [
    ("lost", "quick", ()),
    ("lost", "deep", (said("Something went wrong on my side."),)),
    ("twice", "quick", (said(WHOLE), said(WHOLE))),
    ("twice", "deleted", (said(WHOLE), said(WHOLE))),
    ("stuck", "quick", (said(WHOLE), said("Thinking", **THINKING))),
    ("opened", "quick", (said(WHOLE), said("Ab", streaming_state="in_progress"))),
    ("halves", "quick", (PART,)),
]


@pytest.mark.parametrize(("what", "kind", "messages"), AMISS)
def test_what_is_amiss_is_seen(what: str, kind: Kind, messages: tuple[Json, ...]) -> None:
    found = judged(kind, *messages)
    assert getattr(found, what)
    assert not found.holds


def test_what_slack_gave_up_on_is_told_apart() -> None:
    found = judged("quick")
    found.taken.clear()
    found.look(Workspace(), 0)
    assert [one.number for one in found.untaken] == [0]
    assert found.holds


@pytest.mark.parametrize("kind", ["deleted", "stopped"])
def test_what_was_taken_back_needs_no_answer(kind: Kind) -> None:
    assert judged(kind).holds


def test_a_call_too_many_is_seen() -> None:
    assert not judged("quick", said(WHOLE), calls=2).holds
