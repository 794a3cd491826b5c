"""Model text made safe for Slack: no pings, no foreign links, no images, no broken-out mark-up.

Refuses to change words. Slack parses `<!channel>`, `<@U…>` and `<url|label>` inside markdown
blocks, too; escaping the angle brackets stops all three (field/slack.md 1.14).
"""

from __future__ import annotations

import re

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)|!\[([^\]]*)\]\[[^\]]*\]")
_LINK = re.compile(r"\[([^\]]+)\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
_BARE = re.compile(r"(?<![`\w(\[/])(?:https?://|www\.)[^\s<>`\"')\]]+", re.IGNORECASE)
_QUOTE = re.compile(r"^(\s{0,3})((?:&gt;\s?)+)", re.MULTILINE)
_PING = re.compile(r"(?<![\w/.`])@(channel|here|everyone)\b", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def neutral(text: str, known: str = "") -> str:
    """The text as Slack may show it; links only to addresses that stand in `known`."""
    text = _IMAGE.sub(lambda found: found.group(1) or found.group(2) or "", text)
    text = _REFERENCE.sub("", text)
    text = _LINK.sub(lambda found: _linked(found.group(1), found.group(2), known), text)
    text = _BARE.sub(lambda found: _bare(found.group(), known), text)
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    text = _QUOTE.sub(lambda found: found.group(1) + found.group(2).replace("&gt;", ">"), text)
    return _PING.sub(lambda found: f"@{_WORD_JOINER}{found.group(1)}", text)


def _linked(label: str, address: str, known: str) -> str:
    return f"[{label}]({address})" if address in known else f"{label} (`{address}`)"


def _bare(address: str, known: str) -> str:
    # In code marks an address is shown, but neither linked nor unfurled.
    return address if address.rstrip(".,;:!?") in known else f"`{address}`"


def plain(text: str) -> str:
    """For places where nothing is mark-up: a person's words in a quotation of ours."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _PING.sub(lambda found: f"@{_WORD_JOINER}{found.group(1)}", text)
