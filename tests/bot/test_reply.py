"""What a model said: thoughts apart however a stream is cut, and how it ended."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage
from routing_cases import SEATS

from bot.reply import REASONING, Thoughts, finish_of, separated, served_by, usage_of

WORDS = st.text("ab <>/think\n", max_size=12)


def fed(thoughts: Thoughts, whole: str, cuts: list[int]) -> tuple[str, str]:
    answer = thought = ""
    edges = [0, *sorted(cut % (len(whole) + 1) for cut in cuts), len(whole)]
    for start, end in pairwise(edges):
        said, mused = thoughts.feed(whole[start:end])
        answer, thought = answer + said, thought + mused
    said, mused = thoughts.end()
    return answer + said, thought + mused


@given(WORDS, WORDS, st.lists(st.integers(0, 200), max_size=8))
def test_thoughts_come_out_however_the_stream_is_cut(
    thought: str, answer: str, cuts: list[int]
) -> None:
    if "<think>" in thought + answer or "</think>" in thought + answer:
        return
    whole = f"<think>{thought}</think>{answer}"
    assert fed(Thoughts(), whole, cuts) == fed(Thoughts(), whole, [])
    assert fed(Thoughts(), whole, cuts) == (answer, thought)


@given(WORDS, st.lists(st.integers(0, 200), max_size=8))
def test_text_without_tags_is_untouched(answer: str, cuts: list[int]) -> None:
    if "<think>" not in answer:
        assert fed(Thoughts(), answer, cuts) == (answer, "")
        if "</think>" not in answer:
            assert fed(Thoughts(closing_only=True), answer, cuts) == (answer, "")


def test_a_lone_closing_tag_ends_the_thoughts() -> None:
    assert fed(Thoughts(closing_only=True), "hm</think>Yes.", [2, 5]) == ("Yes.", "hm")
    message = separated(AIMessage("hm</think>\n\nYes."))
    assert (message.text, message.additional_kwargs[REASONING]) == ("Yes.", "hm")


@pytest.mark.parametrize(
    ("text", "reason", "finish"),
    [
        ("Yes.", "stop", "stop"),
        ("Ye", "length", "length"),
        ("Ye", "", "cut"),
        ("", "stop", "blank"),
        (" \n", "stop", "blank"),
        ("", "", "cut"),
        ("No.", "content_filter", "filtered"),
        ("Ye", "insufficient_system_resource", "cut"),
    ],
)
def test_how_it_ended(text: str, reason: str, finish: str) -> None:
    assert finish_of(AIMessage(text, response_metadata={"finish_reason": reason})) == finish


def test_usage_is_priced_by_the_list_and_absent_usage_is_one_call() -> None:
    counted = AIMessage(
        "x",
        usage_metadata={
            "input_tokens": 1_000_000,
            "output_tokens": 1_000_000,
            "total_tokens": 2_000_000,
            "output_token_details": {"reasoning": 7},
        },
    )
    used = usage_of(counted, SEATS.fast)
    assert used.cost_usd == pytest.approx(1.5)
    assert (used.reasoning_tokens, used.calls) == (7, 1)
    assert usage_of(AIMessage("x"), SEATS.fast).model_dump() == {
        "input_tokens": 0,
        "output_tokens": 0,
        "reasoning_tokens": 0,
        "calls": 1,
        "cost_usd": 0.0,
    }


def test_the_served_name_is_the_servers() -> None:
    assert served_by(AIMessage("x", response_metadata={"model_name": "v3-0324"})) == "v3-0324"
    assert served_by(AIMessage("x")) == ""
