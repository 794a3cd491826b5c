"""What is ended is over when `ended` comes back, even if a cancellation was lost on the way."""

from __future__ import annotations

import asyncio

from bot.ending import ended


async def for_ever() -> None:
    await asyncio.sleep(3600)


async def loses_one() -> None:
    """What asyncio.wait_for does in Python 3.11 when both happen at once."""
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        await asyncio.sleep(3600)


async def fails() -> None:
    raise ValueError("read by nobody")


async def test_all_are_over_and_cancelled() -> None:
    tasks = [asyncio.create_task(for_ever()) for _ in range(3)]
    await ended(*tasks)
    assert all(task.cancelled() for task in tasks)


async def test_a_lost_cancellation_is_repeated() -> None:
    task = asyncio.create_task(loses_one())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await ended(task, again_s=0.01)
    assert task.cancelled()


async def test_what_was_over_before_keeps_its_end() -> None:
    task = asyncio.create_task(fails())
    await asyncio.wait({task})
    await ended(task)
    assert isinstance(task.exception(), ValueError)


async def test_a_task_may_tidy_up() -> None:
    tidied = asyncio.Event()

    async def tidy() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(0.02)
            tidied.set()

    task = asyncio.create_task(tidy())
    await asyncio.sleep(0)
    await ended(task)
    assert tidied.is_set()
