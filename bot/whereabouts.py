"""Where somebody's text goes and what is kept of it, in words, from the settings in force.

Refuses to promise: each sentence is read off seats and policy.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.routing.reach import is_own
from bot.routing.rules import Policy
from bot.seats import Seat, Seats
from bot.words import Words


def whereabouts(seats: Seats, policy: Policy, words: Words) -> str:
    """One sentence for each seat, then what is kept and what is not."""
    parts = [
        words.say("where.seat", label=seat.label, place=_place(seat, policy, words))
        for seat in (seats.fast, seats.reasoning)
    ]
    hours = f"{policy.memory.ttl_h:g}"
    parts.append(
        words.say("where.kept", hours=hours) if policy.memory.on else words.say("where.none")
    )
    return " ".join([*parts, words.say("where.records")])


def _place(seat: Seat, policy: Policy, words: Words) -> str:
    if seat.kind == "offline":
        return words.say("where.offline")
    if is_own(seat, policy.text.hosts):
        return words.say("where.own")
    host = urlsplit(seat.base_url).hostname or seat.model
    if seat.provider:
        return words.say("where.provider", host=host, provider=seat.provider)
    return words.say("where.outside", host=host)
