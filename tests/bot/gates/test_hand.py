"""The marker of a raised hand: found in every dress, shown in none, whatever way it is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gates.hand import REASON_CHARACTERS, Hand, own_words

FORMS = [
    "ESCALATE: needs a lawyer",
    "  \n ESCALATE: needs a lawyer",
    "**ESCALATE:** needs a lawyer",
    "**ESCALATE: needs a lawyer**",
    "`ESCALATE: needs a lawyer`",
    "```\nESCALATE: needs a lawyer\n```",
    "ESCALATE：needs a lawyer",
    "escalate: needs a lawyer",
    "Escalate: needs a lawyer",
    "> ESCALATE : needs a lawyer",
    "# ESCALATE: needs a lawyer",
    '"ESCALATE: needs a lawyer"',
    "- ESCALATE: needs a lawyer",
    "ＥＳＣＡＬＡＴＥ：needs a lawyer",
    "【ESCALATE】：needs a lawyer",
    "ESCALATE - needs a lawyer",
    "ESCALATE\nneeds a lawyer",
    "ESCALATE:\n\nneeds a lawyer",
    "\u200bESCALATE: needs a lawyer\n\nHere is my answer anyway.",
]
LATE = ["ESCALATE: x", "**ESCALATE:** x", "escalate: x", "  `ESCALATE：x`", "> ESCALATE: x"]
INNOCENT = [
    "Escalate the ticket to tier 2: they have the keys.",
    "Escalated: yes.",
    "Esc: the key in the corner.",
    "ESC",
    "E",
    "- one\n- two\n\n- three: four",
    "Check the logs.\nEscalate: page on-call.\nResolve: close it.",
    "The alert said ESCALATE: now what?",
    "```yaml\nescalate: true\n```\nThat is all.",
    "*escalators* go up: always",
    "",
    "\n\n",
    "***",
]


def said(text: str, cuts: set[int]) -> tuple[str, Hand]:
    hand = Hand()
    marks = [0, *sorted(cut for cut in cuts if 0 < cut < len(text)), len(text)]
    pieces = [text[start:end] for start, end in pairwise(marks)]
    return "".join([*(hand.feed(piece) for piece in pieces), hand.end()]), hand


CUTS = st.sets(st.integers(1, 80))


@given(st.sampled_from(FORMS), CUTS)
def test_no_part_of_a_raised_hand_is_released(form: str, cuts: set[int]) -> None:
    shown, hand = said(form, cuts)
    assert hand.raised
    assert not hand.late
    assert shown.strip() == ""
    assert hand.reason == "needs a lawyer"


@given(st.sampled_from(LATE), st.sampled_from(["A partial answer.", "```sh\nls\n```"]), CUTS)
def test_a_late_hand_ends_what_is_shown(form: str, before: str, cuts: set[int]) -> None:
    shown, hand = said(f"{before}\n{form}\nand more", cuts)
    assert hand.late
    assert shown.strip() == before
    assert hand.reason == "x"


@given(st.sampled_from(INNOCENT), CUTS)
def test_what_only_looks_like_it_passes_untouched(text: str, cuts: set[int]) -> None:
    shown, hand = said(text, cuts)
    assert shown == text
    assert not hand.raised


@given(st.text(max_size=60), CUTS)
def test_any_text_passes_whole_or_ends_at_a_hand(text: str, cuts: set[int]) -> None:
    shown, hand = said(text, cuts)
    assert text.startswith(shown)
    assert hand.raised or shown == text


@given(st.text(max_size=60), st.sampled_from(FORMS), CUTS)
def test_how_a_stream_is_cut_changes_nothing(text: str, form: str, cuts: set[int]) -> None:
    whole = f"{text}\n{form}"
    shown, hand = said(whole, cuts)
    at_once, other = said(whole, set())
    assert (shown, hand.raised, hand.reason) == (at_once, other.raised, other.reason)


@pytest.mark.parametrize("broken", ["ESCA", "ESCALAT", "**ESCALATE", "ESCALATE"])
def test_a_marker_that_breaks_off_is_not_shown(broken: str) -> None:
    shown, hand = said(broken, set())
    assert (shown, hand.raised, hand.reason) == ("", True, "")


def test_text_is_released_as_soon_as_it_is_no_marker() -> None:
    hand = Hand()
    assert hand.feed("E") == ""
    assert hand.feed("v") == "Ev"
    assert hand.feed("ery time") == "ery time"


@given(st.sampled_from(["*", " ", "(", "`\n"]), CUTS)
def test_endless_decoration_is_text(sign: str, cuts: set[int]) -> None:
    for text in (sign * 500 + "ESCALATE: x", f"ESCALATE{sign.strip() * 500}: x"):
        shown, hand = said(text, cuts)
        at_once, other = said(text, set())
        assert (shown, hand.raised) == (at_once, other.raised)
    assert said(sign * 500, cuts)[0] == sign * 500


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("**legal** question.", "legal question."),
        ("see <https://evil.example|this> <!channel>", "see evil.example this !channel"),
        ("a\x1b[31mred\u202e thing", "a 31mred thing"),
        ("@here look", "here look"),
        ("line\nbreak", "line break"),
    ],
)
def test_the_models_words_are_a_quotation_and_no_mark_up(words: str, shown: str) -> None:
    assert own_words(words) == shown


@given(st.text(max_size=500))
def test_the_models_words_are_short_and_one_line(words: str) -> None:
    shown = own_words(words)
    assert len(shown) <= REASON_CHARACTERS
    assert "\n" not in shown
    assert not set(shown) & set("<>*_`~|@")
