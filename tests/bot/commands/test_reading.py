"""Words into arguments: in any order where a word marks them, and never a crash."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.commands.reading import After, Duration, Rest, arguments
from bot.errors import CommandRefused
from bot.words import Words


class Pausing(BaseModel):
    target: str = "all"
    length: Annotated[Duration | None, After("for")] = None
    quietly: bool = False


class Text(BaseModel):
    text: Annotated[str, Rest()] = ""


class Needed(BaseModel):
    id: str
    count: int = 1


@pytest.mark.parametrize(
    ("text", "target", "minutes", "quietly"),
    [
        ("", "all", None, False),
        ("#support", "#support", None, False),
        ("#support for 30m", "#support", 30, False),
        ("for 2 hours #support", "#support", 120, False),
        ("for 1.5h --quietly", "all", 90, True),
        ('"two words" for 90s', "two words", 1.5, False),
        ("FOR 1d", "all", 1440, False),
    ],
)
def test_words_find_their_fields(
    text: str, target: str, minutes: float | None, quietly: bool
) -> None:
    length = timedelta(minutes=minutes) if minutes is not None else None
    assert arguments(Pausing, text) == Pausing(target=target, length=length, quietly=quietly)


def test_the_rest_is_taken_as_it_stands() -> None:
    assert arguments(Text, '  why "so"\n  much?  ') == Text(text='why "so"\n  much?')


@pytest.mark.parametrize(
    ("model", "text", "said", "named"),
    [
        (Pausing, "x y", "commands.too_much", "y"),
        (Pausing, "x for", "commands.nothing_after", "for"),
        (Pausing, "x for ages", "commands.wrong", "such as 30m"),
        (Pausing, "x for 400d", "commands.wrong", "at most 30 days"),
        (Needed, "", "commands.missing", "id"),
        (Needed, "K7 many", "commands.wrong", "many"),
    ],
)
def test_what_is_wrong_is_named(model: type[BaseModel], text: str, said: str, named: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        arguments(model, text)
    assert refused.value.key == said
    assert named in Words().say(said, **{"name": "pause", **refused.value.values})


@example("x for 90m", Pausing)
@given(st.text(), st.sampled_from([Pausing, Text, Needed]))
def test_any_words_are_arguments_or_a_refusal(text: str, model: type[BaseModel]) -> None:
    found: BaseModel | CommandRefused
    try:
        found = arguments(model, text)
    except CommandRefused as refused:
        found = refused
    if isinstance(found, CommandRefused):
        assert Words().say(found.key, **{"name": "x", **found.values})
    else:
        # What is kept for a yes is read back as the same.
        assert model.model_validate(found.model_dump(mode="json")) == found
