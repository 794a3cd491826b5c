"""A question that a later gate sends up: what was decided anew, and what the fast model did first.

Refuses to know the gates and to ask anybody; `gates` raises, pipeline and ledger carry it on.
"""

from __future__ import annotations

from pydantic import Field

from bot.answer import Text, Usage
from bot.decision import Decision
from bot.request import Noun

#: Causes of such a decision: the router itself had chosen the other tier.
LATER = frozenset({"handed_on", "check_failed"})


class Earlier(Noun):
    """What the fast model did before the question went up; charged already, told at the end.

    `answer` is its whole answer where it gave one (a check failed), and None where it raised its
    hand or said nothing. `seconds` is how long it took.
    """

    usage: Usage = Usage()
    answer: Text | None = None
    seconds: float = Field(default=0.0, ge=0)


class Escalated(Exception):
    """Nothing went wrong: the question goes up.

    Raised by a RoutedChatModel with `on_escalation="raise"` in place of an answer.
    `decision` is the new one (reasoning tier, cause `handed_on` or `check_failed`); `earlier` is
    what was used and said until then. Nothing of a later model has been asked for yet.
    """

    def __init__(self, decision: Decision, earlier: Earlier) -> None:
        super().__init__(f"{decision.cause}: goes to the {decision.tier} tier")
        self.decision = decision
        self.earlier = earlier
