"""Who sees an answer: all in the channel, or the asker, who may share it there under their name.

Refuses to decide by itself: the policy does, and the asker.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.blocks import button
from bot.jobs.record import Kind
from bot.request import Request
from bot.routing.danger import sign
from bot.routing.rules import VisibilityRule
from bot.routing.text import read
from bot.words import Words

Json = dict[str, Any]
SHARE = "share"


def visible(request: Request, kind: Kind, rule: VisibilityRule) -> Request:
    """The request, private where the policy wants that of its kind; a draft always is."""
    wanted = {"command": rule.commands, "shortcut": rule.shortcuts}.get(kind, "all")
    if request.place.kind == "dm" or (wanted == "all" and not request.reply_to):
        return request
    return request.model_copy(update={"private": True})


def asked_by(request: Request, kind: Kind) -> bool:
    """Whether the answer has to say who asked what: nothing above it in the thread does."""
    return kind == "shortcut" or bool(request.shared_of)


def offer_sharing(message: Json, job_id: str, request: Request, words: Words) -> None:
    """Put the button into the row under a private answer, where it may be shared: not a draft,
    not what stands elsewhere, and not what a person in danger wrote."""
    if request.reply_to or request.elsewhere or sign(read(request.text)):
        return
    where = "thread" if request.place.thread_ts else "channel"
    text, label = words.say(f"slack.button.share_{where}"), words.say(f"slack.label.share_{where}")
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    rows[0]["elements"].append(button(SHARE, text, job_id, label))
