"""Everything the bot says is a message that Slack takes; long answers come in whole parts."""

from __future__ import annotations

from typing import Any

import pytest
from answer_cases import AGAINST, BUDGET, DOWN, FAST, HIT, LONG, NEAR, SLOW, saying, taken
from hypothesis import given
from hypothesis import strategies as st
from routing_cases import SEATS, request

from adapters.slack.answering import PART, answer_parts
from adapters.slack.blocks import button, sentence
from bot.answer import CacheNote
from bot.decision import Decision
from bot.request import Extent, Request, Unit
from bot.seats import Seats
from bot.words import Words


def under(message: dict[str, Any]) -> list[str]:
    """The texts of the buttons."""
    (row,) = [block for block in message["blocks"] if block["type"] == "actions"]
    return [one["text"]["text"] for one in row["elements"]]


@pytest.mark.parametrize("seats", [SEATS, LONG])
@pytest.mark.parametrize("cache", [None, HIT])
@pytest.mark.parametrize("decision", [FAST, SLOW, AGAINST, DOWN, BUDGET])
@pytest.mark.parametrize(
    "text", ["Short.", "word " * 9000, "x" * 25_000, "![](x.png)", " ", "<" * 9]
)
def test_every_answer_is_taken(
    text: str, decision: Decision, cache: CacheNote | None, seats: Seats
) -> None:
    asked = request("q").model_copy(
        update={"second_of": "J0", "unknown_mark": "!thnk", "meant_mark": "!think"}
    )
    for message in answer_parts("J1", asked, saying(text, decision, cache), seats, Words()):
        taken(message)


@given(st.text(max_size=4000), st.sampled_from([FAST, SLOW, DOWN]))
def test_any_answer_is_taken(text: str, decision: Decision) -> None:
    for message in answer_parts("J1", request("q"), saying(text, decision), SEATS, Words()):
        taken(message)


def test_sentences_and_buttons_are_taken() -> None:
    taken(sentence("Some words."))
    taken(
        sentence("word " * 2000, {"type": "actions", "elements": [button("go", "Go", "J1", "l")]})
    )


@pytest.mark.parametrize(
    ("decision", "cache", "texts"),
    [
        (FAST, None, ["Why?", "Ask R1", "Compare"]),
        (SLOW, None, ["Why?", "Ask V3", "Compare"]),
        (AGAINST, None, ["Why?", "Check with R1", "Compare"]),
        (DOWN, None, ["Why?", "Try R1 again", "Compare"]),
        (FAST, HIT, ["Why?", "Ask R1", "Ask again", "Compare"]),
        (FAST, NEAR, ["Why?", "Ask R1", "Ask mine", "Compare"]),
    ],
)
def test_buttons(decision: Decision, cache: CacheNote | None, texts: list[str]) -> None:
    (message,) = answer_parts("J1", request("q"), saying("Yes.", decision, cache), SEATS, Words())
    assert under(message) == texts
    row = message["blocks"][-2]["elements"]
    assert {one["value"] for one in row} == {"J1"}
    assert len({one["accessibility_label"] for one in row}) == len(row)


@pytest.mark.parametrize("extent", [None, Extent(there=3, read=3)])
def test_where_all_was_read_nothing_is_offered(extent: Extent | None) -> None:
    asked = request("q").model_copy(update={"extent": extent})
    (message,) = answer_parts("J1", asked, saying("Yes."), SEATS, Words())
    assert under(message) == ["Why?", "Ask R1", "Compare"]


@pytest.mark.parametrize("seats", [SEATS, LONG])
@pytest.mark.parametrize("extent", [Extent(there=312, read=41), Extent(there=2, read=2, cut=1)])
def test_where_a_part_was_read_the_whole_is_offered(extent: Extent, seats: Seats) -> None:
    asked = request("q").model_copy(update={"extent": extent})
    (message,) = answer_parts("J1", asked, saying("Yes.", FAST, HIT), seats, Words())
    taken(message)
    last = message["blocks"][-2]["elements"][-1]
    assert last["action_id"] == "read_everything"
    assert last["text"]["text"].startswith("Read everything (")
    assert last["accessibility_label"].startswith("Ask ")
    (told,) = [block for block in message["blocks"] if block["type"] == "context"]
    assert f"read {extent.read} of {extent.there} messages" in told["elements"][0]["text"]


def test_footer_and_buttons_stand_under_the_last_part() -> None:
    parts = answer_parts("J1", request("q"), saying("word " * 9000), SEATS, Words())
    assert len(parts) > 2
    for number, message in enumerate(parts, 1):
        head = f"({number} of {len(parts)})\n"
        assert message["blocks"][0]["text"].startswith(head)
        kinds = [block["type"] for block in message["blocks"]]
        last = number == len(parts)
        assert kinds == (
            ["markdown", "context", "actions", "context_actions"] if last else ["markdown"]
        )
    assert parts[-1]["text"].splitlines()[-1].startswith("V3 · ")


def test_a_second_opinion_says_so_and_an_unknown_mark_is_answered() -> None:
    asked = request("q").model_copy(
        update={"second_of": "J0", "unknown_mark": "!thnk", "meant_mark": "!think"}
    )
    (message,) = answer_parts("J1", asked, saying("No.", SLOW), SEATS, Words())
    opened = "Second opinion from R1, asked by <@U1>:\n\nNo."
    assert message["blocks"][0]["text"] == opened
    assert "I don't know !thnk. Did you mean !think?" in message["text"]


def test_only_what_people_wrote_vouches_for_an_address() -> None:
    def shown(by_assistant: bool) -> str:
        unit = Unit(
            source="thread", place="p", text="https://x.example/y", by_assistant=by_assistant
        )
        asked: Request = request("q").model_copy(update={"context": (unit,)})
        (message,) = answer_parts("J1", asked, saying("https://x.example/y"), SEATS, Words())
        return str(message["blocks"][0]["text"])

    assert shown(by_assistant=False) == "https://x.example/y"
    assert shown(by_assistant=True) == "`https://x.example/y`"


def test_a_part_leaves_room_for_what_is_added() -> None:
    text = "```python\n" + "y = 1\n" * 5000 + "```"
    for message in answer_parts("J1", request("q"), saying(text), SEATS, Words()):
        assert len(message["blocks"][0]["text"]) <= PART + 100
        taken(message)
