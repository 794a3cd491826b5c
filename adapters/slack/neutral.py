"""Model text made safe for Slack: no pings, no foreign links, no images, no broken-out mark-up.

Refuses to change words. Slack parses `<!channel>`, `<@U…>` and `<url|label>` inside markdown
blocks, too; escaping the angle brackets stops all three (field/slack.md 1.14). It works line by
line, so that text may come in pieces, cut anywhere.
"""

from __future__ import annotations

import re

from adapters.slack.emphasis import normalised

# Lengths are bounded so that no text makes the search quadratic; what is longer is caught below.
_URL = r"(?:[a-z][a-z0-9+.-]{0,20}://|www\.|mailto:)"
_INSIDE = r"(?:[^()\s<>]|\([^()\s]{0,200}\))"
_REST = r">?[^)]{0,300}\)"
_LABEL = r"(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,300})"
_SPAN = re.compile(r"(?<![\\`])(?P<tick>`+)(?!`)[^\n]+?(?<!`)(?P=tick)(?!`)")
_OPENING = re.compile(r"(`{3,})[^`]*$|(~{3,})")
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
#: A target that stands on the next line.
_LATE = re.compile(r"\](?=[(:]\s*<?$)")
_QUOTE = re.compile(r"^(\s{0,3})((?:&gt;\s?)+)")
_PING = re.compile(r"(?<![\w/.`])@(channel|here|everyone)\b", re.IGNORECASE)
_SCHEME = re.compile(r"[`<]*(?://|www\.|[a-z][a-z0-9+.-]*:\S)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_AFTER = ".,;:!?*"
#: A word with one of these is shown when its line is whole; words before it go out at once.
_SPECIAL = re.compile(r"[\[\]<>`*_~@&:/]|www\.", re.IGNORECASE)
_SEAM = re.compile(r".*[ 。，、；！？]", re.DOTALL)


def neutral(text: str, known: str = "") -> str:
    """The text as Slack may show it; links only to addresses that stand in `known`."""
    made = Neutral(known)
    return made.feed(text) + made.end()


class Neutral:
    """The same for text that comes in pieces: whatever way it is cut, what `feed` and `end` give
    is together what `neutral` gives for the whole."""

    def __init__(self, known: str = "") -> None:
        self._allowed = {_bare(found) for found in _ADDRESS.findall(known)}
        self._held = ""
        self._begun = False
        self._fence = ""

    def feed(self, text: str) -> str:
        """What can be shown now: whole lines, and plain words of the last one."""
        *lines, self._held = (self._held + text).split("\n")
        shown = "".join(f"{self._line(line)}\n" for line in lines)
        if self._fence:
            return shown
        cut = _plain(self._held)
        now, self._held = self._held[:cut], self._held[cut:]
        self._begun = self._begun or bool(now)
        return shown + now

    def end(self) -> str:
        """What was held back, when the text is over."""
        rest, self._held = self._held, ""
        return self._line(rest)

    def _line(self, line: str) -> str:
        begun, self._begun = self._begun, False
        opening = None if begun else _OPENING.match(line)
        if self._fence:
            if re.match(rf" {{0,3}}{self._fence}[`~]*[ \t]*$", line):
                self._fence = ""
            return self._shielded(line, begun=begun)
        if opening:
            self._fence = opening.group(1) or opening.group(2)
            return self._shielded(line, begun=begun)
        cut = _plain(line)
        rest = line[cut:]
        pieces, end = [], 0
        for found in _SPAN.finditer(rest):
            pieces += [_prose(rest[end : found.start()], self._allowed), found.group()]
            end = found.end()
        pieces.append(_prose(rest[end:], self._allowed))
        shielded = self._shielded("".join(pieces), begun=begun or cut > 0)
        return line[:cut] + normalised(shielded)

    def _shielded(self, text: str, *, begun: bool) -> str:
        """Also what looks like code: should Slack see the fence elsewhere, nothing comes alive."""
        text = _apart(_apart(text, _OPEN, self._allowed), _DEFINED, self._allowed)
        text = _LATE.sub(f"]{_WORD_JOINER}", text)
        text = text.replace("<", "&lt;").replace(">", "&gt;")
        if not begun:
            text = _QUOTE.sub(lambda found: found[1] + found[2].replace("&gt;", ">"), text)
        return unpinged(text)


def unpinged(text: str) -> str:
    """The text in which "@channel" calls nobody."""
    return _PING.sub(lambda found: f"@{_WORD_JOINER}{found.group(1)}", text)


def _plain(line: str) -> int:
    """How much of the line is plain words, up to the last seam before anything special."""
    special = _SPECIAL.search(line)
    seam = _SEAM.match(line[: special.start()] if special else line)
    return seam.end() if seam else 0


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
    return unpinged(text)
