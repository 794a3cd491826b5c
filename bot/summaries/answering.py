"""A question for a summary, answered: what it holds is the material, the result becomes a text.

Refuses to gather: the request is whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.answer import Answer, CacheNote, Text
from bot.decision import Decision
from bot.documents import Reading, Skipped
from bot.ports import TokenCounter
from bot.request import Request, Unit
from bot.routing.policy import Policy
from bot.seats import Seats
from bot.summaries.forms import FORMS, KINDS
from bot.summaries.kinds import kind_of
from bot.summaries.order import Order, Progress
from bot.summaries.road import Summaries
from bot.summaries.seeing import seeing_tier, seen
from bot.summaries.telling import said
from bot.summaries.units import material
from bot.summaries.wanted import Focus
from bot.words import Words

#: As a prompt names the language that an answer is to be written in.
_NAMES = {
    "en": "English", "de": "German", "es": "Spanish", "fr": "French", "pt": "Portuguese",
    "ja": "Japanese", "zh": "Chinese", "zh-Hans": "simplified Chinese",
    "zh-Hant": "traditional Chinese",
}  # fmt: skip
THREAD = "thread"


class Summarizing:
    """Answers of this kind; one for a process."""

    def __init__(self, summaries: Summaries, seats: Seats, counter: TokenCounter) -> None:
        self.summaries = summaries
        self._seats = seats
        self._counter = counter

    def named(self, language: str) -> str:
        """The language as prompts name it; "" for one that they do not."""
        return _NAMES.get(language, "")

    async def seen(self, request: Request, policy: Policy) -> Request:
        """The request with text in place of each picture; of what nobody can say is named."""
        pictures = [unit for unit in request.context if unit.image]
        if not pictures:
            return request
        files = readings(pictures)
        tier = seeing_tier(self._seats, policy)
        if tier is not None:
            looked, _ = await seen(self.summaries.calls, request, policy, tier, files)
        else:
            looked = tuple(
                Reading(
                    source=one.source,
                    skipped=tuple(
                        Skipped(source=one.source, unit=one.label(unit), reason="blind")
                        for unit in one.units
                    ),
                )
                for one in files
            )
        words = Words(request.language)
        told = {unit.place: unit for one in looked for unit in one.units}
        context = (told.get(unit.place) if unit.image else unit for unit in request.context)
        gone = (skipped.told(words) for one in looked for skipped in one.skipped)
        return request.model_copy(
            update={
                "context": tuple(unit for unit in context if unit is not None),
                "unread": tuple(dict.fromkeys((*request.unread, *gone))),
            }
        )

    async def answer(
        self,
        request: Request,
        decision: Decision,
        focus: Focus,
        policy: Policy,
        progress: Progress = lambda done, total: None,
    ) -> Answer:
        """The summary as an answer. Raises RequestRefused when text may go to no model."""
        found = await material(readings(request.context), self._counter)
        form = next((one for one in FORMS if one == focus), None)
        order = Order(
            request=request,
            decision=decision,
            policy=policy,
            material=found,
            kind=(form and KINDS.get(form)) or kind_of(found),
            form=form,
            language=self.named(request.language),
            progress=progress,
        )
        summary = (await self.summaries.make(order)).summary
        seat = self._seats.of(summary.decision.tier)
        text = said(summary, focus, Words(request.language), request.before)
        return Answer(
            id=request.id,
            answer=Text(text=text, model=seat.model, label=seat.label, complete=True),
            decision=summary.decision,
            usage=summary.usage,
            cache=CacheNote(state="off"),
            seconds=summary.seconds,
        )


def readings(units: Iterable[Unit]) -> list[Reading]:
    """What a request holds, source by source; what the bot itself said is no material."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        if not unit.by_assistant:
            name = unit.file if unit.source == "file" and unit.file else THREAD
            found.setdefault(name, []).append(unit)
    return [Reading(source=name, units=tuple(own)) for name, own in found.items()]
