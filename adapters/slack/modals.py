"""The small parts that our modals are made of, and reading what somebody has filled in.

Refuses to know what a modal is for. Everything in it is plain text: no mark-up.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
#: A section's and an input's text hold 3,000 characters (docs.slack.dev, block-kit).
TEXT = 3000


def plain_text(text: str, most: int = TEXT) -> Json:
    """A text object."""
    return {"type": "plain_text", "text": text[:most], "emoji": False}


def section(text: str) -> Json:
    """A paragraph."""
    return {"type": "section", "text": plain_text(text)}


def input_block(name: str, label: str, hint: str = "", *, optional: bool = False) -> Json:
    """A field of several lines; `name` is the name of both block and field."""
    element = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "max_length": TEXT,
    }
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain_text(label),
        **({"hint": plain_text(hint)} if hint else {}),
        "element": element,
    }


def field(view: Json, name: str) -> str | None:
    """What stands in the field of that name: text, or the value of the chosen option."""
    filled = ((view.get("state") or {}).get("values") or {}).get(name, {}).get(name) or {}
    if filled.get("selected_option"):
        return str(filled["selected_option"]["value"])
    return str(filled["value"]).strip() if filled.get("value") else None
