"""Numbers and dates in a text, in one form whatever way they are written.

Refuses to calculate. Full width, Chinese numerals, 万 and 亿, 2026年11月23日, "12 million",
"3,5 Mio.", the common number words of seven languages, dates in their common forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.summaries.language import lexicon

_CHINESE = "零〇一二三四五六七八九十百千两兩壹贰叁肆伍陆柒捌玖拾佰仟"
_DIGITS = {sign: value for value, signs in enumerate(
    ("零〇", "一壹", "二两兩贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for sign in signs}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_PLAIN = r"\d+(?:[.,'\u2019\u00a0\u202f]\d+)*"
_NUMBER = re.compile(
    rf"(?P<digits>{_PLAIN})(?P<unit>\s*[万萬亿億千百])?"
    rf"|(?P<chinese>[{_CHINESE}万萬亿億]+)"
)
_CJK_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号號])?")
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


class Found(NamedTuple):
    """A date and where it stands in the text."""

    day: date
    start: int
    end: int


def numbers(text: str) -> frozenset[Decimal]:
    """Every value that stands in the text, both as figures and with its magnitude."""
    return frozenset(value for _, values in written(text) for value in values)


def written(text: str) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    """(as written, what it may stand for) of each number, in order; words included."""
    text = unicodedata.normalize("NFKC", text)
    for found in _NUMBER.finditer(text):
        values = list(_values(found))
        after = re.match(r"\s?([^\W\d_]+)\.?", text[found.end() :])
        factor = lexicon().magnitudes.get(after.group(1).casefold()) if after else None
        if factor:
            values += [value * factor for value in values]
        if values:
            yield found.group().strip(), tuple(values)
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()):
        spelt = lexicon().number_words.get(word)
        if spelt is not None:
            yield word, (spelt,)


def _values(found: re.Match[str]) -> Iterator[Decimal]:
    if found["digits"]:
        factor = 1
        if found["unit"]:
            unit = found["unit"].strip()
            factor = _BIG.get(unit) or _TENS[unit]
        for value in readings(found["digits"]):
            yield value
            if factor != 1:
                yield value * factor
    else:
        whole = chinese(found["chinese"])
        if whole is not None:
            yield Decimal(whole)


def readings(digits: str) -> tuple[Decimal, ...]:
    """What a figure with separators may stand for: 1.234 is both, 12,5 is one; 9.2.1 names a
    clause, whose parts count one by one."""
    bare = re.sub(r"['\u2019\u00a0\u202f]", "", digits)
    parts, signs = re.split(r"[.,]", bare), re.findall(r"[.,]", bare)
    found: list[Decimal] = []
    if all(len(part) == 3 for part in parts[1:]) and len(set(signs)) < 2:
        found.append(Decimal("".join(parts)))
    if signs and signs[-1] not in signs[:-1] and all(len(part) == 3 for part in parts[1:-1]):
        found.append(Decimal("".join(parts[:-1]) + "." + parts[-1]))
    return tuple(dict.fromkeys(found or map(Decimal, parts)))


def chinese(text: str) -> int | None:
    """The value of Chinese numerals; None for what is none ("万" alone, "千百")."""
    if not any(sign in _DIGITS or sign in "十拾" for sign in text):
        return None
    if not any(sign in _TENS or sign in _BIG for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        elif _BIG[sign] == 10**4 and section + digit:
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        else:
            total, section, digit = (total + section + digit) * _BIG[sign], 0, 0
    return total + section + digit


def one_value(text: str) -> str:
    """A written number in plain digits, magnitudes multiplied out; as it stands if it is none."""
    big = _BIG.get(text[-1:], 1)
    digits = text[:-1].replace(",", "") if big > 1 else text.replace(",", "")
    if digits[:1].isdigit() and digits.isascii():
        value = Decimal(digits) * big
        return f"{value.normalize():f}"
    value_of = chinese(text)
    return text if value_of is None else str(value_of)


def dates(text: str) -> list[Found]:
    """Whole dates in order: day, month and year. 03/04/2026 is read as month/day only where the
    other way cannot be, and left out where both can."""
    # Sign by sign, so that places in the text stay what they are.
    if not text.isascii():
        text = "".join(unicodedata.normalize("NFKC", sign)[:1] or sign for sign in text)
    found: list[Found] = []
    for pattern, order in ((_CJK_DATE, "ymd"), (_ISO, "ymd"), (_DOTTED, "dmy")):
        for match in pattern.finditer(text):
            parts = dict(zip(order, match.groups(), strict=True))
            if parts["d"]:
                _add(found, match, parts["y"], parts["m"], parts["d"])
    for match in _SLASHED.finditer(text):
        first, second, year = (int(part) for part in match.groups())
        if first > 12 or second > 12 or first == second:
            day, month = (first, second) if first > 12 else (second, first)
            _add(found, match, year, month, day)
    for pattern in lexicon().date_patterns:
        for match in pattern.finditer(text):
            month_number = lexicon().months[match["month"].casefold().rstrip(".")]
            _add(found, match, match["year"], month_number, match["day"])
    unique = {(one.start, one.day): one for one in found}
    return sorted(unique.values(), key=lambda one: one.start)


def _add(
    found: list[Found], match: re.Match[str], year: int | str, month: int | str, day: int | str
) -> None:
    try:
        when = date(int(year), int(month), int(day))
    except ValueError:
        return
    if not any(one.start <= match.start() < one.end for one in found):
        found.append(Found(when, match.start(), match.end()))
