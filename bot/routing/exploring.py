"""A small share of everyday questions goes to the other model, where the policy says so.

Refuses to draw where any rule has spoken: stakes, length, a wish and what cannot be done are not
played with. The draw is read off the question's id, so that a job taken up again draws the same.
"""

from __future__ import annotations

from hashlib import sha256

from bot.decision import Decision, instead
from bot.request import Request, Tier
from bot.routing.rules import Policy


def explored(request: Request, decision: Decision, policy: Policy) -> Decision:
    """The decision with its propensity: how likely this tier was to be asked. Where the lot fell on
    it, the other tier, with cause `explored`."""
    share = policy.exploration.share
    if not policy.exploration.on or not _everyday(request, decision):
        return decision
    if _drawn(request.id) >= share:
        return decision.model_copy(update={"propensity": 1 - share})
    other: Tier = "fast" if decision.tier == "reasoning" else "reasoning"
    shown = f"{share * 100:g} %"
    changed = instead(decision, other, "explored", "", words=(shown,))
    return changed.model_copy(update={"propensity": share})


def _everyday(request: Request, decision: Decision) -> bool:
    """A plain question that the score alone has decided."""
    again = request.second_of or request.so_far or request.shape or request.first_for
    return decision.cause == "score" and not again and not request.compare and not request.shared_of


def _drawn(name: str) -> float:
    """From 0 to below 1, even over names."""
    return int.from_bytes(sha256(f"explored:{name}".encode()).digest()[:7]) / 2**56
