"""Second opinions read off a model's reply, and the rest of a cut answer without repetition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.opinions import OVERLAP, POINT, POINTS, beyond, closing, differences
from bot.words import Words


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ("SAME", ()),
        ("**Same.**", ()),
        ("- a: no; b: yes\n* a: 12; b: 14", ("a: no; b: yes", "a: 12; b: 14")),
        ("1. one\n2) two\n3. three\n4. four", ("one", "two", "three")),
        ("They are rather alike.", None),
        ("", None),
    ],
)
def test_what_differs_is_read(said: str, points: tuple[str, ...] | None) -> None:
    assert differences(said) == points


@given(st.text())
def test_whatever_a_model_says_there_are_three_short_points_at_most(said: str) -> None:
    points = differences(said) or ()
    assert len(points) <= POINTS
    assert all(0 < len(point) <= POINT for point in points)


def test_the_closing_is_literal() -> None:
    words = Words()
    assert closing((), words) == "Same conclusion."
    assert closing(("a", "b"), words) == "**What differs**\n- a\n- b"
    assert closing(None, words) == "I could not compare the two answers."


PROSE = st.text(alphabet="abc de.\n", min_size=OVERLAP, max_size=200)


@given(before=PROSE, size=st.integers(OVERLAP, 60), more=st.text("XYZ", max_size=40))
def test_what_stands_already_is_not_said_again(before: str, size: int, more: str) -> None:
    assert beyond(before, before[-size:] + more) == more


@given(before=PROSE, more=st.text("XYZ", max_size=40))
def test_what_is_new_is_kept_whole(before: str, more: str) -> None:
    assert beyond(before, more) == more


def test_an_answer_begun_anew_is_taken_off_and_a_code_block_goes_on() -> None:
    assert beyond("One. Two", "One. Two and three") == " and three"
    assert beyond("See:\n```sh\nmake a", "\nmake b\n```") == "```sh\nmake b\n```"
