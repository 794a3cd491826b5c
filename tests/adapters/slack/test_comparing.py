"""Both answers in one message or more; one that failed is named; thoughts as plain text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing_cases import SEATS, answer, request, router
from slack_sdk.models.blocks import Block

from adapters.playground.blockkit import faults, view_faults
from adapters.slack.answering import answer_parts
from adapters.slack.thinking import thoughts_note, thoughts_view
from bot.answer import MOST_THOUGHTS, Answer, Usage
from bot.provisional import First
from bot.words import Words

WORDS = Words()
ASKED = request("UUIDs or integers?", wish=("reasoning", "Compare")).model_copy(
    update={"compare": True}
)
FIRST = First(
    text="UUIDs.",
    label="V3",
    usage=Usage(input_tokens=10, output_tokens=2, cost_usd=0.0001),
    seconds=1.2,
)


def slow(text: str) -> Answer:
    made = answer(router().decide(ASKED), seconds=34.0)
    used = Usage(input_tokens=20, output_tokens=902, cost_usd=0.0032)
    said = made.answer.model_copy(update={"text": text})
    return made.model_copy(update={"answer": said, "usage": used})


def shown(first: First, text: str, **more: Any) -> list[dict[str, Any]]:
    parts = answer_parts("J1", ASKED, slow(text), SEATS, WORDS, first, **more)
    for part in parts:
        assert part["text"].strip()
        assert faults(part["blocks"]) == []
        for block in Block.parse_all(part["blocks"]):
            block.validate_json()
    return parts


def test_one_under_the_other_with_time_tokens_and_cost() -> None:
    (message,) = shown(FIRST, "Integers, because …")
    fast, _, second, row = message["blocks"]
    assert fast["text"] == (
        "Both answers, asked by <@U1>:\n\n**V3** · 1.2 s · 12 tokens · $0.0001\n\nUUIDs."
    )
    assert second["text"] == "**R1** · 34 s · 910 tokens · $0.0031\n\nIntegers, because …"
    assert [one["text"]["text"] for one in row["elements"]] == [
        "V3 is enough",
        "R1 was worth it",
        "Neither",
        "Why?",
    ]
    assert "$" not in str(shown(FIRST, "Integers.", cost=False))


def test_long_ones_stand_in_messages_of_their_own() -> None:
    long = FIRST.model_copy(update={"text": "fast " * 2_500})
    parts = shown(long, "slow " * 2_500)
    assert len(parts) > 2
    assert [block["type"] for block in parts[-1]["blocks"]] == ["markdown", "actions"]
    assert not any("actions" in str(part["blocks"]) for part in parts[:-1])


def test_one_that_failed_is_named_with_the_reason() -> None:
    none = First(text="", label="V3", unchecked="timeout 30")
    (message,) = shown(none, "Integers.")
    assert "V3 gave no answer: V3 did not answer in 30 s." in message["text"]
    down = FIRST.model_copy(update={"unchecked": "status 503"})
    (message,) = shown(down, "UUIDs.")
    assert "R1 gave no answer: R1's server failed (503)." in message["text"]
    assert message["text"].count("UUIDs.") == 1


@pytest.mark.parametrize("text", ["<!channel> hi", "see https://evil.example/x"])
def test_both_are_made_safe(text: str) -> None:
    (message,) = shown(FIRST.model_copy(update={"text": text}), text)
    assert "<!channel>" not in str(message)
    assert "(https://evil" not in str(message)


@given(st.text(max_size=9_000))
def test_slack_takes_any_thoughts_as_plain_text(thoughts: str) -> None:
    view = thoughts_view(thoughts, "R1", WORDS)
    assert view_faults(view) == []
    assert "mrkdwn" not in str(view)
    assert "not its answer" in view["blocks"][0]["text"]["text"]


def test_endless_thoughts_say_that_there_was_more() -> None:
    view = thoughts_view("hm " * MOST_THOUGHTS, "R1", WORDS)
    assert view_faults(view) == []
    assert view["blocks"][-1]["text"]["text"].startswith("The rest is left out")
    assert view_faults(thoughts_note(["Gone."], WORDS)) == []
