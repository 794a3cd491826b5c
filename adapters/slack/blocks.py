"""The small parts of Block Kit that our messages are made of.

Refuses to know what is said.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.spoken import message_text

Json = dict[str, Any]
#: A context element holds 3,000 characters (field/slack.md 1.9).
CONTEXT = 2_900


def button(action: str, text: str, value: str, label: str) -> Json:
    """One button; the label makes sense alone, for those who hear it."""
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": text[:75]},
        "value": value,
        "accessibility_label": label[:75],
    }


def plain_text(text: str, most: int) -> Json:
    """Text without mark-up, as an element of a block."""
    return {"type": "plain_text", "text": text[:most], "emoji": False}


def context(line: str) -> Json:
    """A small grey line. Plain text: nothing in it is mark-up."""
    return {"type": "context", "elements": [{"type": "plain_text", "text": line[:CONTEXT]}]}


def sentence(text: str, *extra: Json) -> Json:
    """A message of ours: one sentence, perhaps with more blocks."""
    return {"text": message_text(text), "blocks": [section(text), *extra]}


def section(text: str) -> Json:
    """Text in Slack's own mark-up; whoever calls has neutralised what is not ours."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}
