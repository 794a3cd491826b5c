"""What is known of the choice between the models from what people said and did.

Refuses to guess the outcome of a model that was not asked.
"""

from __future__ import annotations

from bot.decision import Decision
from bot.escalated import LATER
from bot.jobs.reviewing import first_verdict
from bot.jobs.votes import Vote
from bot.request import Noun
from bot.routing.stakes import CATEGORIES

#: Rules besides the score that say where a question goes, whatever its score.
_RULES = frozenset({*CATEGORIES, "length", "policy", "budget"})
#: Faults of an answer that another model would have had, too.
_NOBODY_S = frozenset({"missed_file", "slow"})
#: An outcome that the lot rarely draws stands for the many that it did not; but for no more.
MOST_WEIGHT = 50.0


class Known(Noun):
    """One outcome. `needed`: the reasoning model was needed, the fast one would not have done;
    `values` are the signals behind the score; `weight` is one over how likely it was to be seen."""

    of: str
    source: str
    score: float
    needed: bool
    weight: float
    values: dict[str, float]


def known_from(vote: Vote) -> Known | None:
    """What it says of the choice by the score; None: nothing, or a rule had chosen."""
    decision = vote.decision
    needed = _needed(vote)
    if needed is None or not _by_score(decision, vote):
        return None
    return Known(
        of=vote.of,
        source=vote.said,
        score=decision.score,
        needed=needed,
        weight=min(MOST_WEIGHT, 1 / decision.propensity),
        values={one.name: one.value for one in decision.reasons},
    )


def _by_score(decision: Decision, vote: Vote) -> bool:
    if any(rule.name in _RULES for rule in (*decision.floors, *decision.lost)):
        return False
    # Both were asked, whatever was wished for.
    both = vote.said in ("fast_enough", "reasoning_worth")
    return both or first_verdict(decision).cause == "score"


def _needed(vote: Vote) -> bool | None:
    """A good answer of the reasoning model says nothing of the fast one."""
    decision, faults = vote.decision, set(vote.faults)
    fast = decision.tier == "fast"
    match vote.said:
        case "fast_enough":
            return False
        case "reasoning_worth":
            return True
        case "second_same":
            return False if fast else None
        case "second_differs":
            return True if fast else None
        case "asked_again":
            return True if fast else None
        case "down" if fast:
            return None if faults and faults <= _NOBODY_S else True
        case "down":
            return False if faults & {"wrong_model", "slow"} and not faults & {"wrong"} else None
        case "up" if fast:
            return False
        case "up" if decision.cause in LATER:
            return True
    return None
