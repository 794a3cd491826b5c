"""The states of a job: every road ends, and an end is an end."""

from __future__ import annotations

import pytest

from bot.jobs.ids import ALPHABET, LENGTH, new_id
from bot.jobs.record import FINAL, MOVES, State, seal_scope
from bot.keys import key_class

WORKING = sorted(set(MOVES) - FINAL)


@pytest.mark.parametrize("state", WORKING)
def test_a_job_may_be_worked_on_again_cancelled_or_given_up_from_any_working_state(
    state: State,
) -> None:
    assert {state, "cancelled", "dead"} <= MOVES[state]


@pytest.mark.parametrize("state", sorted(FINAL))
def test_nothing_follows_an_end(state: State) -> None:
    assert MOVES[state] == frozenset()


def test_an_answer_is_recorded_before_anything_is_done() -> None:
    before = [state for state, targets in MOVES.items() if "done" in targets]
    assert sorted(before) == ["answered", "delivering"]


def test_what_is_answered_is_not_refused_any_more() -> None:
    assert "refused" not in MOVES["answered"] | MOVES["delivering"]


def test_every_move_leads_to_a_known_state() -> None:
    assert set().union(*MOVES.values()) <= set(MOVES)


def test_each_job_is_sealed_under_a_scope_of_its_own() -> None:
    scopes = {seal_scope(team, job) for team in ("T1", "T2") for job in ("A", "B")}
    assert len(scopes) == 4


def test_ids_are_short_unlike_and_fit_the_table_of_keys() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(made) == LENGTH and set(made) <= set(ALPHABET) for made in ids)
    known = key_class(f"{{p0}}:job:{new_id()}")
    assert known is not None
    assert known.name == "job"
