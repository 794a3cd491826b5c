"""Four ways to walk the steps of one call: at once or as a stream, waiting or not.

Refuses to decide anything: it asks the model that a turn names and hands back what comes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGenerationChunk

from bot.deadlines import guarded
from bot.gates.call import Call, Step
from bot.gates.turn import Turn


class _Walk:
    """The steps of a call, one at a time; `step` is None when `answer` stands."""

    def __init__(self, call: Call) -> None:
        self._steps = call.steps()
        self.step: Step | None = None
        self.answer: AIMessage | None = None
        self._go(self._steps.send, None)

    def reply(self, message: AIMessage | None = None) -> None:
        """What the turn brought; nothing for a chunk that was shown."""
        self._go(self._steps.send, message)

    def fail(self, error: Exception) -> None:
        """What the turn ended with; raised again when the call cannot go on without it."""
        self._go(self._steps.throw, error)

    def _go(self, onward: Callable[[Any], Step], what: object) -> None:
        try:
            self.step = onward(what)
        except StopIteration as end:
            self.step, self.answer = None, end.value

    def end(self) -> AIMessage:
        """The answer, after the last step."""
        assert self.answer is not None
        return self.answer


def at_once(call: Call, stop: list[str] | None) -> AIMessage:
    """The answer, on this thread. Raises ModelError, Escalated."""
    walk = _Walk(call)
    while (step := walk.step) is not None:
        if not isinstance(step, Turn):
            walk.reply()
            continue
        try:
            raw = step.model.invoke(step.messages, step.config, stop=stop, **step.given)
            message = step.took(raw)
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            walk.fail(step.failure(error))
        else:
            walk.reply(message)
    return walk.end()


async def awaited(call: Call, stop: list[str] | None) -> AIMessage:
    """The answer. Raises ModelError, Escalated."""
    walk = _Walk(call)
    while (step := walk.step) is not None:
        if not isinstance(step, Turn):
            walk.reply()
            continue
        try:
            raw = await step.model.ainvoke(step.messages, step.config, stop=stop, **step.given)
            message = step.took(raw)
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            walk.fail(step.failure(error))
        else:
            walk.reply(message)
    return walk.end()


def streamed(call: Call, stop: list[str] | None) -> Iterator[ChatGenerationChunk]:
    """The answer as it comes, on this thread. Raises ModelError, Escalated."""
    walk = _Walk(call)
    while (step := walk.step) is not None:
        if not isinstance(step, Turn):
            yield step
            walk.reply()
            continue
        try:
            for raw in step.model.stream(step.messages, step.config, stop=stop, **step.given):
                step.in_time()
                yield from step.released(raw)
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            walk.fail(step.failure(error))
        else:
            walk.reply(step.finished())


async def streamed_awaited(
    call: Call, stop: list[str] | None
) -> AsyncGenerator[ChatGenerationChunk, None]:
    """The answer as it comes. Raises ModelError, Escalated."""
    walk = _Walk(call)
    while (step := walk.step) is not None:
        if not isinstance(step, Turn):
            yield step
            walk.reply()
            continue
        source = step.model.astream(step.messages, step.config, stop=stop, **step.given)
        try:
            async for raw in guarded(source, step.seat.silence_s, step.seat.total_s):
                for chunk in step.released(raw):
                    yield chunk
        except Exception as error:  # noqa: BLE001 - whatever a client raises becomes ours
            walk.fail(step.failure(error))
        else:
            walk.reply(step.finished())
