"""Which calls pass the later gates, and how the fast model is told that it may raise its hand.

Refuses to change what people wrote: rules are added beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.decision import Cause, Decision
from bot.prompting import prompt

#: The fast tier answers for a reason that a second thought cannot change: somebody wants it so, or
#: the reasoning tier is not to be had.
_SETTLED: frozenset[Cause] = frozenset({"wish", "policy", "budget", "unavailable"})


def may_escalate(decision: Decision) -> bool:
    """Whether the question may still go up."""
    return decision.tier == "fast" and decision.cause not in _SETTLED


def is_uncertain(decision: Decision, band: float) -> bool:
    """Whether the score alone decided, and narrowly."""
    return decision.cause == "score" and abs(decision.score - decision.threshold) <= band


def may_raise_hand(messages: Sequence[BaseMessage], *, system: bool) -> list[BaseMessage]:
    """The conversation with the rule about handing on.

    It ends the system message, or becomes one; `system` False (models that want none): it stands
    at the head of the first human message.
    """
    rule = prompt("gates/raise_hand").fill()
    kind = SystemMessage if system else HumanMessage
    for index, message in enumerate(messages):
        if isinstance(message, kind):
            told = with_text(message, after=rule) if system else with_text(message, before=rule)
            return [*messages[:index], told, *messages[index + 1 :]]
    return [kind(rule), *messages]


def with_text(message: BaseMessage, *, before: str = "", after: str = "") -> BaseMessage:
    """The message with a paragraph more; content in blocks (images) keeps its blocks."""
    content = message.content
    if isinstance(content, str):
        told = "\n\n".join(part for part in (before, content, after) if part)
        return message.model_copy(update={"content": told})
    head = [{"type": "text", "text": before}] if before else []
    tail = [{"type": "text", "text": after}] if after else []
    return message.model_copy(update={"content": [*head, *content, *tail]})
