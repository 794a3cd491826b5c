"""Marks at either end steer; everything else that begins with an exclamation mark is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.marks import read_marks


@pytest.mark.parametrize(
    ("text", "left", "tier"),
    [
        ("!think should we?", "should we?", "reasoning"),
        ("should we? !think", "should we? ", "reasoning"),
        ("what is 2+2 !fast", "what is 2+2", "fast"),
        ("！深思 我们应该签吗", "我们应该签吗", "reasoning"),
        ("！快 现在几点", "现在几点", "fast"),
    ],
)
def test_a_mark_at_either_end_is_a_wish(text: str, left: str, tier: str) -> None:
    marks = read_marks(text)
    assert marks.text == left.strip()
    assert marks.wish is not None
    assert marks.wish.tier == tier


def test_several_marks_are_read() -> None:
    marks = read_marks("!fresh !private hello !think")
    assert (marks.text, marks.fresh, marks.private) == ("hello", True, True)
    assert marks.wish is not None


@pytest.mark.parametrize(
    "text", ["!important read this", "x != null", "wow!", "`!fast`", "a !fast b", "!!", "!"]
)
def test_everything_else_is_ordinary_text(text: str) -> None:
    marks = read_marks(text)
    assert (marks.text, marks.wish, marks.unknown) == (text, None, "")


def test_a_mistyped_mark_is_named_and_not_obeyed() -> None:
    marks = read_marks("!thnk should we?")
    assert (marks.unknown, marks.meant, marks.wish) == ("!thnk", "!think", None)
    assert marks.text == "!thnk should we?"


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    marks = read_marks(text)
    assert len(marks.text) <= len(text)
