"""What a model replied, read with patience: JSON whole, fenced, cut off or wrapped in prose; lists.

Refuses to believe: nothing here has been looked up yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.summaries.notes import Said

_TEXT = ("text", "item", "statement", "note", "summary", "what", "content", "description", "point")
_UNIT = ("unit", "unit_id", "id", "source", "cite", "citation", "ref", "units", "place")
_QUOTE = ("quote", "quotation", "verbatim", "evidence", "quotes")
_TOPIC = ("topic", "type", "kind", "category", "section", "title")
_OWNER = ("owner", "who", "assignee", "party", "responsible")
_DUE = ("due", "when", "deadline", "date", "by")
_NOTES = ("notes", "note_ids", "refs", "sources", "based_on", "numbers")
_LISTS = ("citations", "cites", "evidence", "sources")
_UNIT_ID = re.compile(r"\bu\s?(\d+)\b", re.I)
_REFERENCE = re.compile(r"\[((?:\s*(?:note\s*|n|u)?\d+\s*[,;]?)+)\]", re.I)
_QUOTED = re.compile(
    r"[\u201c\u201e\"\u00ab\u300c]([^\u201d\u201c\"\u00bb\u300d\n]{3,600})[\u201d\u201c\"\u00bb\u300d]"
)
_BULLET = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,2}[.)])\s+")
_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*(.+?)\s*#*|\*\*(.+?):?\*\*:?|([^\W\d_][\w ,/&-]{2,40}):)\s*$"
)
#: A reply that is longer was not asked for.
MOST_CHARACTERS = 200_000
MOST_SAID = 300
MOST_FAILURES = 2_000


def read(reply: str) -> tuple[Said, ...]:
    """Every statement in the reply, in order; none when nothing in it is one."""
    reply = reply[:MOST_CHARACTERS]
    found = list(_from_json(reply)) or list(_from_lines(reply))
    return tuple(found[:MOST_SAID])


def _from_json(reply: str) -> Iterator[Said]:
    decoder = json.JSONDecoder(strict=False)
    at = failed = 0
    while failed < MOST_FAILURES and (at := _next(reply, at)) >= 0:
        try:
            value, end = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            at, failed = at + 1, failed + 1
            continue
        yield from _said(value, "")
        at = max(end, at + 1)


def _next(reply: str, at: int) -> int:
    found = [where for sign in "{[" if (where := reply.find(sign, at)) >= 0]
    return min(found, default=-1)


def _said(value: Any, topic: str, depth: int = 0) -> Iterator[Said]:
    """Statements in whatever nesting; a list under a name takes the name for its topic."""
    if depth > 8:
        return
    if isinstance(value, list):
        for one in value:
            yield from _said(one, topic, depth + 1)
    elif isinstance(value, Mapping):
        text = _first(value, _TEXT)
        own = _first(value, _TOPIC) or topic
        if text or (_first(value, _QUOTE) and not _nested(value)):
            yield _one(value, text, own)
            return
        for name, inner in value.items():
            if isinstance(inner, (list, Mapping)):
                named = (
                    str(name) if str(name).casefold() not in ("items", "notes", "sections") else own
                )
                yield from _said(inner, named, depth + 1)
    elif isinstance(value, str) and topic and value.strip():
        yield from _line(value, topic)


def _nested(value: Mapping[str, Any]) -> bool:
    return any(isinstance(inner, Mapping) for inner in value.values())


def _one(value: Mapping[str, Any], text: str, topic: str) -> Said:
    cites: list[tuple[str, str]] = []
    for name in _LISTS:
        inner = value.get(name)
        for cite in inner if isinstance(inner, list) else ():
            if isinstance(cite, Mapping):
                cites.append((_first(cite, _UNIT), _first(cite, _QUOTE) or _first(cite, _TEXT)))
    quote, unit = _first(value, _QUOTE), _first(value, _UNIT)
    if quote or (unit and not cites):
        cites.insert(0, (unit, quote))
    return Said(
        topic=topic,
        text=text or quote,
        cites=tuple(cites),
        notes=_numbers(value),
        owner=_first(value, _OWNER),
        due=_first(value, _DUE),
        side=_first(value, ("side", "gains")),
    )


def _first(value: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        found = value.get(name)
        if isinstance(found, list):
            found = next((one for one in found if isinstance(one, (str, int))), None)
        if isinstance(found, str) and found.strip():
            return found.strip()
        if isinstance(found, int) and not isinstance(found, bool) and name in _UNIT:
            return f"u{found}"
    return ""


def _numbers(value: Mapping[str, Any]) -> tuple[int, ...]:
    for name in _NOTES:
        found = value.get(name)
        listed = found if isinstance(found, list) else [found]
        numbers = [int(digits) for one in listed if isinstance(one, (int, str))
                   for digits in re.findall(r"\d{1,6}", str(one))]  # fmt: skip
        if numbers:
            return tuple(numbers)
    return ()


def _from_lines(reply: str) -> Iterator[Said]:
    """Headings and lists, as models write them that know no JSON."""
    topic = ""
    for line in reply.splitlines():
        heading = _HEADING.match(line)
        if heading and not _REFERENCE.search(line):
            topic = next(part for part in heading.groups() if part).strip()
        elif line.strip() and (_BULLET.match(line) or _REFERENCE.search(line)):
            yield from _line(_BULLET.sub("", line), topic)


def _line(line: str, topic: str) -> Iterator[Said]:
    references = " ".join(_REFERENCE.findall(line))
    units = [f"u{number}" for number in _UNIT_ID.findall(references)]
    quotes = _QUOTED.findall(line)
    text = _REFERENCE.sub("", line).strip(" \t-\u2013\u2014")
    numbers = tuple(int(found) for found in re.findall(r"\d+", references))
    cites = [(units[min(at, len(units) - 1)] if units else "", quote)
             for at, quote in enumerate(quotes)]  # fmt: skip
    cites += [(unit, "") for unit in units[len(quotes) :]]
    if text:
        yield Said(topic=topic, text=text, cites=tuple(cites), notes=numbers)


def unit_number(name: str) -> int:
    """The number in a unit's name as a model gave it ("u12", "[U12]", "unit 12"); 0: none."""
    found = _UNIT_ID.search(name) or re.search(r"\b(?:unit\s*)?(\d{1,6})\b", name, re.I)
    return int(found.group(1)) if found else 0
