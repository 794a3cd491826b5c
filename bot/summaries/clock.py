"""When something was said, in UTC and in the reader's zone.

Refuses to guess: what carries no time of its own gets none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.spans import in_zone
from bot.summaries.notes import Note
from bot.summaries.order import Order
from bot.summaries.result import Item

_SAID = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d) UTC")


def clocked(made: Item, note: Note, order: Order) -> Item:
    """The statement behind the time of the message that it rests on."""
    place = order.material.marked[note.cites[0].number].unit.place
    found = _SAID.search(place)
    if found is None:
        return made
    at = datetime.strptime(found.group(1), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    zone = order.request.asker.tz
    here = in_zone(at, zone)
    if here.utcoffset() == at.utcoffset():
        text = order.words.say("summary.clock.utc", utc=found.group(1), text=made.text)
    else:
        local = f"{here:%H:%M}" if here.date() == at.date() else f"{here:%Y-%m-%d %H:%M}"
        values = {"utc": found.group(1), "local": local, "zone": zone, "text": made.text}
        text = order.words.say("summary.clock.both", **values)
    return made.model_copy(update={"text": text})
