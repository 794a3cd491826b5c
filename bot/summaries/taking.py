"""Notes of every part, taken at the same time by the fast tier; what fails is done without it.

Refuses to lose a part: one whose notes cannot be used is read by rules, and that is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.decision import Decision
from bot.errors import ModelError
from bot.summaries.calling import Calls, fenced
from bot.summaries.kinds import topic_named
from bot.summaries.notes import Note, Said
from bot.summaries.order import Order
from bot.summaries.packing import Part
from bot.summaries.picking import pick
from bot.summaries.replies import unit_number
from bot.summaries.result import Unread
from bot.summaries.verifying import Witness
from bot.words import Words

#: Of one part; a model that returns more repeats itself.
MOST_NOTES = 60


async def notes_of_parts(
    calls: Calls, order: Order, parts: Sequence[Part], witness: Witness
) -> list[list[Note]]:
    """Notes part by part, in order."""
    return list(
        await asyncio.gather(*(notes_of(calls, order, part, witness, "notes") for part in parts))
    )


async def notes_of(
    calls: Calls,
    order: Order,
    part: Part,
    witness: Witness,
    task: str,
    decision: Decision | None = None,
) -> list[Note]:
    """Verified notes of one part, by the model if it can, else by rules, which is disclosed."""
    try:
        heard = await calls.ask(
            order, decision or calls.taker(order), task, fenced("material", part.text)
        )
        # On a thread: other parts are under way.
        notes = await asyncio.to_thread(verified, heard.said, part, order, witness)
        if decision is not None:
            order.decision = heard.decision
        problem = "" if notes else "garbled" if not heard.said else "unfounded"
    except ModelError as error:
        notes, problem = [], "failed"
        order.told += [
            order.words.say("summary.silent", problem=order.words.say(error.key, **_told(error)))
        ]
    order.step()
    if not problem:
        return notes
    order.unread += disclosed(part, problem, order.words)
    return await asyncio.to_thread(pick, part.units, order.kind)


def _told(error: ModelError) -> dict[str, str | int | float]:
    return {"label": "", "id": "", **error.values}


def verified(said: Sequence[Said], part: Part, order: Order, witness: Witness) -> list[Note]:
    """What of it the material bears out."""
    notes: list[Note] = []
    for one in said[: 2 * MOST_NOTES]:
        units = [part.marked(unit_number(unit)) for unit, _ in one.cites]
        note = witness.note(one, topic_named(one.topic, order.kind), units)
        if note is not None and note not in notes:
            notes.append(note)
    return notes[:MOST_NOTES]


def disclosed(part: Part, problem: str, words: Words) -> list[Unread]:
    """The units of the part, source by source, and why a model's notes of them are missing."""
    found: list[Unread] = []
    for source in dict.fromkeys(one.source for one in part.units):
        units = [one.label for one in part.units if one.source == source]
        place = units[0] if len(units) == 1 else f"{units[0]} … {units[-1]}"
        reason = words.say(f"summary.notes.{problem}")
        found.append(Unread(source=source, unit=place, reason=reason))
    return found
