"""Votes: one of a person on an answer, changed by the next, kept without anybody's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing_cases import answer, request, router
from slack_cases import job_of

from adapters.stores.memory import MemoryStore
from bot.decision import Decision, instead
from bot.jobs.votes import FAULTS, Fault, Said, Vote, Votes, vote_on, wordless
from bot.keys import KEPT_VOTE_S, KeySpace, key_class
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
LEGAL = "should we sign the contract with Zanzibar?"
START = datetime(2026, 11, 30, tzinfo=UTC)


def vote(user: str = "U1", said: Said = "up", of: str = "J1", minute: int = 0) -> Vote:
    decided = router().decide(request(LEGAL))
    at = START + timedelta(minutes=minute)
    return vote_on(job_of(id=of, state="done"), answer(decided), user, said, at)


class Kept:
    """Votes over a store that can be looked into."""

    def __init__(self, partitions: int = 1) -> None:
        self.store = MemoryStore()
        self.space = KeySpace(partitions)
        self.votes = Votes(self.store, SEALER, self.space)

    async def all(self) -> list[tuple[str, str]]:
        found, unreadable = await self.votes.all()
        assert unreadable == 0
        return [(one.user, one.said) for one in found]


async def test_pressing_twice_is_once_and_a_vote_can_be_changed() -> None:
    kept = Kept()
    for said in ("up", "up", "down"):
        await kept.votes.keep("T1", vote(said=said))
    assert await kept.all() == [("U1", "down")]


async def test_people_answers_and_teams_are_kept_apart() -> None:
    kept = Kept(partitions=8)
    await kept.votes.keep("T1", vote("U1"))
    await kept.votes.keep("T1", vote("U2", minute=1))
    await kept.votes.keep("T2", vote("U1", minute=2))
    await kept.votes.keep("T1", vote("U1", of="J2", minute=3))
    assert [user for user, _ in await kept.all()] == ["U1", "U2", "U1", "U1"]


async def test_it_lies_sealed_in_a_class_with_an_end_and_opens_in_no_other_place() -> None:
    kept = Kept()
    await kept.votes.keep("T1", vote())
    ((name, (sealed, _)),) = kept.store._values.items()
    found = key_class(name)
    assert found is not None
    assert (found.name, found.ttl_s) == ("vote", KEPT_VOTE_S)
    assert b"U1" not in sealed
    await kept.store.put(name[:-1] + ("0" if name[-1] != "0" else "1"), sealed, 60)
    votes, unreadable = await kept.votes.all()
    assert (len(votes), unreadable) == (1, 1)


def test_no_word_of_the_question_and_none_of_a_model_is_in_it() -> None:
    decided = router().decide(request(LEGAL))
    up = instead(decided, "fast", "handed_on", "my own secret words")
    for decision in (decided, up):
        text = wordless(decision).model_dump_json()
        assert not any(word in text for word in ("sign", "contract", "Zanzibar", "secret"))
    assert wordless(decided).score == decided.score
    assert [one.name for one in wordless(decided).floors] == [one.name for one in decided.floors]


@pytest.mark.parametrize("said", ["up", "down", "fast_enough", "reasoning_worth", "neither"])
@given(faults=st.lists(st.sampled_from(FAULTS), unique=True))
def test_every_vote_survives_being_written_down(said: Said, faults: list[Fault]) -> None:
    one = vote(said=said).model_copy(update={"faults": tuple(faults)})
    assert Vote.model_validate_json(one.model_dump_json()) == one
    assert isinstance(one.decision, Decision)
