"""Model text made safe for Slack: no pings, no foreign links, no images, no broken-out mark-up.

Refuses to change words. Slack parses `<!channel>`, `<@U…>` and `<url|label>` inside markdown
blocks, too; escaping the angle brackets stops all three (field/slack.md 1.14).
"""

from __future__ import annotations

import re

# Lengths are bounded so that no text makes the search quadratic; what is longer is caught below.
_URL = r"(?:[a-z][a-z0-9+.-]{0,20}://|www\.|mailto:)"
_INSIDE = r"(?:[^()\s<>]|\([^()\s]{0,200}\))"
_REST = r">?[^)]{0,300}\)"
_LABEL = r"(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,300})"
_CODE = re.compile(
    # A fence to its end or the text's, or a span on one line.
    r"^(?P<fence>`{3,}|~{3,})[^\n]*?(?:\n.*?)??(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<![\\`])(?P<tick>`+)(?!`)[^\n]+?(?<!`)(?P=tick)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_TOKEN = re.compile(
    rf"!\[(?P<alt>[^\]]{{0,300}})\](?:\(\s*<?(?P<image>{_INSIDE}{{1,2000}}){_REST}|\[[^\]]{{0,300}}\])"
    rf"|\[{_LABEL}\]\(\s*<?(?P<link>{_INSIDE}{{1,2000}}){_REST}"
    rf"|<(?P<angle>{_URL}[^<>|\s]{{1,2000}})(?:\|(?P<shown>[^<>]{{0,300}}))?>"
    rf"|(?<![`\w/])(?P<bare>{_URL}(?:[^\s<>`\"'()\[\]]|\([^()\s]{{0,200}}\))+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(rf"{_URL}(?:[^\s<>`\"'()\[\]|]|\([^()\s]{{0,200}}\))+", re.IGNORECASE)
_OPEN = re.compile(rf"\](\(\s{{0,20}}<?)({_INSIDE}*)")
_DEFINED = re.compile(r"\](:\s{0,20}<?)([^\s>]+)")
_QUOTE = re.compile(r"^(\s{0,3})((?:&gt;\s?)+)", re.MULTILINE)
_PING = re.compile(r"(?<![\w/.`])@(channel|here|everyone)\b", re.IGNORECASE)
_SCHEME = re.compile(r"[`<]*(?://|www\.|[a-z][a-z0-9+.-]*:\S)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_AFTER = ".,;:!?*"


def neutral(text: str, known: str = "") -> str:
    """The text as Slack may show it; links only to addresses that stand in `known`."""
    allowed = {_bare(found) for found in _ADDRESS.findall(known)}
    pieces, end = [], 0
    for found in _CODE.finditer(text):
        pieces += [_prose(text[end : found.start()], allowed), found.group()]
        end = found.end()
    pieces.append(_prose(text[end:], allowed))
    # Also in what looks like code: should Slack see the fence elsewhere, no link comes alive.
    text = _apart(_apart("".join(pieces), _OPEN, allowed), _DEFINED, allowed)
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    text = _QUOTE.sub(lambda found: found.group(1) + found.group(2).replace("&gt;", ">"), text)
    return _PING.sub(lambda found: f"@{_WORD_JOINER}{found.group(1)}", text)


def _bare(address: str) -> str:
    return address.rstrip(_AFTER).rstrip("/")


def _prose(text: str, allowed: set[str]) -> str:
    return _TOKEN.sub(lambda found: _token(found, allowed), text)


def _token(found: re.Match[str], allowed: set[str]) -> str:
    if found["alt"] is not None:
        return found["alt"].strip() or (f"`{found['image']}`" if found["image"] else "")
    if found["link"] is not None:
        label = _prose(found["label"], allowed)
        if _bare(found["link"]) in allowed:
            return f"[{label}]({found['link']})"
        return f"{label} (`{found['link']}`)".lstrip()
    address = found["angle"] or found["bare"]
    after = address[len(address.rstrip(_AFTER)) :]
    address = address.rstrip(_AFTER)
    # In code marks an address is shown, but neither linked nor unfurled.
    shown = address if _bare(address) in allowed else f"`{address}`"
    return (f"{found['shown']} ({shown})" if found["shown"] else shown) + after


def _apart(text: str, pattern: re.Pattern[str], allowed: set[str]) -> str:
    """A word joiner, which nobody sees, where brackets would become a link to elsewhere."""

    def part(found: re.Match[str]) -> str:
        target = found.group(2)
        if _bare(target) in allowed or not _SCHEME.match(target):
            return found.group()
        return f"]{_WORD_JOINER}{found.group(1)}{target}"

    return pattern.sub(part, text)


def plain(text: str) -> str:
    """For places where nothing is mark-up: a person's words in a quotation of ours."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _PING.sub(lambda found: f"@{_WORD_JOINER}{found.group(1)}", text)
