"""Replies of models as they come: JSON in every state of disrepair, lists, prose."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.kinds import topic_named
from bot.summaries.replies import read, unit_number

ONE = {"topic": "decision", "text": "We ship.", "unit": "u1", "quote": "we ship on Friday"}
TWO = {
    "topic": "action",
    "text": "Dana tests.",
    "unit": "u2",
    "quote": "I will test it",
    "owner": "D",
}
QUOTE = "I will test it"
CITED = {"text": "We ship.", "citations": [{"unit": "u1", "quote": "we ship on Friday"}]}
WHOLE = json.dumps({"notes": [ONE, TWO]})


@pytest.mark.parametrize(
    "reply",
    [
        WHOLE,
        json.dumps([ONE, TWO]),
        f"Here you are:\n```json\n{WHOLE}\n```\nAnything else?",
        WHOLE[:-2],
        json.dumps(ONE) + "\n" + json.dumps(TWO),
        WHOLE.replace("}, {", "},\n, {").replace("]}", ",]}"),
        json.dumps({"summary": {"decision": [ONE], "action": [TWO]}}),
        json.dumps({"sections": [{"title": "decision", "items": [CITED]}, {"title": "action",
            "items": [{"text": "Dana tests.", "citations": [{"unit": "u2", "quote": QUOTE}]}]}]}),
        '## Decisions\n- We ship. "we ship on Friday" [u1]\n'
        '**Action**\n* Dana tests. “I will test it” [u2]',
    ],
)  # fmt: skip
def test_two_statements_with_their_words(reply: str) -> None:
    first, second = read(reply)
    assert (topic_named(first.topic, "general"), first.cites) == (
        "decision",
        (("u1", "we ship on Friday"),),
    )
    assert second.text.startswith("Dana tests.")
    assert second.cites == (("u2", "I will test it"),)
    assert topic_named(second.topic, "general") == "action"


@pytest.mark.parametrize(
    "reply", ["", "ok", "I cannot do that.", "{}", "[[[[", "null", '{"notes": []}']
)
def test_nothing_is_nothing(reply: str) -> None:
    assert read(reply) == ()


def test_notes_are_named_by_number() -> None:
    (said,) = read(json.dumps({"notes": [{"text": "x", "notes": ["3", 7, "n9"]}]}))
    assert said.notes == (3, 7, 9)
    (listed,) = read("- it ships [3, 7]")
    assert listed.notes == (3, 7)


@pytest.mark.parametrize(
    ("name", "number"), [("u12", 12), ("[U3]", 3), ("unit 4", 4), ("7", 7), ("p. x", 0), ("", 0)]
)
def test_units_are_named_somehow(name: str, number: int) -> None:
    assert unit_number(name) == number


@given(st.text(max_size=300) | st.text(st.sampled_from('{}[]",:u1 text'), max_size=200))
def test_nothing_breaks_it(reply: str) -> None:
    for said in read(reply):
        assert said.text


def test_a_flood_ends() -> None:
    assert read("[" * 200_000) == ()
    assert len(read(json.dumps({"notes": [ONE] * 5_000}))) <= 300
