"""The row of buttons under an answer.

Refuses to know what pressing one does.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.blocks import button
from bot.answer import Answer
from bot.routing.stakes import CATEGORIES
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
WHY, OTHER, AGAIN, GO, QUICK = "why", "ask_other", "ask_again", "go_ahead", "quick_answer"
EVERYTHING, CANCEL = "read_everything", "cancel_question"
#: The forms of a summary; the action ids of their buttons begin so.
FORMS, FORM = ("short", "full", "action", "update"), "summary_"


def buttons(job_id: str, answer: Answer, seats: Seats, words: Words) -> Json:
    """`Why?`, the other model, and `Ask again` under an answer from memory."""
    decision = answer.decision
    other = seats.reasoning if decision.tier == "fast" else seats.fast
    label = words.say("slack.button.ask", label=other.label)
    stakes_lost = any(floor.name in CATEGORIES for floor in decision.lost)
    if decision.cause == "wish" and stakes_lost:
        label = words.say("slack.button.check", label=other.label)
    elif decision.cause == "unavailable":
        label = words.say("slack.button.try", label=other.label)
    elements = [
        button(WHY, words.say("slack.button.why"), job_id, words.say("slack.label.why")),
        button(OTHER, label, job_id, words.say("slack.label.other", label=other.label)),
    ]
    if answer.cache.state in ("hit", "near"):
        # Under a near match the asker's own question has not been asked yet.
        name = "again" if answer.cache.state == "hit" else "mine"
        spoken = words.say(f"slack.label.{name}")
        elements.append(button(AGAIN, words.say(f"slack.button.{name}"), job_id, spoken))
    return {"type": "actions", "elements": elements}


def read_everything(job_id: str, seats: Seats, words: Words) -> Json:
    """Under an answer for which only a part of the thread was read."""
    label = seats.reasoning.label
    text = words.say("slack.button.everything", label=label)
    spoken = words.say("slack.label.everything", label=label)
    return button(EVERYTHING, text, job_id, spoken)


def forms(job_id: str, words: Words) -> Json:
    """Under a summary: the same in another form, or again with what was written since."""
    return {
        "type": "actions",
        "elements": [
            button(
                f"{FORM}{form}",
                words.say(f"summary.button.{form}"),
                job_id,
                words.say(f"summary.label.{form}"),
            )
            for form in FORMS
        ],
    }
