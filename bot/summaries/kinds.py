"""What kind of text it is, and the topics that a summary of that kind is made of.

Refuses to ask a model: signs in the words decide, and a person may choose otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from bot.request import Unit
from bot.summaries.patterns import Signs
from bot.summaries.result import Kind
from bot.summaries.topics import table
from bot.summaries.units import Material

#: So many different signs make a kind; fewer leave it general.
ENOUGH: dict[Kind, int] = {"contract": 5, "incident": 5, "paper": 6, "support": 4}
LOOKED_AT = 120_000
#: What a model may call a topic beside its name.
_OTHERWISE = {
    "summary": "tldr", "tl;dr": "tldr", "overview": "tldr", "key point": "point", "fact": "point",
    "todo": "action", "task": "action", "next": "action", "action item": "action",
    "next step": "action", "open question": "question", "result": "finding", "requirement": "wish",
    "timeline event": "timeline", "risk": "unusual", "date": "term", "payment": "money",
    "figure": "number", "metric": "number", "governing law": "law", "renewal": "term",
}  # fmt: skip


def topics(kind: Kind) -> tuple[str, ...]:
    """In the order of the result."""
    return tuple(table()["kinds"][kind])


@cache
def signs_of(kind: Kind, topic: str) -> Signs:
    """By which a sentence about the topic is known."""
    words = table()["words"]
    return Signs(words.get(kind, {}).get(topic) or words.get(topic, []))


def kind_of(material: Material) -> Kind:
    """By its words; for a thread with files, by whichever of them is longer."""
    return kind_by([one.unit for one in material.marked])


def is_incident(units: Iterable[Unit]) -> bool:
    """Whether people are at work on an incident, by what they write."""
    return kind_by([one for one in units if not one.by_assistant]) == "incident"


def kind_by(units: Sequence[Unit]) -> Kind:
    """The same of units that nobody has counted."""
    thread = [one for one in units if one.source == "thread"]
    rest = [one for one in units if one.source != "thread"]
    talks = sum(len(one.text) for one in thread) >= sum(len(one.text) for one in rest)
    text = "\n".join(one.text for one in (thread if talks else rest))
    text = text[:LOOKED_AT] + text[-LOOKED_AT // 4 :] if len(text) > LOOKED_AT else text
    found: list[tuple[float, Kind]] = []
    for kind, enough in ENOUGH.items():
        if kind in ("contract", "paper") and talks:
            # People who talk about a contract are not one.
            continue
        signs = sum(1 for one in _signs(kind) if one.search(text))
        if signs >= enough:
            found.append((signs / enough, kind))
    return max(found)[1] if found else "general"


@cache
def _signs(kind: Kind) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in table()["signs"][kind])


def topic_named(name: str, kind: Kind) -> str:
    """The topic that a model meant; `point` for one that the kind does not have."""
    plain = re.sub(r"[_-]", " ", name.casefold()).strip(" :.*#")
    plain = _OTHERWISE.get(plain, plain)
    for form in (plain, plain.removesuffix("s"), _OTHERWISE.get(plain.removesuffix("s"), "")):
        if form == "overturned" or form in topics(kind):
            return form
    if plain.endswith("ies") and plain[:-3] + "y" in topics(kind):
        return plain[:-3] + "y"
    starts = [one for one in topics(kind) if len(one) > 3 and plain.startswith(one[:5])]
    return starts[0] if starts else "point"
