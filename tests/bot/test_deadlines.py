"""Our own deadlines over a stream: silence, total, and a source that is closed always."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.deadlines import guarded
from bot.errors import ModelTimeout


class Source:
    """Numbers at intervals; remembers that it was closed."""

    def __init__(self, *pauses: float) -> None:
        self._pauses = pauses
        self.closed = False

    async def numbers(self) -> AsyncIterator[int]:
        try:
            for number, pause in enumerate(self._pauses):
                await asyncio.sleep(pause)
                yield number
        finally:
            self.closed = True


async def into(seen: list[int], stream: AsyncIterator[int]) -> None:
    async for one in stream:
        seen.append(one)


async def test_what_is_on_time_comes_through() -> None:
    source = Source(0, 0.01, 0)
    assert [one async for one in guarded(source.numbers(), 1, 1)] == [0, 1, 2]
    assert source.closed


async def test_silence_ends_it() -> None:
    source = Source(0, 5)
    seen: list[int] = []
    with pytest.raises(ModelTimeout) as caught:
        await into(seen, guarded(source.numbers(), 0.05, 2))
    assert (seen, caught.value.seconds, source.closed) == ([0], 0.05, True)


async def test_chatter_does_not_outlive_the_total() -> None:
    source = Source(*[0.02] * 100)
    with pytest.raises(ModelTimeout) as caught:
        await into([], guarded(source.numbers(), 1, 0.2))
    assert (caught.value.seconds, source.closed) == (0.2, True)


async def test_the_sources_own_timeout_is_not_taken_for_ours() -> None:
    async def failing() -> AsyncIterator[int]:
        yield 0
        raise TimeoutError("theirs")

    with pytest.raises(TimeoutError, match="theirs"):
        await into([], guarded(failing(), 1, 1))
