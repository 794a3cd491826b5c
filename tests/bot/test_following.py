"""A talk in a thread: whatever people do, nobody is answered who did not call, and none twice."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.following import MOST, Talk, followed, mentioned, muted

Step = tuple[Literal["calls", "says", "mutes"], str]
STEPS = st.lists(
    st.tuples(st.sampled_from(["calls", "says", "says", "mutes"]), st.sampled_from("abc")),
    max_size=30,
)


def played(steps: list[Step]) -> list[bool | None]:
    """What came of each step: whether a message without a mention was answered; else None."""
    talk, outcomes = Talk(), list[bool | None]()
    for number, (what, person) in enumerate(steps):
        if what == "says":
            after = followed(talk, person, f"m{number}")
            outcomes.append(after is not None)
            talk = after or talk
            continue
        outcomes.append(None)
        talk = mentioned(talk, person) if what == "calls" else muted(talk)
    return outcomes


@given(STEPS)
def test_a_follow_up_is_answered_exactly_when_it_may_be(steps: list[Step]) -> None:
    for number, answered in enumerate(played(steps)):
        if answered is None:
            continue
        before, person = steps[:number], steps[number][1]
        calls = [at for at, (what, _) in enumerate(before) if what == "calls"]
        since = range(calls[-1] + 1, number) if calls else range(0)
        may = (
            ("calls", person) in before
            and not any(before[at][0] == "mutes" for at in since)
            and not any(played(steps)[at] for at in since)
        )
        assert answered == may


@pytest.mark.parametrize(
    ("steps", "outcomes"),
    [
        ([("says", "a")], [False]),
        ([("calls", "a"), ("says", "a"), ("says", "a")], [None, True, False]),
        ([("calls", "a"), ("says", "b"), ("says", "a")], [None, False, True]),
        ([("calls", "a"), ("mutes", "b"), ("says", "a")], [None, None, False]),
        (
            [("calls", "a"), ("mutes", "a"), ("calls", "b"), ("says", "a")],
            [None, None, None, True],
        ),
    ],
)
def test_who_is_answered_without_a_mention(steps: list[Step], outcomes: list[bool | None]) -> None:
    assert played(steps) == outcomes


def test_the_same_message_again_is_no_second_one() -> None:
    talk = followed(mentioned(Talk(), "a"), "a", "m1")
    assert talk is not None
    assert followed(talk, "a", "m1") == talk


def test_few_names_are_kept() -> None:
    talk = Talk()
    for number in range(MOST + 5):
        talk = mentioned(talk, str(number))
    assert len(talk.people) == MOST
    assert followed(talk, "4", "m") is None
    assert followed(talk, "5", "m") is not None
