"""Questions after a summary: answered from the text that it was made of, with the same citations.

Refuses to answer from anything else, and to take a question for one that speaks of something else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from bot.answer import Answer, CacheNote, Text
from bot.decision import Decision
from bot.ports import TokenCounter
from bot.prompting import guarded
from bot.request import Request, Unit
from bot.routing.policy import Policy
from bot.seats import Seats
from bot.summaries.answering import Summarizing, readings
from bot.summaries.calling import fenced
from bot.summaries.keeping import Keeping, KeptText
from bot.summaries.kinds import kind_by, kind_of
from bot.summaries.notes import Note, Quoted
from bot.summaries.order import Order, Progress
from bot.summaries.packing import Part, pack
from bot.summaries.sections import item
from bot.summaries.sentences import content_words, sentences
from bot.summaries.taking import verified
from bot.summaries.telling import listed_plainly
from bot.summaries.units import Marked, Material, material
from bot.summaries.verifying import Witness
from bot.summaries.wanted import wanted
from bot.words import Words

#: Statements of an answer at most, and how many sentences stand in where no model is connected.
MOST, MOST_PICKED = 8, 3
#: A sentence answers without a model when it has so much of the question's words.
SHARED = 0.5


class Following:
    """Answers of this kind; one for a process."""

    def __init__(
        self, keeping: Keeping, summarizing: Summarizing, seats: Seats, counter: TokenCounter
    ) -> None:
        self._keeping = keeping
        self._summarizing = summarizing
        self._seats = seats
        self._counter = counter

    async def beside(self, request: Request) -> Request:
        """The request with the text of its thread's summary, if it follows one; else as it is."""
        if not _may_follow(request):
            return request
        kept = await self._keeping.of(request)
        if kept is None:
            return request
        units, unread = _together(kept, request)
        if not _speaks_of(request.text, units, gone=kept.gone):
            return request
        if kept.gone:
            unread = (*unread, Words(request.language).say("summary.gone"))
        return request.model_copy(update={"context": units, "unread": unread, "follows": True})

    async def keep(self, request: Request, thread: str, policy: Policy) -> None:
        """Keep what was summarised, or asked about, for the next question in this thread."""
        if thread and policy.memory.on and (request.follows or wanted(request)):
            await self._keeping.keep(request, thread, policy.memory.ttl_h * 3600)

    async def answer(
        self, request: Request, decision: Decision, policy: Policy, progress: Progress
    ) -> Answer:
        """The answer. Raises RequestRefused, ModelError."""
        started = time.monotonic()
        found = await material(readings(request.context), self._counter)
        order = Order(
            request=request,
            decision=decision,
            policy=policy,
            material=found,
            kind=kind_of(found),
            language=self._summarizing.named(request.language),
            progress=progress,
        )
        notes = await self._notes(order) if found.marked else []
        words, seat = order.words, self._seats.of(order.decision.tier)
        items = [item(one, found, words) for one in notes[:MOST]]
        silent = "contract" if order.kind == "contract" else "text"
        text = listed_plainly(items) or words.say(f"summary.silent_on.{silent}")
        return Answer(
            id=request.id,
            answer=Text(text=text, model=seat.model, label=seat.label, complete=True),
            decision=order.decision,
            usage=order.usage,
            cache=CacheNote(state="off"),
            seconds=round(time.monotonic() - started, 3),
        )

    async def _notes(self, order: Order) -> list[Note]:
        summaries = self._summarizing.summaries
        calls, asked = summaries.calls, order.request.text
        if calls.seat(order.decision).kind == "offline":
            return picked(order.material, asked)
        question = f"<question>\n{guarded(asked)}\n</question>\n\n"
        room = await summaries.room(order, "follow_up")
        room -= await self._counter.count([question])
        parts = await pack(order.material, max(512, room), self._counter)
        takes = order.decision if len(parts) == 1 else calls.taker(order)
        order.total = len(parts)
        witness = Witness(order.material)
        found: list[Note] = []

        async def ask(part: Part) -> list[Note]:
            heard = await calls.ask(
                order, takes, "follow_up", question + fenced("material", part.text)
            )
            order.step()
            if len(parts) == 1:
                order.decision = heard.decision
            return verified(heard.said, part, order, witness)

        for notes in await asyncio.gather(*map(ask, parts)):
            found += [one for one in notes if one not in found]
        return found


def _may_follow(request: Request) -> bool:
    other = (
        request.shape or request.reply_to or request.first or request.so_far or request.first_for
    )
    pressed = request.second_of or request.shared_of or request.compare or request.follows
    return bool(request.place.thread_ts) and not other and not pressed and not wanted(request)


def _together(kept: KeptText, request: Request) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
    """The kept text as it stands now: messages of the thread as they are read today, files as they
    were kept, and what has come since."""
    fresh = [unit for unit in request.context if not unit.by_assistant]
    links = {unit.link for unit in fresh if unit.source == "thread" and unit.link}
    same = any(unit.link in links for unit in kept.units if unit.source == "thread")
    old = [unit for unit in kept.units if unit.source != "thread" or not same]
    files = {unit.file for unit in old if unit.file}
    briefs = {unit.place for unit in old if unit.source == "brief"}
    new = [unit for unit in fresh if unit.file not in files and unit.place not in briefs]
    unread = [line for line in request.unread if not line.startswith(tuple(files) or ("\0",))]
    units = sorted([*old, *new], key=lambda unit: unit.source != "thread")
    return tuple(units), tuple(dict.fromkeys((*kept.unread, *unread)))


def _speaks_of(text: str, units: Sequence[Unit], *, gone: bool) -> bool:
    """Whether the question is about the text: every one is about a contract; of another text, one
    that has a word with it in common."""
    if kind_by(units) == "contract" or (gone and not units):
        return True
    words = content_words(text)
    return any(words & content_words(unit.text) for unit in units)


def picked(found: Material, question: str) -> list[Note]:
    """Sentences of the text that have most of the question's words, where no model is connected."""
    wanted_words = content_words(question)
    if not wanted_words:
        return []
    ranked: list[tuple[float, int, Note]] = []
    for marked in found.marked:
        for share, note in _sharing(marked, wanted_words):
            ranked.append((-share, len(ranked), note))
    return [note for _, _, note in sorted(ranked, key=lambda one: one[:2])[:MOST_PICKED]]


def _sharing(marked: Marked, words: frozenset[str]) -> list[tuple[float, Note]]:
    text = marked.unit.text
    found: list[tuple[float, Note]] = []
    for span in sentences(text):
        quote = text[span.start : span.end]
        share = len(words & content_words(quote)) / len(words)
        if share >= SHARED:
            cite = Quoted(number=marked.number, quote=quote)
            found.append((share, Note(topic="point", text=" ".join(quote.split()), cites=(cite,))))
    return found
