"""The row of buttons under an answer.

Refuses to know what pressing one does.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.blocks import button
from bot.answer import Answer
from bot.request import Request
from bot.routing.stakes import CATEGORIES
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
WHY, OTHER, AGAIN, GO, QUICK = "why", "ask_other", "ask_again", "go_ahead", "quick_answer"
EVERYTHING, CANCEL, MUTE = "read_everything", "cancel_question", "mute_here"
COMPARE, CONTINUE = "compare", "continue"
#: Under what says why there is no answer: by that tier instead, and not at all.
INSTEAD, DROP = {"fast": "ask_fast", "reasoning": "ask_reasoning"}, "drop_question"
#: The forms of a summary; the action ids of their buttons begin so.
FORMS, FORM = ("short", "full", "action", "update"), "summary_"
#: Under an incident: forms in which it is handed on.
HANDED = ("catch_up", "handover", "post_mortem")


def buttons(job_id: str, request: Request, answer: Answer, seats: Seats, words: Words) -> Json:
    """`Why?`; the other model, and both, unless they have spoken; what this answer leaves open."""
    elements = [why(job_id, words)]
    if not request.second_of or answer.decision.cause == "unavailable":
        elements.append(_other(job_id, answer, seats, words))
    stopped = answer.answer.finish == "stopped"
    if stopped or answer.cache.state in ("hit", "near"):
        # Under a near match the asker's own question has not been asked yet.
        name = "mine" if answer.cache.state == "near" else "again"
        spoken = words.say(f"slack.label.{name}")
        elements.append(button(AGAIN, words.say(f"slack.button.{name}"), job_id, spoken))
    if answer.answer.finish in ("length", "cut") or (stopped and answer.answer.text):
        go_on = words.say("slack.button.continue")
        elements.append(button(CONTINUE, go_on, job_id, words.say("slack.label.continue")))
    if not request.insists and seats.preset != "offline":
        elements.append(_both(job_id, seats, words))
    if request.extent is not None and not request.extent.whole:
        elements.append(_everything(job_id, seats, words))
    if request.followed:
        muting = words.say("following.button")
        elements.append(button(MUTE, muting, job_id, words.say("following.label")))
    return {"type": "actions", "elements": elements}


def why(job_id: str, words: Words) -> Json:
    """`Why?`"""
    return button(WHY, words.say("slack.button.why"), job_id, words.say("slack.label.why"))


def _other(job_id: str, answer: Answer, seats: Seats, words: Words) -> Json:
    decision = answer.decision
    other = seats.reasoning if decision.tier == "fast" else seats.fast
    text = words.say("slack.button.ask", label=other.label)
    stakes_lost = any(floor.name in CATEGORIES for floor in decision.lost)
    if decision.cause == "wish" and stakes_lost:
        text = words.say("slack.button.check", label=other.label)
    elif decision.cause == "unavailable":
        text = words.say("slack.button.try", label=other.label)
    return button(OTHER, text, job_id, words.say("slack.label.other", label=other.label))


def _both(job_id: str, seats: Seats, words: Words) -> Json:
    text = words.say("slack.button.compare")
    labels = {"fast": seats.fast.label, "reasoning": seats.reasoning.label}
    return button(COMPARE, text, job_id, words.say("slack.label.compare", **labels))


def _everything(job_id: str, seats: Seats, words: Words) -> Json:
    """Under an answer for which only a part of the thread was read."""
    label = seats.reasoning.label
    text = words.say("slack.button.everything", label=label)
    return button(EVERYTHING, text, job_id, words.say("slack.label.everything", label=label))


def forms(job_id: str, words: Words, listed: tuple[str, ...] = FORMS) -> Json:
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
            for form in listed
        ],
    }
