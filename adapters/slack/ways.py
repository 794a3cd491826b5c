"""The buttons under a sentence that says why there is no answer: every way on that it names.

Refuses to know what pressing one does.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.blocks import button
from adapters.slack.buttons import AGAIN, DROP, GO, INSTEAD
from bot.errors import FrontRefused, ModelError, ModelMisconfigured, ThinktwiceError
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
#: Beside what models do: these are worth another try, by the same words.
ONCE_MORE = frozenset(
    {"error.unexpected", "error.late", "error.prompt", "refused.cancelled", "refused.paused"}
)


def ways_on(error: ThinktwiceError, job_id: str, seats: Seats, words: Words) -> list[Json]:
    """One row of buttons, or none where no press would help. The question must be known."""
    if error.key == "refused.confirm":
        elements = [
            button(GO, words.say("slack.button.go"), job_id, words.say("slack.label.go")),
            _ask("fast", "slack.button.quick", job_id, seats, words),
            button(DROP, words.say("slack.button.drop"), job_id, words.say("slack.label.drop")),
        ]
    elif error.key in ("refused.budget_tier", "refused.budget_channel"):
        elements = [_ask("fast", "slack.button.ask", job_id, seats, words)]
    elif isinstance(error, ModelMisconfigured):
        elements = [*_other(error, job_id, seats, words)]
    elif error.key in ONCE_MORE or isinstance(error, (ModelError, FrontRefused)):
        spoken = words.say("slack.label.once_more")
        elements = [button(AGAIN, words.say("slack.button.again"), job_id, spoken)]
        if error.key == "model.blank":
            elements += _other(error, job_id, seats, words)
    else:
        return []
    return [{"type": "actions", "elements": elements}] if elements else []


def _ask(tier: str, text: str, job_id: str, seats: Seats, words: Words) -> Json:
    label = (seats.fast if tier == "fast" else seats.reasoning).label
    spoken = words.say("slack.label.other", label=label)
    return button(INSTEAD[tier], words.say(text, label=label), job_id, spoken)


def _other(error: ThinktwiceError, job_id: str, seats: Seats, words: Words) -> list[Json]:
    """The seat that did not fail."""
    failed = error.values.get("label")
    tier = "reasoning" if failed == seats.fast.label else "fast"
    return [_ask(tier, "slack.button.ask", job_id, seats, words)]
