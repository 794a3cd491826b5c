"""What code alone finds in a contract: dates, deadlines, duties, what is not there, what is not
attached.

Refuses to judge a clause. Every finding is a quotation with its place, or says what was looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.request import Noun, Prose
from bot.summaries.figures import chinese, dates, numbers
from bot.summaries.kinds import signs_of
from bot.summaries.notes import Quoted
from bot.summaries.sentences import sentences
from bot.summaries.topics import table
from bot.summaries.units import Marked, Material

_END = re.compile(
    r"\b(expir|terminat|until|end(s|ing)? (on|of)|through)"
    r"|\b(endet|läuft .{0,20}bis|bis zum|befristet)"
    r"|\b(hasta|termina|vence|até|jusqu|prend fin|expire)|届满|终止|至|まで",
    re.I,
)
_START = re.compile(
    r"\b(effective|commenc|begin|start|as of|from|dated)|\b(beginnt|ab dem|tritt)"
    r"|\b(desde|a partir|entra en|à compter)|起|生效|から",
    re.I,
)
_PERIOD = re.compile(
    r"(?P<count>\d{1,3}|[^\W\d_]+(?:-[^\W\d_]+)?)\s*(?:\(\s*(?P<again>\d{1,3})\s*\)\s*)?"
    r"(?P<unit>calendar days?|business days?|days?|weeks?|months?|tage?n?|wochen?|monate?n?"
    r"|días|meses|dias|jours|mois)\b|(?P<cjk>[\d一二三四五六七八九十]{1,3})\s*(?P<cjk_unit>个月|天|日|週間|か月)",
    re.I,
)
_NOTICE = re.compile(
    r"\bnotice|\bnotif|kündig|\bpreaviso|\baviso|\bpréavis|\bantelación|\bantecedência|通知",
    re.I,
)
_BEFORE = re.compile(
    r"\b(before|prior|advance|in advance)\b|\bvor\b|\bantes\b|\bavant\b|\bpréavis|\bKündigungsfrist"
    r"|提前|前に",
    re.I,
)
_REFERENCE = re.compile(
    r"\b(?P<name>(?:Exhibit|Annex|Appendix|Schedule|Attachment|Anlage|Anhang|Annexe|Anexo|Allegato)"
    r"\s+(?:[A-Z]{1,2}(?:-?\d{1,2})?|\d{1,2}|[IVX]{1,4}))(?![\w-])|(?P<cjk>(?:附件|附录|別紙)\s?[一二三四五六七八九十\dA-Z]{1,2})"
)
_PARTY = re.compile(
    r"(?P<party>(?:The |Each |Either |Neither |Both |Der |Die |Das )?"
    r"[A-Z\u00c0-\u00dd][\w&.'\u2019-]*"
    r"(?: [A-Z\u00c0-\u00dd][\w&.'\u2019-]*){0,3}|the \w+|each party|either party)"
    r"\s*(?:shall|must|agrees? to|undertakes? to|is (?:required|obliged) to|will"
    r"|muss|müssen|verpflichte[tn] sich|(?:ist|sind) verpflichtet|hat|haben|darf|dürfen"
    r"|deberá|se obliga|deverá|obriga-se|doit|s.engage)"
    r"|(?P<wide>甲方|乙方|丙方|双方|任何一方|各方|甲は|乙は)[^，。；、]{0,10}?"
    r"(?:应|必须|须|不得|ものとする|義務)"
)
_WITHIN = re.compile(
    r"\b(?:within|innerhalb von|binnen|dentro de|dans un délai de) [^.,;]{3,40}"
    r"|\d+\s?个?(?:工作日|自然日|日|天|月)(?:之?内|以内)"
)


class KeyDate(Noun):
    """A day on which something begins, ends or is due. `computed`: from which others it follows."""

    day: date
    what: str
    text: Prose
    cite: Quoted
    computed: bool = False


class Duty(Noun):
    """What a party has to do, in the contract's words."""

    party: Prose
    text: Prose
    due: Prose
    cite: Quoted


