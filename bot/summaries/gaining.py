"""Which side gains by a change in a contract, where the words alone decide it.

Refuses to weigh: anything but one duty, right or cap of one named party that grew, shrank, came or
went is unclear.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from bot.summaries.changes import Change
from bot.summaries.contracts import duties
from bot.summaries.figures import written
from bot.summaries.units import Material

_NOBODY = re.compile(r"(?i)^(each|either|neither|both|any|beide|jede|双方|各方|任何一方)")
_DEFINED = re.compile(r"[\"\u201c\u201e「]([A-Z\u00c0-\u00dd][\w -]{2,30})[\"\u201d\u201c」]")
_RIGHT = r"may(?! not)|is entitled to|darf(?! nicht)|kann|puede|podrá|peut|pode|有权|可以"
_DUTY = (
    r"shall|must|agrees? to|undertakes? to|will|is (?:required|obliged) to|may not|muss|hat"
    r"|verpflichtet sich|ist verpflichtet|darf nicht|deberá|se obliga|deverá|doit|s.engage"
    r"|应当|应|必须|须|不得"
)
_LIABLE = (
    r"(?:'s|\u2019s)? (?:\w+ )?(?:aggregate |total |maximum )*liability| haftet"
    r"|的?(?:赔偿)?责任"
)
_PERIOD = re.compile(
    r"\s*\)?\s*(?:calendar |business )?(?:days?|weeks?|months?|tage?n?|werktage?n?|wochen?"
    r"|monate?n?|días|dias|jours|meses|mois|个?工作日|日|天|个月)",
    re.I,
)
_WITHIN = re.compile(r"(?:within|no later than|innerhalb von|binnen|dentro de|dans)\W+$", re.I)
_SOON = re.compile(r"(?:之?内|以内)")
Bond = Literal["duty", "right", "liable"]


def sides(material: Material) -> tuple[str, ...]:
    """The two parties, if the contract has two: those that it binds most."""
    bound = Counter(one.party for one in duties(material) if not _NOBODY.match(one.party))
    start = " ".join(one.unit.text for one in material.marked[:3])
    for name in _DEFINED.findall(start):
        bound[name] += 1
    named = [name for name, _ in bound.most_common(2)]
    return tuple(named) if len(named) == 2 else ()


def gains(change: Change, parties: Sequence[str]) -> str:
    """The party that gains; "" where the words leave it open."""
    if len(parties) != 2:
        return ""
    was, now = _bond(change.before, parties), _bond(change.after, parties)
    party = (now or was or ("", "duty"))[0]
    if not party or (was and now and was[0] != now[0]) or not (was or now):
        return ""
    if _says(change.before) and _says(change.after) and not (was and now):
        return ""
    better = _better(change, was[1] if was else None, now[1] if now else None)
    if better is None:
        return ""
    other = parties[1] if party == parties[0] else parties[0]
    return party if better else other


def _says(text: str) -> bool:
    """Whether more stands there than a clause's number."""
    return any(sign.isalpha() for sign in text)


def _bond(text: str, parties: Sequence[str]) -> tuple[str, Bond] | None:
    """Whom the text binds or frees, and how; None for nobody, or for both."""
    found: list[tuple[str, Bond]] = []
    for party in parties:
        name = rf"(?<!\w){re.escape(party)}"
        if re.search(rf"(?i)(?: and| und| y| et| e|和|与)\s?(?:the )?{name}", text):
            return None
        of = rf"(?:liability of (?:the )?|Haftung des ){re.escape(party)}"
        if re.search(rf"{of}|{name}{_LIABLE}|{name} (?:is|shall be) liable", text):
            found.append((party, "liable"))
        elif re.search(rf"{name}\s?(?:{_RIGHT})(?!\w)|{name}(?:有权|可以)", text):
            found.append((party, "right"))
        elif re.search(rf"{name}\s?(?:{_DUTY})(?!\w)|{name}[^，。]{{0,8}}?(?:应|须|不得)", text):
            found.append((party, "duty"))
    return found[0] if len(found) == 1 else None


def _better(change: Change, was: Bond | None, now: Bond | None) -> bool | None:
    """Whether the party is better off."""
    if was is None or now is None:
        # It came or it went.
        bond, came = now or was, now is not None
        return came if bond == "right" else not came
    if was != now:
        return now == "right" if "right" in (was, now) and "liable" not in (was, now) else None
    return _figures(change, was)


def _figures(change: Change, bond: Bond) -> bool | None:
    """By the one figure that is another one now."""
    before, after = _numbers(change.before), _numbers(change.after)
    gone = [one for one in before if one[0] not in {value for value, _ in after}]
    come = [one for one in after if one[0] not in {value for value, _ in before}]
    if len(gone) != 1 or len(come) != 1:
        return None
    (old, kind), (new, other) = gone[0], come[0]
    if kind != other or kind == "period":
        return None
    if kind == "within":
        return new > old if bond == "duty" else None
    return new < old if bond in ("duty", "liable") else None


def _numbers(text: str) -> list[tuple[Decimal, str]]:
    found: list[tuple[Decimal, str]] = []
    at = 0
    for shown, values in written(text):
        here = text.find(shown, at)
        if here < 0 or not shown[:1].isdigit():
            continue
        at = here + len(shown)
        after = text[at : at + 24]
        if _PERIOD.match(after):
            soon = _WITHIN.search(text[:here]) or _SOON.search(after)
            found.append((max(values), "within" if soon else "period"))
        else:
            found.append((max(values), "amount"))
    return found
