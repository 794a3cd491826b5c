"""Many questions at once: told for exactly one of them, for each person and minute apart."""

from __future__ import annotations

from adapters.stores.memory import MemoryStore
from bot.jobs.bursts import MANY, WINDOW_S, Bursts
from bot.keys import KeySpace, key_class
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_one_question_makes_it_many_and_after_a_minute_it_begins_anew() -> None:
    clock = Clock()
    bursts = Bursts(MemoryStore(clock), SEALER, KeySpace())
    for _ in range(2):
        found = [await bursts.became_many("T1", "U1") for _ in range(30)]
        assert found.index(True) == MANY - 1
        assert sum(found) == 1
        clock.now += WINDOW_S + 1
    assert not await bursts.became_many("T1", "U2")


def test_its_keys_are_of_a_known_class() -> None:
    found = key_class(KeySpace().burst("T1", "0" * 32))
    assert found is not None
    assert found.ttl_s == WINDOW_S
