"""First answers as Block Kit: the fast one while it is being checked, and folded away below later.

Refuses to decide what is said: sentences come from the catalogue, text from the answers.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.neutral import neutral
from adapters.slack.spoken import message_text
from bot.provisional import First, set_apart
from bot.request import Request
from bot.routing.telling import money, seconds, worded
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
#: Both texts share Slack's 12,000 characters of markdown a message (field/slack.md 1.9).
FIRST_PART = 4_000


def shown(text: str, request: Request, words: Words) -> str:
    """A model's text made safe, with destructive commands set apart."""
    others = (unit.text for unit in request.context if not unit.by_assistant)
    return set_apart(neutral(text, "\n".join([request.text, *others])).strip() or "…", words)


def provisional(first: First, request: Request, seats: Seats, words: Words) -> Json:
    """The message while the first answer is being checked."""
    other = seats.reasoning.label
    line = words.say("provisional.first", label=first.label, other=other)
    text = shown(first.text, request, words)[:FIRST_PART]
    cost = words.say("footer.cost.shown", amount=money(first.usage.cost_usd, words))
    foot = f"{first.label} · {seconds(first.seconds, words)}{cost}"
    return {
        "text": message_text(f"{line}\n{text}", foot),
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": line}},
            {"type": "markdown", "text": text},
            {"type": "context", "elements": [{"type": "plain_text", "text": foot}]},
        ],
    }


def opening(first: First, seats: Seats, words: Words, label: str) -> str:
    """The line in front of the answer that has checked, or could not check, the first one."""
    if first.unchecked:
        other = seats.reasoning.label
        reason = (
            words.say("footer.problem.stopped")
            if first.unchecked == "stopped"
            else worded(first.unchecked, other, words)
        )
        return words.say("provisional.unchecked", label=other, reason=reason)
    return words.say(f"provisional.{first.verdict}", label=label)


def folded(first: First, request: Request, words: Words) -> Json:
    """The first answer, folded away below the one that has checked it."""
    return {
        "type": "container",
        "title": {
            "type": "plain_text",
            "text": words.say("provisional.before", label=first.label)[:150],
        },
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [
            {"type": "markdown", "text": shown(first.text, request, words)[:FIRST_PART]}
        ],
    }
