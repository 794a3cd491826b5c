"""What a message of Slack's says, as people read it: references by name, other apps' blocks too.

Refuses to call Slack: names are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.fences import outside_fences

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!([^|>]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>")
_ATTACHED = ("pretext", "title", "text")
#: What follows a name that is called; the colon of an emoji (":wave:") is none of it.
_COLON = r":(?![\w+'-]{1,60}:)"
_SPAN = re.compile(r"`[^`\n]+`")
_LINES = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})


def mentioned(text: str) -> set[str]:
    """The ids of the people that are mentioned."""
    return set(_MENTION.findall(text))


def decoded(text: str, names: Mapping[str, str]) -> str:
    """Slack's references as people read them, entities decoded; unknown people by their id."""
    text = _MENTION.sub(lambda found: f"@{names.get(found.group(1), found.group(1))}", text)
    text = _CHANNEL.sub(lambda found: f"#{found.group(2) or found.group(1)}", text)
    text = _SPECIAL.sub(lambda found: found.group(2) or f"@{found.group(1)}", text)
    text = _LINK.sub(lambda found: _link(found.group(1), found.group(2)), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def said(message: dict[str, Any]) -> str:
    """The text of a message; of other apps also what stands only in blocks or attachments."""
    text = str(message.get("text") or "").strip()
    if text and not message.get("bot_id"):
        return text
    parts = _texts(message.get("blocks") or [])
    for attachment in dicts(message.get("attachments")):
        found = [str(attachment[name]) for name in _ATTACHED if attachment.get(name)]
        for item in dicts(attachment.get("fields")):
            found.append(f"{item.get('title', '')}: {item.get('value', '')}")
        found += _texts(attachment.get("blocks") or [])
        parts += found or [str(attachment.get("fallback") or "")]
    return "\n".join([*([text] if text else []), *(one for one in parts if _adds(one, text))])


def dicts(value: object) -> list[dict[str, Any]]:
    """The objects of a list; of anything else none: what was imported may be oddly shaped."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _adds(part: str, text: str) -> bool:
    return bool(part.strip()) and part.strip() not in text


def _texts(thing: Any) -> list[str]:
    """Every text inside blocks, in order; buttons say nothing, a rich line is one text."""
    if isinstance(thing, list):
        return [text for item in thing for text in _texts(item)]
    if not isinstance(thing, dict) or str(thing.get("type")) in ("actions", "button"):
        return []
    if str(thing.get("type")) in _LINES:
        return ["".join(_piece(one) for one in dicts(thing.get("elements")))]
    text = thing.get("text")
    if isinstance(text, str):
        return [text]
    return [found for value in thing.values() for found in _texts(value)]


def _piece(element: dict[str, Any]) -> str:
    if element.get("user_id"):
        return f"<@{element['user_id']}>"
    return str(element.get("text") or element.get("url") or "")


def without(text: str, bot: str) -> str:
    """The text without the mention of the bot itself."""
    return re.sub(rf"<@{bot}(?:\|[^>]*)?>(?:[ ,]|{_COLON})*", "", text).strip()


def _link(address: str, label: str | None) -> str:
    return f"{label} ({address})" if label and label != address else address


def quoted(message: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Whose words the message shares, and the words: Slack attaches a shared message to it."""
    found = []
    for one in dicts(message.get("attachments")):
        text = str(one.get("text") or one.get("fallback") or "")
        if text and (one.get("is_msg_unfurl") or one.get("is_share")):
            found.append((str(one.get("author_name") or one.get("author_id") or "app"), text))
    return found


def outside_code(text: str) -> str:
    """The text without what stands in code: a name in there calls nobody."""
    return _SPAN.sub(" ", outside_fences(text.replace("```", "\n```\n")))


def addressed(text: str, bot: str) -> bool:
    """Whether the bot is mentioned, outside code."""
    return bot in mentioned(outside_code(text))
