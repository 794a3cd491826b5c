"""What is read off a whole sentence: its field, and the words that carry it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_cases import CLASSIFIER

from bot.routing.meaning import FIRST, LAST, asked, meanings
from bot.routing.phrases import MOST, candidates
from bot.routing.text import read


@pytest.mark.parametrize(
    ("text", "field", "word"),
    [
        ("The vendor wants to cap liability, should we sign?", "legal", "cap liability"),
        ("how much ibuprofen can I give a 3 year old?", "medical", "ibuprofen"),
        ("供应商换了收款账户，这笔8万的货款今天要付吗", "finance", "货款"),
        ("Wie lange müssen wir die Lohnunterlagen aufheben?", "finance", "lohnunterlagen"),
    ],
)
def test_the_words_that_carry_the_field_are_named(text: str, field: str, word: str) -> None:
    (found,) = meanings([read(text)], CLASSIFIER)
    assert found.depth > 0
    assert found.field == field
    assert any(word in shown for shown in found.words)


def test_a_quick_question_has_no_words_to_name() -> None:
    (found,) = meanings([read("what does HIPAA stand for")], CLASSIFIER)
    assert found.depth < -2
    assert found.words == ()


@given(text=st.text(max_size=300))
@settings(max_examples=40)
def test_words_stand_in_the_text_as_it_was_read(text: str) -> None:
    (found,) = meanings([read(text)], CLASSIFIER)
    assert all(word in asked(read(text)) for word in found.words)


@given(text=st.text(max_size=3000))
def test_what_is_read_is_bounded_and_spans_lie_inside(text: str) -> None:
    part = asked(read(text))
    assert len(part) <= FIRST + LAST + 1
    spans = candidates(part)
    assert len(spans) <= MOST
    assert all(0 <= start < end <= len(part) for start, end in spans)


def test_a_time_of_day_is_no_word_of_any_field() -> None:
    named = [
        text[start:end]
        for text in ["deploy since 00:00, berlin"]
        for start, end in candidates(text)
    ]
    assert "deploy" in named
    assert not any("00" in one for one in named)
    assert candidates("429") == [(0, 3)]


def test_words_of_two_clauses_are_not_named_as_one() -> None:
    text = "should we sign the contract? lights, camera"
    named = [text[start:end] for start, end in candidates(text)]
    assert {"contract", "lights"} < set(named)
    assert not [one for one in named if "?" in one or "," in one]
