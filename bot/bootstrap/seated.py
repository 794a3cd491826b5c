"""What `doctor` finds of the models: one seat's server, its context and its reasoning parser.

Refuses to know how a server is asked.
"""

from __future__ import annotations

from bot.bootstrap.parts import introduced, probe_seat
from bot.commands.findings import Finding
from bot.seats import Seat, Seats
from bot.served import Served
from bot.settings import PREFIX
from bot.words import Words


async def seat_findings(seats: Seats, words: Words) -> list[Finding]:
    """Both seats and who stands in, in the order in which they are asked."""
    found: list[Finding] = []
    named = (seats.fast, seats.reasoning)
    for place, seat in enumerate((*named, *seats.fallback)):
        ok, detail = await probe_seat(seat)
        served = await introduced(seat) if ok else None
        if served is not None:
            detail = f"{detail}, {served.product} {served.version}".rstrip()
        remedy = "" if ok else words.say("doctor.model", label=seat.label)
        found.append(Finding(what=f"model {seat.label}", ok=ok, found=detail, remedy=remedy))
        if served is not None:
            found += _context(seat, served, place >= len(named), words)
            found += _parser(seat, served, words)
    return found


def _context(seat: Seat, served: Served, stands_in: bool, words: Words) -> list[Finding]:
    if served.context_tokens is None:
        return []
    ok, remedy = served.context_tokens >= seat.context_tokens, ""
    if not ok:
        flag = f"{served.context_flag} {seat.context_tokens}"
        setting = f"{PREFIX}{seat.tier.upper()}__CONTEXT_TOKENS={served.context_tokens}"
        key = "doctor.context_flag" if stands_in else "doctor.context"
        remedy = words.say(key, label=seat.label, flag=flag, setting=setting)
    read = f"{served.context_tokens:,} tokens"
    detail = read if ok else f"{read}, {seat.context_tokens:,} are counted on"
    return [Finding(what=f"context {seat.label}", ok=ok, found=detail, remedy=remedy)]


def _parser(seat: Seat, served: Served, words: Words) -> list[Finding]:
    if not seat.reasoning_parser:
        return []
    ok, remedy = served.splits is not False, ""
    if not ok:
        flag = served.parser_flag(seat.reasoning_parser)
        remedy = words.say("doctor.parser", label=seat.label, flag=flag)
    detail = {True: "on", False: "off: thoughts come as part of the answer", None: "not told"}
    return [
        Finding(
            what=f"reasoning parser {seat.label}",
            ok=ok,
            found=detail[served.splits],
            remedy=remedy,
        )
    ]
