"""A line under any keys: the cursor never stands inside a sign, the window always fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.verbs.keyboard import Key
from bot.verbs.line import Line, cut, sign_before, sign_behind

NAMES = (
    "backspace delete left right home end word_left word_right cut_word cut_left cut_right nothing"
)
TEXTS = st.text(st.sampled_from("ab _-合ｆe\u0301\u200d👩👍🏽\n\u202e\u200b\u0301"), max_size=6)
KEYS = st.lists(
    st.one_of(st.sampled_from(NAMES.split()).map(Key), TEXTS.map(lambda text: Key("text", text))),
    max_size=20,
)


def typed(*keys: Key | str) -> Line:
    line = Line()
    for key in keys:
        line = line.after(Key("text", key) if isinstance(key, str) else key)
    return line


@pytest.mark.parametrize(
    ("keys", "text", "at"),
    [
        (["helo", Key("left"), "l"], "hello", 4),
        (["合同", Key("backspace")], "合", 1),
        (["cafe\u0301", Key("backspace")], "caf", 3),
        (["a👍🏽b", Key("left"), Key("backspace")], "ab", 1),
        (["👩\u200d👧x", Key("home"), Key("delete")], "x", 0),
        (["one two  ", Key("cut_word")], "one ", 4),
        (["one two", Key("word_left"), Key("word_left"), Key("word_right")], "one two", 3),
        (["one two", Key("word_left"), Key("cut_right")], "one ", 4),
        (["one two", Key("word_left"), Key("cut_left")], "two", 0),
        ([Key("backspace"), Key("delete"), Key("left"), Key("right")], "", 0),
    ],
)
def test_editing(keys: list[Key | str], text: str, at: int) -> None:
    assert typed(*keys) == Line(text, at)


@given(KEYS, st.integers(4, 40))
def test_any_keys_leave_a_line_that_fits(keys: list[Key], width: int) -> None:
    line = typed(*keys)
    assert 0 <= line.at <= len(line.text)
    if 0 < line.at < len(line.text):
        assert sign_behind(line.text, sign_before(line.text, line.at)) == line.at
    shown, column = line.window(width)
    assert cell_len(shown) <= width
    assert 0 <= column < width
    assert not set("\n\u202e\u200b") & set(shown)


def test_a_line_that_fits_is_shown_whole() -> None:
    assert typed("why 合同?").window(20) == ("why 合同?", 9)


def test_what_does_not_fit_is_marked() -> None:
    line = Line("abcdefghijklmnopqrstuvwxyz", 13)
    shown, column = line.window(12)
    assert (shown[0], shown[-1], len(shown)) == ("‹", "›", 12)
    assert shown[1:-1] in line.text
    assert shown[column] == "n"
    assert line.after(Key("home")).window(12) == ("abcdefghij›", 0)
    assert line.after(Key("end")).window(12) == ("‹qrstuvwxyz", 11)


@given(TEXTS, st.integers(1, 30))
def test_a_cut_text_fits(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width


def test_a_cut_text_says_so() -> None:
    assert cut("合同合同", 5) == "合同…"
    assert cut("合同", 4) == "合同"
