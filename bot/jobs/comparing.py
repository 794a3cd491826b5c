"""Both tiers asked one question at once, for somebody who compares them.

Refuses to say which is better; people do. The fast answer is kept beside the job, as first answers
are.
"""

from __future__ import annotations

import asyncio

from bot.answer import Answer, CacheNote, Text, Usage
from bot.decision import Decision, instead
from bot.errors import ModelError
from bot.events import Events
from bot.jobs.firsts import Firsts
from bot.jobs.record import Job
from bot.pipeline import Pipeline
from bot.provisional import First
from bot.request import Request


class Comparing:
    """Over pipeline and first answers."""

    def __init__(self, pipeline: Pipeline, firsts: Firsts, events: Events) -> None:
        self._pipeline = pipeline
        self._firsts = firsts
        self._events = events

    async def both(self, job: Job, request: Request, decision: Decision) -> Answer:
        """The reasoning tier's answer, with the use of both; the fast one's is kept as the first.

        One that fails is named there. Raises ModelError when both do, and StoreError.
        """
        fast, slow = await asyncio.gather(
            self._pipeline.first(request),
            self._pipeline.think(request, decision),
            return_exceptions=True,
        )
        for found in (fast, slow):
            if isinstance(found, BaseException) and not isinstance(found, ModelError):
                raise found
            if isinstance(found, ModelError):
                self._events.emit("model_failed", job=job.id, problem=type(found).__name__)
        if isinstance(slow, ModelError) and isinstance(fast, ModelError):
            raise slow
        first = self._as_first(fast)
        if isinstance(slow, Answer):
            await self._firsts.put(job.team, job.id, first)
            return slow.model_copy(update={"usage": slow.usage + first.usage})
        assert isinstance(slow, ModelError)
        why = slow.code
        await self._firsts.put(job.team, job.id, first.model_copy(update={"unchecked": why}))
        return Answer(
            id=request.id,
            answer=Text(text=first.text, model=first.model, label=first.label, complete=True),
            decision=instead(decision, "fast", "unavailable", why),
            usage=first.usage,
            cache=CacheNote(state="off"),
            seconds=first.seconds,
        )

    def _as_first(self, fast: Answer | BaseException) -> First:
        if isinstance(fast, Answer):
            said = fast.answer
            return First(
                text=said.text,
                label=said.label,
                model=said.model,
                usage=fast.usage,
                seconds=fast.seconds,
            )
        assert isinstance(fast, ModelError)
        label = self._pipeline.seats.fast.label
        return First(text="", label=label, usage=Usage(calls=1), unchecked=fast.code)