def key_dates(material: Material) -> list[KeyDate]:
    """Every whole date in its sentence, then deadlines for notice counted back from the one end."""
    found: list[KeyDate] = []
    periods: list[tuple[int, str, Quoted, str]] = []
    for _marked, text, cite in _sentences(material):
        for one in dates(text):
            before = text[max(0, one.start - 60) : one.start]
            after = text[one.end : one.end + 12]
            ends = [m.start() for m in _END.finditer(before)]
            starts = [m.start() for m in _START.finditer(before)]
            what = "other"
            if (ends and (not starts or ends[-1] > starts[-1])) or re.match(
                r"\s*(止|届满|まで)", after
            ):
                what = "end"
            elif starts or re.match(r"\s*(起|から)", after):
                what = "start"
            new = KeyDate(day=one.day, what=what, text=text, cite=cite)
            if not any(old.day == new.day and old.text == new.text for old in found):
                found.append(new)
        if _NOTICE.search(text) and _BEFORE.search(text) and (period := _period(text)):
            periods.append((*period, cite, text))
    ends_on = {one.day for one in found if one.what == "end"}
    if len(ends_on) == 1:
        (end,) = ends_on
        found += [
            KeyDate(day=_back(end, count, unit), what="notice", text=text, cite=cite, computed=True)
            for count, unit, cite, text in periods
        ]
    return sorted(found, key=lambda one: one.day)


def _sentences(material: Material) -> Iterator[tuple[Marked, str, Quoted]]:
    for marked in material.marked:
        for span in sentences(marked.unit.text):
            quote = marked.unit.text[span.start : span.end]
            yield marked, " ".join(quote.split()), Quoted(number=marked.number, quote=quote)


def _period(text: str) -> tuple[int, str] | None:
    """The period of the notice: the one that stands nearest to "before" or "notice"."""
    near = [one.start() for one in (*_BEFORE.finditer(text), *_NOTICE.finditer(text))]
    for found in sorted(
        _PERIOD.finditer(text), key=lambda one: min(abs(at - one.end()) for at in near)
    ):
        if found["cjk"]:
            raw = found["cjk"]
            count = int(raw) if raw.isdigit() else chinese(raw) or 0
            return count, "month" if "月" in found["cjk_unit"] else "day"
        raw = found["again"] or found["count"]
        value = next((int(one) for one in numbers(raw) if one == int(one)), 0)
        if not value:
            continue
        unit = found["unit"].casefold()
        if unit.startswith(("month", "monat", "mes", "mois")):
            return value, "month"
        if unit.startswith("business"):
            return None
        return (value * 7, "day") if unit.startswith(("week", "woche")) else (value, "day")
    return None


def _back(end: date, count: int, unit: str) -> date:
    if unit == "day":
        return end - timedelta(days=count)
    months = end.year * 12 + end.month - 1 - count
    year, month = divmod(months, 12)
    for day in range(end.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(end.day, 28))


def duties(material: Material, most: int = 500) -> list[Duty]:
    """Sentences that bind a party, by party and in order."""
    found: list[Duty] = []
    binding = signs_of("contract", "obligation")
    for _, text, cite in _sentences(material):
        if len(found) < most and binding.count(text.lower(), 1):
            party = _PARTY.search(text)
            if party:
                named = party["party"] or party["wide"].removesuffix("は")
                named = re.sub(r"^(?:[Tt]he|Der|Die|Das) ", "", named).strip()
                due = next((one.day.isoformat() for one in dates(text)), "")
                if not due and (period := _WITHIN.search(text)):
                    due = period.group()
                found.append(Duty(party=named, text=text, due=due, cite=cite))
    return found


def absent(material: Material, where: str = "absent") -> tuple[str, ...]:
    """Topics of that table of which no word was found anywhere in what was read."""
    text = "\n".join(one.unit.text for one in material.marked).casefold()
    return tuple(
        topic
        for topic, words in table()[where].items()
        if not any(re.search(word, text) for word in words)
    )


def unattached(material: Material) -> list[tuple[str, Quoted]]:
    """What the text refers to and does not hold: (name, where it is first referred to)."""
    first: dict[str, tuple[str, Quoted]] = {}
    headings: set[str] = set()
    for marked in material.marked:
        text = marked.unit.text
        for found in _REFERENCE.finditer(text):
            name = " ".join((found["name"] or found["cjk"]).split())
            start = text.rfind("\n", 0, found.start()) + 1
            line = text[start : (text + "\n").find("\n", found.end())].strip()
            if text[start : found.start()].strip(' \t#*\u201c"') == "" and (
                len(line) < 90 and not re.search(r"[a-z]\.$|\b(shall|must|will|is|are)\b", line)
            ):
                headings.add(name.casefold())
                continue
            span = next(
                (one for one in sentences(text) if one.start <= found.start() < one.end), None
            )
            if span and name.casefold() not in first:
                quote = text[span.start : span.end][:400]
                first[name.casefold()] = (name, Quoted(number=marked.number, quote=quote))
    names = " ".join(material.sources).casefold()
    return [found for key, found in first.items() if key not in headings and key not in names]
