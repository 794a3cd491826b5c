"""Finding a quotation in the text that it is said to be from, and giving back the text's own words.

Refuses to match loosely: a sentence and its negation are 99 % alike (field/documents.md 3). What is
folded away carries no meaning: case, width, quotes and dashes, hyphens, white space, invisible
marks, and the frames of tracked changes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from bot.summaries.figures import one_value

#: Fewer signs than this prove nothing, unless they are the whole unit; a CJK sign counts twice.
LEAST = 12
_TRACKED = re.compile(r"\[(inserted|deleted): ((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_NUMERAL = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[万萬亿億]?|[零〇一二三四五六七八九十百千两兩万萬亿億]+"
)
_DROPPED = frozenset(
    "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufffe\u30fb\u00b7*_`~\\"
    "'\"\u2018\u2019\u201a\u201b\u00b4\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a"
)
_ELLIPSIS = re.compile(r"\s*(?:\[?(?:\.\.\.|\u2026)\]?)\s*")


class Span(NamedTuple):
    """Where something stands in a text, in characters."""

    start: int
    end: int


class Folded(NamedTuple):
    """A text as compared, and for each of its signs the character of the original it is from."""

    text: str
    at: tuple[int, ...]


@lru_cache(maxsize=4096)
def folded(text: str, tracked: str = "") -> Folded:
    """`tracked` "inserted": as accepted, without what was deleted; "deleted": as it was before;
    "": with both and their frames."""
    signs: list[str] = []
    at: list[int] = []
    for start, end in _kept(text, tracked):
        for index in range(start, end):
            for sign in unicodedata.normalize("NFKC", text[index]).casefold():
                if not (sign in _DROPPED or sign.isspace() or unicodedata.category(sign) == "Cf"):
                    signs.append(sign)
                    at.append(index)
    return Folded("".join(signs), tuple(at))


def _kept(text: str, tracked: str) -> list[Span]:
    if not tracked or "[" not in text:
        return [Span(0, len(text))]
    kept: list[Span] = []
    last = 0
    for match in _TRACKED.finditer(text):
        kept.append(Span(last, match.start()))
        if match.group(1) == tracked:
            kept.append(Span(match.start(2), match.end(2)))
        last = match.end()
    return [*kept, Span(last, len(text))]


def weight(text: str) -> int:
    """How much a quotation can prove: its signs as compared, those of CJK twice."""
    signs = folded(text).text
    return len(signs) + sum(1 for sign in signs if sign >= "\u3040" and sign.isalpha())


def find(quote: str, text: str) -> Span | None:
    """Where the quotation stands in the text; None: nowhere, or it is too short to tell.

    An omission ("…") may stand between parts that follow each other; the span covers them all.
    """
    parts = [part for part in _ELLIPSIS.split(quote) if folded(part).text]
    if not parts:
        return None
    short = sum(map(weight, parts)) < LEAST
    if short and _bare(quote) != _bare(text):
        return None
    for view in ("", "inserted", "deleted") if "[" in text else ("",):
        span = _ordered([folded(part).text for part in parts], folded(text, view))
        if span is not None:
            return _whole(span, text)
    return _numeral(quote, text)


def _bare(text: str) -> str:
    return folded(text).text.strip(".!?。！？")


def _ordered(parts: list[str], text: Folded) -> Span | None:
    start = after = 0
    for number, part in enumerate(parts):
        at = text.text.find(part, after)
        if at < 0:
            return None
        start, after = (at if number == 0 else start), at + len(part)
    return Span(text.at[start], text.at[after - 1] + 1)


def _whole(span: Span, text: str) -> Span:
    """The span with a frame of a tracked change whole, or not at all."""
    start, end = span
    for match in _TRACKED.finditer(text):
        if match.start() < end and match.end() > start:
            start, end = min(start, match.start()), max(end, match.end())
    return Span(start, end)


def _numeral(quote: str, text: str) -> Span | None:
    """The same with every run of numerals as its value: 三百万 and 300万 and 3,000,000 are one."""
    wanted, there = _valued(folded(quote)), _valued(folded(text))
    if not any(sign.isdigit() for sign in wanted.text):
        return None
    return _ordered([wanted.text], there) if wanted.text else None


def _valued(found: Folded) -> Folded:
    signs: list[str] = []
    at: list[int] = []
    last = 0
    for match in _NUMERAL.finditer(found.text):
        start, end = match.span()
        value = one_value(match.group())
        signs += [*found.text[last:start], *value]
        at += [*found.at[last:start], *[found.at[start]] * (len(value) - 1), found.at[end - 1]]
        last = end
    signs += found.text[last:]
    at += found.at[last:]
    return Folded("".join(signs), tuple(at))
