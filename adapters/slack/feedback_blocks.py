"""Thumbs under an answer and the question behind a bad one, as Block Kit.

Refuses to know what pressing does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.blocks import plain_text
from bot.jobs.votes import FAULTS, Fault
from bot.words import Words

Json = dict[str, Any]
VOTE, TELL = "vote", "vote_tell"
FIELD, CHOSEN = "faults", "vote_faults"
UP, DOWN = "up", "down"


def thumbs(job_id: str, label: str, words: Words) -> Json:
    """Slack's own feedback buttons; `label` names who answered, for those who hear them."""

    def thumb(which: str) -> Json:
        return {
            "text": plain_text(words.say(f"vote.{which}"), 75),
            "accessibility_label": words.say(f"vote.{which}_label", label=label)[:75],
            "value": f"{which}:{job_id}",
        }

    buttons = {
        "type": "feedback_buttons",
        "action_id": VOTE,
        "positive_button": thumb(UP),
        "negative_button": thumb(DOWN),
    }
    return {"type": "context_actions", "elements": [buttons]}


def pressed(body: Mapping[str, Any]) -> tuple[str, str]:
    """(`up` or `down`, the job's id) of the thumb that was pressed."""
    which, _, job_id = str(body["actions"][0]["value"]).partition(":")
    return (UP if which == UP else DOWN), job_id


def asking(job_id: str, words: Words) -> Json:
    """The modal that asks what was wrong; the vote counts already."""
    options = [
        {"text": plain_text(words.say(f"vote.fault.{fault}"), 75), "value": fault}
        for fault in FAULTS
    ]
    field = {
        "type": "input",
        "block_id": FIELD,
        "label": plain_text(words.say("vote.why"), 2000),
        "element": {"type": "checkboxes", "action_id": CHOSEN, "options": options},
        "optional": True,
    }
    view = note((words.say("vote.noted"),), words)
    return {
        **view,
        "callback_id": TELL,
        "private_metadata": job_id,
        "submit": plain_text(words.say("vote.send"), 24),
        "blocks": [*view["blocks"], field],
    }


def note(lines: Sequence[str], words: Words) -> Json:
    """A modal that only tells."""
    texts = [{"type": "section", "text": plain_text(line, 3000)} for line in lines]
    return {
        "type": "modal",
        "title": plain_text(words.say("vote.title"), 24),
        "close": plain_text(words.say("slack.button.close"), 24),
        "blocks": texts,
    }


def chosen(view: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What was ticked, in our order."""
    found = view["state"]["values"].get(FIELD, {}).get(CHOSEN, {}).get("selected_options") or ()
    values = {one["value"] for one in found}
    return tuple(fault for fault in FAULTS if fault in values)
