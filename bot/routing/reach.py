"""Where text may go: which seats stand on our own servers, and which tier is left if others do not.

Refuses to resolve names: what is no address of a private network counts when it is listed.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from bot.errors import RequestRefused
from bot.request import Request, Tier
from bot.routing.rules import Policy, TextRule
from bot.seats import Price, Seat, Seats


def is_own(seat: Seat, hosts: tuple[str, ...] = ()) -> bool:
    """Whether text sent to this seat stays on loopback, private addresses or the listed hosts.

    The offline demo sends nothing anywhere. A seat without an address is its provider's.
    """
    if seat.kind == "offline":
        return True
    host = (urlsplit(seat.base_url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost") or host in hosts:
        return bool(host)
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_private


def may_go(seat: Seat, rule: TextRule) -> bool:
    """Whether text may be sent to this seat."""
    return rule.may_go == "any" or is_own(seat, rule.hosts)


def kept(request: Request, seats: Seats, rule: TextRule) -> tuple[str, Tier]:
    """Why text stays where it is (a code that a footer words; empty: it may go anywhere), and the
    tier that is left. Raises RequestRefused when none is."""
    allowed = [seat.tier for seat in (seats.fast, seats.reasoning) if may_go(seat, rule)]
    # Who stands in for the reasoning seat is asked where it may not be.
    allowed += [seat.tier for seat in seats.fallback if may_go(seat, rule)]
    if not allowed:
        raise RequestRefused(said="refused.kept")
    left = sorted(set(allowed))
    if len(left) > 1:
        return "", "fast"
    files = any(unit.source == "file" for unit in request.context)
    return f"{'kept_files' if files else 'kept'} {request.place.kind}", left[0]


def seated(seats: Seats, policy: Policy) -> Seats:
    """The seats with the policy's prices in place of the preset's."""
    return seats.model_copy(
        update={"fast": priced(seats.fast, policy), "reasoning": priced(seats.reasoning, policy)}
    )


def priced(seat: Seat, policy: Policy) -> Seat:
    """The seat with the policy's price for its tier, where it has one."""
    listed = policy.prices.fast if seat.tier == "fast" else policy.prices.reasoning
    return seat.model_copy(update={"price": Price(**dict(listed))}) if listed else seat
