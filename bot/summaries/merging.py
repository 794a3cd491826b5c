"""Fewer notes from many, group by group from the left, until what is left fits one call.

Refuses to let go of where a statement is from: a merged one rests on the quotations of its notes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.errors import ModelError
from bot.ports import TokenCounter
from bot.prompting import guarded
from bot.summaries.calling import MOST_MERGED, Calls, fenced
from bot.summaries.kinds import topic_named, topics
from bot.summaries.notes import Note, Quoted, Said
from bot.summaries.order import Order
from bot.summaries.verifying import MOST_CITES, Witness

#: Parts whose notes are merged in one call at most.
FAN_IN = 8


def listed(notes: Sequence[Note], order: Order) -> str:
    """Notes with their numbers, as a model is shown them."""
    lines = []
    for number, note in enumerate(notes, 1):
        marked = order.material.marked[note.cites[0].number]
        line = f"[{number}] {note.topic} ({marked.head[:80]}): {' '.join(note.text.split())}"
        line += f" [owner: {note.owner}]" if note.owner else ""
        lines.append(guarded(line + (f" [due: {note.due}]" if note.due else "")))
    return "\n".join(lines)


async def merged(
    calls: Calls,
    order: Order,
    blocks: Sequence[list[Note]],
    witness: Witness,
    counter: TokenCounter,
    room: int,
) -> list[Note]:
    """All notes in order, merged level by level while they do not fit the room together.

    Groups are filled from the left, so more parts at the end change only the groups there.
    """
    level = [block for block in blocks if block]
    while True:
        counts = await counter.count_each([listed(block, order) for block in level])
        if sum(counts) + len(level) <= room:
            return [note for block in level for note in block]
        groups = _groups(level, counts, room)
        order.total += len(groups)
        level = list(
            await asyncio.gather(*(_merge(calls, order, group, witness) for group in groups))
        )


def _groups(level: Sequence[list[Note]], counts: Sequence[int], room: int) -> list[list[Note]]:
    groups: list[list[Note]] = []
    total = size = 0
    for block, count in zip(level, counts, strict=True):
        if not groups or size == FAN_IN or total + count > room:
            groups.append([])
            total = size = 0
        groups[-1] += block
        total, size = total + count, size + 1
    return groups


async def _merge(calls: Calls, order: Order, notes: list[Note], witness: Witness) -> list[Note]:
    """At most MOST_MERGED and fewer than before: by the model, else the weightiest by topic."""
    most = min(MOST_MERGED, max(1, len(notes) * 2 // 3))
    try:
        heard = await calls.ask(
            order, calls.taker(order), "merge", fenced("notes", listed(notes, order))
        )
        found = resting(heard.said, notes, order, witness)
    except ModelError:
        found = []
    order.step()
    if not found:
        order.told.append(order.words.say("summary.trimmed", left=most, all=len(notes)))
        found = _weightiest(notes, order, most)
    return found[:most]


def resting(
    said: Sequence[Said], notes: Sequence[Note], order: Order, witness: Witness
) -> list[Note]:
    """Statements over the notes that they name, with those notes' quotations; others are dropped.

    Owner and date hold only where one of the notes has them.
    """
    found: list[Note] = []
    for one in said:
        below = [notes[number - 1] for number in one.notes if 0 < number <= len(notes)]
        cites: list[Quoted] = []
        for note in below:
            cites += [cite for cite in note.cites if cite not in cites]
        if not cites:
            continue
        topic = topic_named(one.topic, order.kind)
        settled = witness.settled(one, topic, cites[:MOST_CITES])
        if settled not in found:
            found.append(settled)
    return found


def _weightiest(notes: Sequence[Note], order: Order, most: int) -> list[Note]:
    rank = {topic: at for at, topic in enumerate(topics(order.kind))}
    chosen = sorted(range(len(notes)), key=lambda at: (rank.get(notes[at].topic, 99), at))[:most]
    return [notes[at] for at in sorted(chosen)]
