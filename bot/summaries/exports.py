"""Dates as a calendar, duties as a table: files that other programs read.

Refuses to be clever: RFC 5545 and RFC 4180, and no cell that a spreadsheet takes for a formula.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.summaries.clauses import Clauses
from bot.summaries.contracts import Duty, KeyDate
from bot.summaries.notes import Quoted
from bot.summaries.units import Material
from bot.words import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def calendar(dates: Sequence[KeyDate], material: Material, now: datetime) -> str:
    """An all-day event for each date, the quotation and its place in the description."""
    words, clauses = Words(), Clauses(material)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Thinktwice//Summaries//EN"]
    for one in dates:
        place = _where(one.cite, material, clauses)
        uid = hashlib.sha256(f"{one.day}{one.what}{place}{one.text}".encode()).hexdigest()[:24]
        what = words.say(f"summary.date.{one.what}")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}@thinktwice",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(f'{what}: {one.text[:120]}')}",
            f"DESCRIPTION:{_escaped(f'{place}: {one.text}')}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(text.split())


def _folded(line: str) -> list[str]:
    """At most 75 bytes a line, characters whole."""
    found, current = [], ""
    for sign in line:
        if len((current + sign).encode()) > 74:
            found.append(current)
            current = " "
        current += sign
    return [*found, current]


def table(duties: Sequence[Duty], material: Material) -> str:
    """party, obligation, due, where, in the order of the contract."""
    out = io.StringIO()
    rows, clauses = csv.writer(out), Clauses(material)
    rows.writerow(["party", "obligation", "due", "where"])
    for one in duties:
        place = _where(one.cite, material, clauses)
        rows.writerow([_safe(cell) for cell in (one.party, one.text, one.due, place)])
    return out.getvalue()


def _where(cite: Quoted, material: Material, clauses: Clauses) -> str:
    """The clause, where a heading tells it, and the page or paragraph."""
    place = material.marked[cite.number].unit.place
    clause = clauses.of(cite)
    return f"{clause}, {place}" if clause else place


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
