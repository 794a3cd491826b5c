"""A routing decision as a record: what was decided, from which facts, and what lost.

Refuses to know how it was reached or how it reads: `routing` decides, `routing.explain` words it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.request import Noun, Tier

Cause = Literal[
    "score",
    "wish",
    "policy",
    "stakes",
    "length",
    "budget",
    "unavailable",
    "handed_on",
    "check_failed",
    "explored",
]


class Reason(Noun):
    """One named signal: its value in its own unit, what it adds to the score, and the words that
    gave rise to it (none for what is read off the sentence as a whole)."""

    name: str
    value: float
    contribution: float
    words: tuple[str, ...] = ()


class Floor(Noun):
    """A rule that demanded a tier, with the words (or figures) that set it off.

    `rule` says how a stakes category was found: `meaning` (the trained reading of the sentence),
    `thread` (of a short question together with its thread), `danger` (a phrase of danger to a
    person), `policy_word` (a word that the policy lists); empty for other rules.

    `name` is a stakes category (`legal`, `medical`, `finance`, `security`, `incident`, `people`,
    `safety`, `privacy`) or the name of another rule (`wish`, `length`, `budget`, `policy`,
    `unavailable`, `score`, `explored`, and of the later gates `handed_on`, `check_failed`).
    """

    name: str
    tier: Tier
    words: tuple[str, ...] = ()
    rule: str = ""


class Counterfactual(Noun):
    """The smallest change found by re-running the router that leads to the other tier.

    `rule` empty: these words of the question left out. Else the rule that was taken away: `wish`
    (then `without` is how it was said), `length`, `budget`, `unavailable`, `policy`, `handed_on`,
    `check_failed`. A `tier` that is the decision's own says: it was looked for, and none was found.
    """

    without: tuple[str, ...]
    tier: Tier
    rule: str = ""


class Escalation(Noun):
    """What stood before this decision, when an earlier one was overturned on the way.

    `detail` is why the first one was overturned: the fast model's own words when it handed the
    question on (shown in "Why?" alone), the key of the check that failed, or why a tier was not
    to be had.
    """

    tier: Tier
    cause: Cause
    detail: str = ""


class Decision(Noun):
    """base + sum of contributions = score, also when a floor decided.

    `floors` are the rules that spoke for the chosen tier, the one that decided first;
    `lost` those that a higher rule overruled (also `score`, when it would have chosen otherwise).
    `counterfactual` is null until somebody asks for it. `policy` is the policy's fingerprint.
    `propensity` is how likely the first gate was to choose its tier: 1, but where the policy has a
    share of everyday questions drawn by lot.
    """

    tier: Tier
    cause: Cause
    score: float
    threshold: float
    base: float
    reasons: tuple[Reason, ...] = ()
    floors: tuple[Floor, ...] = ()
    lost: tuple[Floor, ...] = ()
    counterfactual: Counterfactual | None = None
    policy: str = ""
    propensity: float = Field(default=1.0, gt=0, le=1)
    escalated_from: Escalation | None = None


class Estimate(Noun):
    """What a tier is expected to take: seconds until complete and US dollars at list price."""

    tier: Tier
    seconds: float = Field(ge=0)
    cost_usd: float = Field(ge=0)


class Spent(Noun):
    """What it really took: time, dollars at list price, and how many times a model was called."""

    seconds: float = Field(ge=0)
    cost_usd: float = Field(ge=0)
    calls: int = Field(default=1, ge=0)


class Routing(Decision):
    """A decision as it travels in LangChain's `response_metadata["routing"]`."""

    served_model: str = ""
    estimated: tuple[Estimate, ...] = ()
    actual: Spent | None = None


def instead(
    decision: Decision,
    tier: Tier,
    cause: Cause,
    detail: str,
    *,
    words: tuple[str, ...] | None = None,
) -> Decision:
    """The same facts, another tier, and why; the record keeps what it replaces.

    `words` is what may be shown of the cause wherever a rule is shown; without it, the detail.
    """
    overruled = [*decision.floors, *decision.lost]
    if decision.cause == "score":
        overruled.append(Floor(name="score", tier=decision.tier))
    shown = (detail,) if words is None else words
    return decision.model_copy(
        update={
            "tier": tier,
            "cause": cause,
            "floors": (
                Floor(name=cause, tier=tier, words=shown),
                *(floor for floor in overruled if floor.tier == tier),
            ),
            "lost": tuple(floor for floor in overruled if floor.tier != tier),
            "escalated_from": decision.escalated_from
            or Escalation(tier=decision.tier, cause=decision.cause, detail=detail),
        }
    )
