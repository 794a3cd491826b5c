"""Lists and tables of amounts whose total does not add up.

Refuses to guess: a list with a subtotal, a share or a line without an amount is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.fences import outside_fences
from bot.routing.checks.numbers import NUMBER, Range, exactly, read_number

POINTS = (".", ",")
FEWEST, MOST = 2, 200
_TOTAL = re.compile(
    r"^(?:(?:grand |sum |in )?total|sum|altogether|gesamt\w*|summe|insgesamt|suma|somme|soma|"
    r"total general|合计|总计|总共|总额|合計|計)\b|^(?:合计|总计|总共|总额|合計)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"sub-?total|zwischensumme|sous-total|小计|小計|average|mean|median|durchschnitt|平均"
    r"|per (?:month|year|day|person|unit)|[%\uff05]",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(?:[-*+\u2022\u2013]|\d{1,3}[.)])\s+(?P<said>.+)$")
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<minus>[-\u2212]\s?)?(?P<unit>[$€£¥])?\s?(?P<figure>{NUMBER})(?!\w)"
)
_BARE = re.compile(r"[*_`]")


class _Amount(NamedTuple):
    figure: str
    unit: str
    negative: bool


def wrong_totals(text: str) -> list[str]:
    """The total lines that no way of reading the figures above them gives."""
    wrong = []
    amounts: list[_Amount | None] = []
    for line in outside_fences(text).splitlines():
        said = _said(line)
        if said is None:
            if line.strip() and not _TOTAL.match(_bare(line)):
                amounts = []
            elif line.strip():
                wrong += _verdict(amounts, _bare(line))
                amounts = []
            continue
        if _TOTAL.match(said):
            wrong += _verdict(amounts, said)
            amounts = []
        elif not _is_rule(line):
            amounts.append(None if _PART.search(said) else _amount(said))
    return wrong


def _bare(line: str) -> str:
    return _BARE.sub("", line).strip()


def _is_rule(line: str) -> bool:
    """The line under a table's head."""
    return not set(line.strip()) - set("|-: ")


def _said(line: str) -> str | None:
    """What an item of a list or a row of a table says; None for any other line."""
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 2:
        return _bare(" | ".join(cell.strip() for cell in stripped.strip("|").split("|")))
    found = _ITEM.match(line)
    return _bare(found["said"]) if found else None


def _amount(said: str) -> _Amount | None:
    """The one amount of an item: the last figure, which ends it or is followed by words only."""
    found = list(_AMOUNT.finditer(said))
    if not found:
        return None
    last = found[-1]
    # A row of several figures, or a note in brackets behind the amount, may mean anything.
    money = [one for one in found if one["unit"]]
    if len(found) > 1 and (len(money) != 1 or money[0] is not last):
        return None
    return _Amount(
        last["figure"], last["unit"] or "", bool(last["minus"]) and not _joined(last, said)
    )


def _joined(found: re.Match[str], said: str) -> bool:
    """Whether the dash before it only separates it from its name ("Rent - $900")."""
    before = said[: found.start()]
    return (
        bool(before.strip()) and bool(found["minus"]) and found["minus"] != found["minus"].strip()
    )


def _verdict(amounts: Sequence[_Amount | None], said: str) -> list[str]:
    total = _amount(said)
    # The head of a table has no amount.
    if amounts and amounts[0] is None:
        amounts = amounts[1:]
    known = [one for one in amounts if one is not None]
    if total is None or len(known) != len(amounts) or not FEWEST <= len(known) <= MOST:
        return []
    if len({one.unit for one in (*known, total)}) > 1:
        return []
    readings = [_adds_up(known, total, point) for point in POINTS]
    found = [reading for reading in readings if reading is not None]
    return [said] if found and not any(found) else []


def _adds_up(amounts: Sequence[_Amount], total: _Amount, point: str) -> bool | None:
    whole = exactly(0)
    for one in amounts:
        read = read_number(one.figure, point)
        if read is None:
            return None
        value = Range(-read[0].high, -read[0].low) if one.negative else read[0]
        whole = Range(whole.low + value.low, whole.high + value.high)
    told = read_number(total.figure, point)
    if told is None:
        return None
    value = Range(-told[0].high, -told[0].low) if total.negative else told[0]
    room = Fraction(0) if whole.low == whole.high and value.low == value.high else told[1]
    return value.wider(room).meets(whole)
