"""Automatic numbers of paragraphs ("9.2"): Word keeps only how to count, readers cite the result.

Refuses to know text: style, list and level in, the number as printed out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    #: Style id -> its level, for lists that hang on heading styles.
    styles: dict[str, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True)
class _Style:
    num: str
    level: str
    base: str


class Numbering:
    """The lists of one document; `next` counts on, so paragraphs come in order."""

    def __init__(self, numbering: bytes = b"", styles: bytes = b"") -> None:
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, tuple[str, dict[int, int]]] = {}
        self._styles: dict[str, _Style] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in _children(styles):
            if _name(element) == "style":
                self._styles[_get(element, "styleId")] = _style(element)
        for element in _children(numbering):
            if _name(element) == "abstractNum":
                self._lists[_get(element, "abstractNumId")] = _list(element)
            elif _name(element) == "num":
                self._nums[_get(element, "numId")] = _num(element)

    def next(self, style: str, num: str, level: str) -> str:
        """The number of the next paragraph with these properties; "" for none."""
        inherited = self._inherited(style)
        # numId 0 switches a style's numbering off (ECMA-376 17.9.18).
        num = num or inherited.num
        if num in ("", "0") or num not in self._nums:
            return ""
        abstract, restarts = self._nums[num]
        found = self._list(abstract)
        if found is None:
            return ""
        at = found.styles.get(style, 0)
        given = level or inherited.level
        if given.isdigit():
            at = int(given)
        return self._count(found, num, at, restarts)

    def _list(self, abstract: str) -> _List | None:
        """Through a list style, when the list only names one."""
        found = self._lists.get(abstract)
        if found is not None and not found.levels and found.link:
            num = self._styles.get(found.link, _Style("", "", "")).num
            found = self._lists.get(self._nums.get(num, ("", {}))[0])
        return found

    def _count(self, found: _List, num: str, at: int, restarts: dict[int, int]) -> str:
        level = found.levels.get(at)
        if level is None:
            return ""
        if at in restarts and (num, at) not in self._begun:
            found.counts[at] = restarts[at]
        elif at in found.counts:
            found.counts[at] += 1
        else:
            found.counts[at] = level.start
        self._begun.add((num, at))
        for deeper in [one for one in found.counts if one > at]:
            del found.counts[deeper]
        if level.format == "bullet":
            return "•"
        return _PLACE.sub(lambda place: self._printed(found, int(place[1]) - 1), level.text).strip()

    @staticmethod
    def _printed(found: _List, at: int) -> str:
        level = found.levels.get(at, _Level())
        return _formatted(found.counts.setdefault(at, level.start), level.format)

    def _inherited(self, style: str) -> _Style:
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            found = self._styles[style]
            if found.num:
                return found
            style = found.base
        return _Style("", "", "")


def _formatted(count: int, how: str) -> str:
    if how in ("lowerLetter", "upperLetter") and count > 0:
        # Word goes on with aa, bb, cc.
        text = chr(ord("a") + (count - 1) % 26) * min(1 + (count - 1) // 26, 40)
        return text.upper() if how == "upperLetter" else text
    if how in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        text = ""
        for value, sign in _ROMAN:
            while count >= value:
                text, count = text + sign, count - value
        return text.upper() if how == "upperRoman" else text
    if how == "decimalZero":
        return f"{count:02d}"
    return "" if how == "none" else str(count)


def _children(xml: bytes) -> list[_Element]:
    if not xml:
        return []
    from lxml.etree import XMLParser, fromstring

    return list(fromstring(xml, XMLParser(resolve_entities=False, no_network=True)))


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _get(element: _Element | None, name: str = "val") -> str:
    for key, value in element.attrib.items() if element is not None else ():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _below(element: _Element, *path: str) -> _Element | None:
    for name in path:
        inner = next((one for one in element if _name(one) == name), None)
        if inner is None:
            return None
        element = inner
    return element


def _style(element: _Element) -> _Style:
    return _Style(
        num=_get(_below(element, "pPr", "numPr", "numId")),
        level=_get(_below(element, "pPr", "numPr", "ilvl")),
        base=_get(_below(element, "basedOn")),
    )


def _list(element: _Element) -> _List:
    found = _List(link=_get(_below(element, "numStyleLink")))
    for level in element:
        if _name(level) != "lvl":
            continue
        at = _int(_get(level, "ilvl"), 0)
        found.levels[at] = _Level(
            start=_int(_get(_below(level, "start")), 1),
            format=_get(_below(level, "numFmt")) or "decimal",
            text=_get(_below(level, "lvlText")),
        )
        if style := _get(_below(level, "pStyle")):
            found.styles[style] = at
    return found


def _num(element: _Element) -> tuple[str, dict[int, int]]:
    restarts = {
        _int(_get(one, "ilvl"), 0): _int(_get(_below(one, "startOverride")), 1)
        for one in element
        if _name(one) == "lvlOverride" and _below(one, "startOverride") is not None
    }
    return _get(_below(element, "abstractNumId")), restarts


def _int(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else otherwise
