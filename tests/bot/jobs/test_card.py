"""How far a long task is: told now and then, never two tellings at once, never after the end."""

from __future__ import annotations

import asyncio

from bot.jobs.card import Card


class Listener:
    def __init__(self, takes_s: float = 0.0) -> None:
        self.heard: list[tuple[int, int, float | None]] = []
        self.at_once = 0
        self._takes_s = takes_s

    async def __call__(self, done: int, total: int, left_s: float | None) -> None:
        self.at_once += 1
        assert self.at_once == 1
        self.heard.append((done, total, left_s))
        await asyncio.sleep(self._takes_s)
        self.at_once -= 1


async def test_a_task_of_one_step_tells_nothing() -> None:
    listener = Listener()
    card = Card(listener, every_s=0)
    card.tell(0, 1)
    card.tell(1, 1)
    await card.close()
    assert listener.heard == []


async def test_it_tells_how_long_it_will_take_once_it_can() -> None:
    listener = Listener()
    card = Card(listener, every_s=0)
    for done in (0, 1, 2):
        card.tell(done, 4)
        await asyncio.sleep(0.02)
    await card.close()
    assert [(done, total) for done, total, _ in listener.heard] == [(0, 4), (1, 4), (2, 4)]
    assert listener.heard[0][2] is None
    assert all(left is not None and left > 0 for *_, left in listener.heard[1:])


async def test_never_often_and_never_two_at_once() -> None:
    listener = Listener(takes_s=0.05)
    card = Card(listener, every_s=0)
    for done in range(50):
        card.tell(done, 50)
        await asyncio.sleep(0)
    await card.close()
    assert len(listener.heard) == 1
    rare = Card(Listener(), every_s=60)
    rare.tell(1, 9)
    await rare.close()
