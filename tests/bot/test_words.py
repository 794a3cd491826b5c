"""The catalogue: one sentence per key, filled exactly."""

from __future__ import annotations

import pytest

from bot.errors import PromptError
from bot.words import Words, variables


def test_a_sentence_is_said_with_its_values() -> None:
    said = Words().say("error.store", id="K7F3")
    assert "K7F3" in said
    assert "{" not in said


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(PromptError, match=r"no sentence 'nobody\.said'"):
        Words().say("nobody.said")


def test_a_missing_value_is_named() -> None:
    with pytest.raises(PromptError, match=r"'error\.store' lacks id"):
        Words().say("error.store")


def test_what_a_language_lacks_is_said_in_english() -> None:
    assert Words("xx").say("error.store", id="K7F3") == Words().say("error.store", id="K7F3")


def test_variables_are_found() -> None:
    assert variables("{who} asks {who} in {place}") == {"who", "place"}
