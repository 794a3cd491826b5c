"""What operators have ordered for now: tiers that are paused, a tier that is to answer.

Refuses to know who ordered it and until when; the policy's changes do.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.decision import Decision, instead
from bot.errors import RequestRefused
from bot.request import Request, Tier
from bot.routing.decide import Health
from bot.routing.layers import Leaf, found_at
from bot.routing.policy import InForce
from bot.routing.rules import Policy

#: Codes that a footer words: an operator's pause, an operator's choice.
PAUSED, CHOSEN = "paused", "use"


def is_paused(policy: Policy, tier: Tier) -> bool:
    """Whether this tier is not to be asked."""
    paused = policy.paused
    return paused.all or (paused.fast if tier == "fast" else paused.reasoning)


def other(tier: Tier) -> Tier:
    """The tier beside it."""
    return "reasoning" if tier == "fast" else "fast"


def ordered(rule: InForce, request: Request, tier: Tier, health: Health) -> Health | None:
    """The circumstances that orders make for a question that would go to `tier`; None: they leave
    it there. Where text may go comes before what operators choose, and a pause before both.

    Raises RequestRefused where the tier that is left is paused.
    """
    policy, made = rule.policy, health
    use = policy.use.tier
    if use != "auto" and use != tier and not health.kept_in:
        made, tier = health.model_copy(update={"kept_in": CHOSEN, "kept_to": use}), use
    if not is_paused(policy, tier):
        return None if made == health else made
    if is_paused(policy, other(tier)) or health.kept_in:
        raise paused(rule, request)
    down = "fast_down" if tier == "fast" else "reasoning_down"
    return health.model_copy(update={down: PAUSED})


def standing_orders(rule: InForce, request: Request, decision: Decision) -> Decision:
    """A decision that has waited, as it holds now: its tier may have been paused meanwhile. The
    check of an answer that stands already is brought to its end.

    Raises RequestRefused where the other one is paused, too, or may not be asked instead.
    """
    tier = decision.tier
    if request.first or not is_paused(rule.policy, tier):
        return decision
    kept = any(floor.name == "policy" for floor in decision.floors)
    if kept or is_paused(rule.policy, other(tier)):
        raise paused(rule, request)
    return instead(decision, other(tier), "unavailable", PAUSED)


def paused(rule: InForce, request: Request) -> RequestRefused:
    """What an asker is told whose question nobody may take: until when, in their own zone."""
    ends = [
        leaf.origin.until
        for name in ("all", "fast", "reasoning")
        if isinstance(leaf := found_at(rule.tree, ("paused", name)), Leaf) and leaf.value
    ]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return RequestRefused(said="refused.paused")
    return RequestRefused(said="refused.paused_until", until=clock(max(known), request.asker.tz))


def clock(at: datetime, zone: str) -> str:
    """The time of day there, with the zone's name; UTC where that is unknown."""
    try:
        return f"{at.astimezone(ZoneInfo(zone)):%H:%M} ({zone})"
    except (ZoneInfoNotFoundError, ValueError):
        return f"{at.astimezone(UTC):%H:%M} (UTC)"
