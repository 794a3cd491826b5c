"""Bytes of a terminal become keys, however they are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verbs.keyboard import Key, Keyboard, plain


def keys(*pieces: bytes) -> list[Key]:
    keyboard = Keyboard()
    return [key for piece in pieces for key in keyboard.feed(piece)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"hi", [Key("text", "hi")]),
        (b"\r", [Key("enter")]),
        (b"a\r\nb", [Key("text", "a"), Key("enter"), Key("text", "b")]),
        (b"\x1b[D\x1bOC", [Key("left"), Key("right")]),
        (b"\x1b[1;5D\x1bf", [Key("word_left"), Key("word_right")]),
        (b"\x1b[99;7~x", [Key("unknown"), Key("text", "x")]),
        (b"\x1bx", [Key("unknown")]),
        (b"\x7f\x03\x04", [Key("backspace"), Key("interrupt"), Key("end_input")]),
        ("合同".encode(), [Key("text", "合同")]),
        (b"a\xffb", [Key("text", "a\ufffdb")]),
        (b"\x00\x1c", []),
        (b"\x1b[200~a\r\nb\tc\x03\x1b[201~d", [Key("text", "a\nb c"), Key("text", "d")]),
        (b"\x1b[200~a\x1b[A\x1b[201~", [Key("text", "a[A")]),
    ],
)
def test_keys(data: bytes, expected: list[Key]) -> None:
    assert keys(data) == expected


def test_a_lone_escape_waits_and_is_given_up() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(b"\x1b") == []
    held = [keyboard.waiting]
    keyboard.give_up()
    held.append(keyboard.waiting)
    assert held == [True, False]
    assert keyboard.feed(b"[A") == [Key("text", "[A")]


PIECES = st.lists(
    st.sampled_from(
        ["a", "é", "合", "👍🏽", "\r", "\x1b[A", "\x1b[1;5C", "\x7f", "\x1b[200~x\r\ny\x1b[201~"]
    ),
    max_size=12,
).map("".join)


def joined(found: list[Key]) -> list[Key]:
    """Neighbouring pieces of text as one."""
    made: list[Key] = []
    for key in found:
        if key.name == "text" and made and made[-1].name == "text":
            made[-1] = Key("text", made[-1].text + key.text)
        else:
            made.append(key)
    return made


@given(PIECES, st.lists(st.integers(0, 200)))
def test_where_the_stream_is_cut_does_not_matter(typed: str, cuts: list[int]) -> None:
    data = typed.encode()
    places = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    pieces = [data[a:b] for a, b in pairwise(places)]
    # A carriage return and a line feed in two pieces are two keys: outside a paste no one sends it.
    assert joined(keys(*pieces)) == joined(keys(data))


@given(st.binary(max_size=60))
def test_no_bytes_break_it(data: bytes) -> None:
    for key in keys(data):
        assert key.text == plain(key.text)
