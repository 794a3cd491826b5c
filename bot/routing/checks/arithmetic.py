"""Equations in an answer that do not recompute: `12 x 8 = 98`, `15% of 80 is 14`.

Refuses to guess: what is not read with certainty (letters in it, mixed units, half of it missing)
is passed over. Both ways of writing numbers count: 1,234.5 and 1.234,5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from bot.fences import outside_fences
from bot.routing.checks.numbers import NUMBER, Range, Term, evaluate, read_number

POINTS = (".", ",")
MOST_TERMS = 80
_TOKEN = re.compile(
    rf"(?P<number>{NUMBER})"
    r"|(?P<other>[<>!=]=|=>)"
    r"|(?P<equals>[=\u2248\u2245\uff1d])"
    r"|(?P<sign>\*\*|[-+\u2212\u2013\u00d7*\u00b7\u22c5\u00f7/^()]|(?<=[\d) ])[xX](?= ?[\d($€£¥]))"
    r"|(?P<percent>[%\uff05])"
    r"|(?P<money>[$€£¥])"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<blank>[ \t\u00a0]+)"
    r"|(?P<rest>.|\n)"
)
_LATEX = {
    r"\times": "\u00d7",
    r"\cdot": "\u00b7",
    r"\div": "\u00f7",
    r"\approx": "\u2248",
    r"\%": "%",
    r"\$": "$",
    r"\,": "",
    "**": "",
    "`": "",
}
#: What may stand directly beside an equation without being part of it.
_BESIDE = frozenset(
    "\"'\u201c\u201d\u2018\u2019\u300c\u300d\uff08\uff09[]|>*\n\uff1a\uff0c\u3002;!?"
)
_BULLETS = frozenset("-\u2212\u2013*\u00b7+")
_OPENING = frozenset("(-\u2212")
_SPOKEN = frozenset("plus minus times over mal por más menos mais fois moins weniger und".split())
_OF = r"(?:of|de|del|von|du|des|de la|da|do)"
_IS = r"(?:=|\u2248|is|are|equals|comes to|makes|gives|ist|sind|es|son|est|font|é|são)"
_GOES_ON = r"(?![\d.,]*\d|\s?(?:[-+%/x×^*]|k\b|m\b|million|thousand))"
_SHARE = re.compile(
    rf"(?<![\d.,])({NUMBER})\s?% {_OF} (?:the )?[$€£¥]?({NUMBER})(?: ?[€£¥])? {_IS} "
    rf"[$€£¥]?({NUMBER}){_GOES_ON}",
    re.IGNORECASE,
)
_SHARE_ZH = re.compile(
    rf"(?<![\d.,])(?P<whole>{NUMBER})\s?元?的\s?(?P<share>{NUMBER})\s?[%％]\s?(?:是|为|等于|=)\s?"
    rf"(?P<part>{NUMBER}){_GOES_ON}"
)


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def wrong_equations(text: str) -> Iterator[str]:
    """Every equation that holds in no way of reading its figures, as written."""
    said = outside_fences(text)
    for written, instead in _LATEX.items():
        said = said.replace(written, instead)
    for found in _SHARE.finditer(said):
        if _share_fails(*found.groups()):
            yield found.group()
    for found in _SHARE_ZH.finditer(said):
        if _share_fails(found["share"], found["whole"], found["part"]):
            yield found.group()
    tokens = [
        _Token(found.lastgroup or "", found.group(), found.start(), found.end())
        for found in _TOKEN.finditer(said)
    ]
    for run, before, after in _runs(tokens):
        if any(token.kind == "equals" for token in run) and _run_fails(run, before, after):
            last = run[-2] if run[-1].kind == "word" else run[-1]
            yield said[run[0].start : last.end]


def _share_fails(percent: str, whole: str, part: str) -> bool:
    readings = []
    for point in POINTS:
        read = [read_number(one, point) for one in (percent, whole, part)]
        if all(read):
            (share, _), (base, _), (told, half) = (one for one in read if one)
            low, high = share.low * base.low / 100, share.high * base.high / 100
            room = half if told.low != told.high or low.denominator != 1 else Fraction(0)
            readings.append(Range(low, high).meets(told.wider(room)))
    return bool(readings) and not any(readings)


def _runs(
    tokens: Sequence[_Token],
) -> Iterator[tuple[list[_Token], _Token | None, _Token | None]]:
    """Stretches of figures and signs, each with what stands before and after it."""
    run: list[_Token] = []
    before = last = None
    for token in tokens:
        if token.kind == "blank":
            continue
        attached = token.kind in ("word", "percent") and bool(run) and run[-1].kind == "number"
        joins = attached or token.kind in ("number", "sign", "equals", "money")
        if token.kind == "number" and run and run[-1].kind in ("number", "word"):
            joins = False
        if joins:
            before = before if run else last
            run.append(token)
        else:
            if run:
                yield run, before, token
            run, before = ([token], last) if token.kind == "number" else ([], None)
        last = token
    if run:
        yield run, before, None


def _run_fails(run: list[_Token], before: _Token | None, after: _Token | None) -> bool:
    if _is_bullet(run, before):
        run = run[1:]
    if len(run) > MOST_TERMS or not run or not _units_agree(run):
        return False
    sides: list[list[_Token]] = [[]]
    equals: list[str] = []
    for token in run:
        if token.kind == "equals":
            sides.append([])
            equals.append(token.text)
        elif token.kind in ("number", "sign", "percent"):
            sides[-1].append(token)
    if not _clean_start(run, before):
        sides[0] = []
    if not _clean_end(run, after):
        sides[-1] = []
    readings = [_holds(sides, equals, point) for point in POINTS]
    readings = [reading for reading in readings if reading is not None]
    return bool(readings) and not any(readings)


def _units_agree(run: Sequence[_Token]) -> bool:
    """No mixed currencies, units or shares; a word behind the last figure may be the sentence
    going on."""
    shares = sum(1 for token in run if token.kind == "percent")
    additive = any(token.text in "+-\u2212\u2013" for token in run)
    if shares and additive and shares != sum(1 for token in run if token.kind == "number"):
        return False
    units: list[str] = []
    numbers = [index for index, token in enumerate(run) if token.kind == "number"]
    for index in numbers:
        after = run[index + 1] if index + 1 < len(run) else None
        units.append(after.text if after is not None and after.kind == "word" else "")
    last = run[numbers[-1]] if numbers else None
    if last is not None and units[-1] and not any(units[:-1]):
        word = run[numbers[-1] + 1]
        if word.start > last.end or not word.text.isascii():
            units[-1] = ""
    return len(set(units)) <= 1 and len({one.text for one in run if one.kind == "money"}) <= 1


def _is_bullet(run: Sequence[_Token], before: _Token | None) -> bool:
    """A dash or star at the beginning of a line, with a gap behind it, opens a list."""
    at_start = before is None or before.text == "\n"
    gap = len(run) > 1 and run[1].start > run[0].end
    return at_start and gap and run[0].text in _BULLETS


def _clean_start(run: Sequence[_Token], before: _Token | None) -> bool:
    """Whether the first side begins where the run begins, and not in letters before it."""
    first = run[0]
    if first.kind not in ("number", "money") and first.text not in _OPENING:
        return False
    if before is None:
        return True
    if before.kind == "word":
        close = before.text.isascii() and before.end == first.start
        bound = first.text in _OPENING and (first.text != "(" or len(before.text) == 1)
        return not (close or bound) and before.text.lower() not in _SPOKEN
    return before.text in _BESIDE or (before.text in ".,:" and before.end < first.start)


def _clean_end(run: Sequence[_Token], after: _Token | None) -> bool:
    if after is None or after.start > run[-1].end or after.text in _BESIDE:
        return True
    return after.text in ".,:" or (after.kind == "word" and not after.text.isascii())


def _holds(sides: Sequence[Sequence[_Token]], equals: Sequence[str], point: str) -> bool | None:
    """Whether every pair of neighbours agrees; None when nothing could be compared."""
    compared = False
    for (left, right), sign in zip(pairwise(sides), equals, strict=True):
        operators = [token for side in (left, right) for token in side if token.kind == "sign"]
        if not any(token.text not in "()" for token in operators):
            continue
        one, two = _value(left, point), _value(right, point)
        if one is None or two is None:
            continue
        compared = True
        if not _agree(one, two, loosely=sign not in "=\uff1d"):
            return False
    return True if compared else None


class _Side(NamedTuple):
    value: Range
    half: Fraction
    plain: bool


def _value(side: Sequence[_Token], point: str) -> _Side | None:
    numbers = [token for token in side if token.kind == "number"]
    terms: list[Term] = []
    half = Fraction(0)
    for index, token in enumerate(side):
        if token.kind == "percent":
            continue
        if token.kind == "sign":
            terms.append(Term(token.text))
            continue
        read = read_number(token.text, point)
        if read is None:
            return None
        value, half = read
        if index + 1 < len(side) and side[index + 1].kind == "percent":
            value, half = value.times(Fraction(1, 100)), half / 100
        terms.append(Term("", value))
    found = evaluate(terms)
    signs = {term.sign for term in terms if term.value is None}
    return None if found is None else _Side(found, half, len(numbers) == 1 and signs <= _OPENING)


def _agree(one: _Side, two: _Side, *, loosely: bool) -> bool:
    """With room for rounding on the side that is a single figure."""
    for told, computed in ((two, one), (one, two)):
        if not told.plain:
            continue
        value = computed.value
        exact = value.low == value.high and value.low.denominator == 1
        room = Fraction(0) if exact and told.value.low == told.value.high else told.half
        if loosely:
            room = max(told.half, abs(value.high) / 50)
        return told.value.wider(room).meets(value)
    return one.value.meets(two.value)
