"""The road of one summary: pack, take notes or read it whole, merge, write, look everything up.

Refuses to know where the text came from and how the result is shown.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from bot.errors import ModelError
from bot.ports import TokenCounter
from bot.summaries.calling import TEMPLATE_TOKENS, Calls, fenced, rules_of
from bot.summaries.changes import Change, redlines, versions
from bot.summaries.contracts import Duty, KeyDate, duties, key_dates
from bot.summaries.forms import arranged
from bot.summaries.merging import listed, merged, resting
from bot.summaries.notes import Note
from bot.summaries.order import Order
from bot.summaries.packing import Part, fits, pack
from bot.summaries.picking import pick
from bot.summaries.result import Item, Read, Section, Summary, Unread
from bot.summaries.sections import (
    changed,
    counted,
    dated,
    extent,
    in_vain,
    missing,
    reported,
    sections,
)
from bot.summaries.taking import notes_of, notes_of_parts
from bot.summaries.verifying import Witness

#: What a model needs for its reply, thoughts included, beside what it reads.
REPLY_TOKENS = 4_096


class Outcome(NamedTuple):
    """The summary, and what a calendar and a table are made of."""

    summary: Summary
    dates: tuple[KeyDate, ...] = ()
    duties: tuple[Duty, ...] = ()
    changes: tuple[Change, ...] = ()


class Summaries:
    """Makes summaries over the two seats; one for a process."""

    def __init__(self, calls: Calls, counter: TokenCounter, part_tokens: int) -> None:
        self._calls = calls
        self._counter = counter
        self._part_tokens = part_tokens

    @property
    def calls(self) -> Calls:
        """The models, asked by the rules of summaries."""
        return self._calls

    async def make(self, order: Order) -> Outcome:
        """The whole road. Raises RequestRefused when text may go to no model at all."""
        started = time.monotonic()
        notes = await self._notes(order)
        return await asyncio.to_thread(_outcome, order, notes, started)

    async def _notes(self, order: Order) -> list[Note]:
        witness, words = Witness(order.material), order.words
        if not order.material.marked:
            return []
        if self._calls.seat(order.decision).kind == "offline":
            order.told.append(words.say("summary.how.rules", **_of(order)))
            return await asyncio.to_thread(pick, order.material.marked, order.kind)
        room = await self.room(order, "whole")
        parts: Sequence[Part] = ()
        # Else a long text would be cut and counted twice, for a room it is not meant for.
        if fits(order.material, room):
            parts = await pack(order.material, room, self._counter)
        if len(parts) == 1:
            notes = await notes_of(self._calls, order, parts[0], witness, "whole", order.decision)
            label = self._calls.seat(order.decision).label
            order.told.insert(0, words.say("summary.how.once", label=label, **_of(order)))
            return notes
        parts = await pack(order.material, await self.room(order, "notes"), self._counter)
        return await self._in_parts(order, parts, witness)

    async def _in_parts(self, order: Order, parts: Sequence[Part], witness: Witness) -> list[Note]:
        """Notes of every part, merged where they must be, then the text by the decided tier."""
        words = order.words
        order.total = len(parts) + 1
        order.progress(0, order.total)
        blocks = await notes_of_parts(self._calls, order, parts, witness)
        if self._calls.seat(self._calls.taker(order)).kind == "offline":
            order.unread.clear()
        room = await self.room(order, "write")
        notes = await merged(self._calls, order, blocks, witness, self._counter, room)
        written = await self._written(order, notes, witness)
        order.told.insert(
            0,
            words.say(
                "summary.how.parts",
                writer=self._calls.seat(order.decision).label,
                taker=self._calls.seat(self._calls.taker(order)).label,
                parts=len(parts),
                **_of(order),
            ),
        )
        return written or notes

    async def _written(self, order: Order, notes: list[Note], witness: Witness) -> list[Note]:
        """The final statements; none where nobody wrote them, which is said."""
        found: list[Note] = []
        try:
            text = fenced("notes", listed(notes, order))
            heard = await self._calls.ask(order, order.decision, "write", text)
            order.decision = heard.decision
            found = resting(heard.said, notes, order, witness)
        except ModelError:
            found = []
        order.step()
        if not found and notes:
            order.told.append(order.words.say("summary.unwritten"))
        return found

    async def room(self, order: Order, task: str) -> int:
        """What is left for the text in one call: the whole input, prompt included, keeps within
        the setting and within what the model takes."""
        takes = order.decision if task in ("whole", "write") else self._calls.taker(order)
        tiers = (takes, self._calls.taker(order)) if task == "write" else (takes,)
        whole = min(self._calls.seat(one).context_tokens for one in tiers) - REPLY_TOKENS
        around = await self._counter.count([rules_of(task, order), fenced("material", "")])
        return max(512, min(self._part_tokens, whole) - around - TEMPLATE_TOKENS)


def _of(order: Order) -> dict[str, str]:
    return {
        "tokens": f"{order.material.tokens:,}",
        "kind": order.words.say(f"summary.kind.{order.kind}"),
    }


def _outcome(order: Order, notes: list[Note], started: float) -> Outcome:
    found = sections(order, notes)
    dates: list[KeyDate] = []
    bound: list[Duty] = []
    tracked, between = redlines(order.material), versions(order.material)
    if order.kind == "contract":
        dates, bound = key_dates(order.material), duties(order.material)
        found += dated(order, dates)
    found += changed(order, tracked, "changes") + changed(order, between, "versions")
    if order.kind == "contract":
        found += missing(order)
    elif order.kind == "paper":
        found += in_vain(order, "absent_paper")
    found += reported(order)
    if order.form:
        found = arranged(found, order.form, order)
    found.append(_how(order))
    summary = Summary(
        decision=order.decision,
        kind=order.kind,
        sections=tuple(found),
        read=_read(order),
        skipped=_skipped(order),
        usage=order.usage,
        seconds=round(time.monotonic() - started, 3),
    )
    return Outcome(summary, tuple(dates), tuple(bound), (*tracked, *between))


def _how(order: Order) -> Section:
    words = order.words
    lines = list(dict.fromkeys(order.told)) or [words.say("summary.how.nothing")]
    if order.kind == "contract" and order.material.marked:
        read, there = counted(order.material)
        amount = extent(order.material, words)
        lines.append(words.say("summary.disclaimer", amount=amount, read=read, all=there))
    items = tuple(Item(text=line) for line in lines)
    return Section(title=words.say("summary.topic.how"), items=items)


def _read(order: Order) -> tuple[Read, ...]:
    found = []
    for source in order.material.sources:
        units = order.material.of(source)
        tokens = sum(one.tokens for one in units)
        found.append(Read(source=source, units=len(units), tokens=tokens))
    return tuple(found)


def _skipped(order: Order) -> tuple[Unread, ...]:
    words = order.words
    named = [
        Unread(source=one.source, unit=one.part(words), reason=one.because(words))
        for one in order.material.skipped
    ]
    return (*named, *order.unread)
