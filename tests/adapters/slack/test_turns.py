"""Answers in the order of their questions by thread, and posts one behind the other by channel."""

from __future__ import annotations

import asyncio
from random import Random

from house_cases import Heard
from hypothesis import given
from hypothesis import strategies as st
from slack_cases import channel, job_of, settings

from adapters.playground.server import Playground
from adapters.slack.blocks import sentence
from adapters.slack.messages import Messages
from adapters.slack.serving import client_of
from adapters.slack.turns import Turns


@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=8), st.randoms())
def test_whoever_is_ready_first_they_go_in_turn(threads: list[str], by: Random) -> None:
    async def play() -> list[int]:
        turns, gone = Turns(), list[int]()

        async def go(number: int) -> None:
            await turns.mine(str(number))
            gone.append(number)
            turns.done(str(number))
            turns.done(str(number))

        for number, thread in enumerate(threads):
            turns.enter(str(number), "C1", thread)
        ready = list(range(len(threads)))
        by.shuffle(ready)
        await asyncio.gather(*(go(number) for number in ready))
        return gone

    gone = asyncio.run(play())
    for thread in set(threads):
        mine = [number for number in gone if threads[number] == thread]
        assert mine == [number for number, where in enumerate(threads) if where == thread]


async def test_one_that_takes_too_long_is_overtaken() -> None:
    turns = Turns(most_s=0.01)
    turns.enter("first", "C1", "1.0")
    turns.enter("second", "C1", "1.0")
    await asyncio.wait_for(turns.mine("second"), 5)


async def test_what_stands_in_no_thread_waits_for_nothing() -> None:
    turns = Turns()
    turns.enter("first", "C1", "")
    turns.enter("second", "C1", "")
    await asyncio.wait_for(turns.mine("second"), 5)


async def test_of_many_posts_into_one_channel_none_is_told_twice_to_wait() -> None:
    async with Playground() as slack:
        messages, room = Messages(client_of(settings(slack)), Heard()), channel(slack, "general")
        slack.home.rates.on = True
        posts = (
            messages.post(job_of(id=f"J{n}"), "answer", room.id, "", sentence(str(n)), done=True)
            for n in range(3)
        )
        assert len(set(await asyncio.gather(*posts))) == 3
        calls = [row for row in slack.traffic.since(0) if row["method"] == "chat.postMessage"]
        assert [row["status"] for row in calls] == [200, 429, 200, 429, 200]
