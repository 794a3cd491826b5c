"""Which failures only those who operate can mend, and what they are told of them.

Refuses to tell anybody. Nothing in it is a person's text.
"""

from __future__ import annotations

from bot.answer import Answer
from bot.errors import (
    ModelError,
    ModelGarbage,
    ModelTimeout,
    ThinktwiceError,
)
from bot.routing.telling import floor_of, worded
from bot.seats import Seats
from bot.words import Words

Trouble = tuple[str, str]
#: Of our own errors those that promise that an admin has been told.
OURS = frozenset({"error.unexpected", "error.prompt", "refused.unfit"})
PASSING = (ModelTimeout, ModelGarbage)
#: Statuses of a server that a person must act on (bot.errors.ModelMisconfigured).
ACT = ("status 401", "status 402", "status 403", "status 404", "status 422")


def trouble_in(error: ThinktwiceError, job_id: str, seats: Seats) -> Trouble | None:
    """Its name, the same whoever meets it, and what is told; None where nobody need act."""
    words = Words()
    if error.key == "refused.scope":
        scope = str(error.values["scope"])
        return f"scope:{scope}", words.say("alarm.scope", scope=scope, id=job_id)
    if error.key in OURS:
        said = words.say("alarm.question", id=job_id, reason=error.key)
        return f"question:{error.key}", said
    passing = isinstance(error, PASSING) or error.key == "model.unavailable"
    if not isinstance(error, ModelError) or passing:
        return None
    label = str(error.values.get("label") or "")
    return _failing(error.code, label, job_id, seats)


def stood_in(answer: Answer, seats: Seats) -> str:
    """Why the reasoning tier could not answer, where a person must act; else ""."""
    decision = answer.decision
    floor = floor_of(decision, "unavailable") if decision.cause == "unavailable" else None
    code = floor.words[0] if floor and floor.words else ""
    return code if code in ACT and decision.tier == "fast" else ""


def stood_in_trouble(answer: Answer, job_id: str, seats: Seats) -> Trouble | None:
    """The trouble behind an answer that another model had to give."""
    code = stood_in(answer, seats)
    return _failing(code, seats.reasoning.label, job_id, seats) if code else None


def stood_in_line(answer: Answer, job_id: str, seats: Seats, words: Words) -> list[str]:
    """What its reader is told, beside the footer."""
    code = stood_in(answer, seats)
    if not code:
        return []
    problem = _sentence(worded(code, seats.reasoning.label, words))
    other = answer.answer.label or seats.fast.label
    return [words.say("model.instead", problem=problem, other=other, id=job_id)]


def _failing(code: str, label: str, job_id: str, seats: Seats) -> Trouble:
    words = Words()
    other = seats.reasoning.label if label == seats.fast.label else seats.fast.label
    problem = _sentence(worded(code, label, words))
    said = words.say("alarm.model", problem=problem, other=other, id=job_id)
    return f"model:{label}:{code}", said


def _sentence(part: str) -> str:
    return part[:1].upper() + part[1:]
