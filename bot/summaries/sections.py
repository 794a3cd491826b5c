"""From verified notes to the sections of a result, in the order of the kind.

Refuses to hide a doubt: figures and names that the cited words lack are said beside the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.summaries.changes import Change
from bot.summaries.clauses import Clauses
from bot.summaries.clock import clocked
from bot.summaries.contracts import KeyDate, absent, unattached
from bot.summaries.gaining import gains, sides
from bot.summaries.injected import injected
from bot.summaries.kinds import topics
from bot.summaries.notes import Note, Quoted
from bot.summaries.order import Order
from bot.summaries.picking import in_short
from bot.summaries.result import Citation, Item, Section
from bot.summaries.units import Material
from bot.words import Words

#: Topics in which somebody has to do something.
_ACTIONS = frozenset({"action"})
_SHORT = 3
MOST_ITEMS = 60


def sections(order: Order, notes: Sequence[Note]) -> list[Section]:
    """The topics of the kind that have notes; the summary in short comes first."""
    words = order.words
    short = [one for one in notes if one.topic == "tldr"][:_SHORT] or in_short(notes, order.kind)
    clauses = Clauses(order.material) if order.kind == "contract" else None
    found: list[Section] = []
    for topic in topics(order.kind):
        here = short if topic == "tldr" else [one for one in notes if one.topic == topic]
        if topic == "timeline":
            here = sorted(here, key=lambda one: one.place)
        made = [item(one, order.material, words) for one in here]
        if clauses is not None:
            made = [_placed(one, note, clauses) for one, note in zip(made, here, strict=True)]
        if topic == "timeline":
            made = [clocked(one, note, order) for one, note in zip(made, here, strict=True)]
        items = list(_unique(made))
        if topic == "reply" and not items:
            items = _drafted(order, notes)
        if topic == _home(order):
            items += _overturned(order, notes, words)
        if topic == "decision" and order.kind == "general" and not items and order.material.marked:
            items = [Item(text=words.say("summary.undecided"))]
        if items:
            found.append(Section(title=title(order, topic, words), items=tuple(items[:MOST_ITEMS])))
    return found


def _drafted(order: Order, notes: Sequence[Note]) -> list[Item]:
    """A reply to the customer where no model wrote one: what they want, what they were promised,
    what is open. It promises nothing that nobody has."""
    items: list[Item] = []
    for topic in ("wish", "promise", "question"):
        for note in [one for one in notes if one.topic == topic][:1]:
            text = order.words.say(f"summary.reply.{topic}", text=note.text)
            cites = tuple(citation(one, order.material) for one in note.cites)
            items.append(Item(text=text, citations=cites))
    return items


def _placed(made: Item, note: Note, clauses: Clauses) -> Item:
    """With the clause's number in front, unless the text has it."""
    clause = clauses.of(note.cites[0])
    first = clause.split(" (")[0]
    if not clause or re.search(rf"(?<![\w.]){re.escape(first)}(?![\w.]\d)", made.text):
        return made
    inner = clause.removeprefix(first).strip()
    text = made.text.removeprefix(inner).lstrip() if inner else made.text
    return made.model_copy(update={"text": f"{clause}: {text}"})


def _home(order: Order) -> str:
    return "decision" if "decision" in topics(order.kind) else "point"


def _overturned(order: Order, notes: Sequence[Note], words: Words) -> list[Item]:
    found = []
    for note in notes:
        if note.topic == "overturned":
            said = item(note, order.material, words)
            text = words.say("summary.overturned", text=said.text)
            found.append(said.model_copy(update={"text": text}))
    return found


def title(order: Order, topic: str, words: Words) -> str:
    """What stands above the topic's items."""
    if order.kind == "paper" and topic == "question":
        return words.say("summary.topic.asked")
    return words.say(f"summary.topic.{topic}")


def _unique(items: Iterable[Item]) -> Iterable[Item]:
    seen: set[str] = set()
    for one in items:
        key = re.sub(r"\W+", "", one.text.casefold())
        if key not in seen:
            seen.add(key)
            yield one


def item(note: Note, material: Material, words: Words) -> Item:
    """The note as people read it, owner and date with what is to be done."""
    text = note.text
    if note.topic in _ACTIONS:
        text = words.say(
            "summary.action",
            who=note.owner or words.say("summary.nobody"),
            what=text,
            when=note.due or words.say("summary.undated"),
        )
    elif note.owner and note.owner.casefold() not in text.casefold():
        text = f"{note.owner}: {text}"
    if note.doubts:
        text = words.say("summary.doubt", text=text, what=", ".join(note.doubts[:6]))
    return Item(text=text, citations=tuple(citation(one, material) for one in note.cites))


def citation(cite: Quoted, material: Material) -> Citation:
    """With the unit's name and its link; code makes both."""
    marked = material.marked[cite.number]
    return Citation(unit=material.name_of(marked), quote=cite.quote, link=material.link_of(marked))


def reported(order: Order) -> list[Section]:
    """Orders to the program that stand in the text."""
    words = order.words
    found = injected(order.material)
    items = [
        Item(text=words.say("summary.injected"), citations=(citation(one, order.material),))
        for one in found
    ]
    return [Section(title=words.say("summary.topic.injected"), items=tuple(items))] if items else []


def dated(order: Order, found: Sequence[KeyDate]) -> list[Section]:
    """Days in order."""
    words = order.words
    items = []
    for one in found:
        what = words.say(f"summary.date.{one.what}")
        key = "summary.date.computed" if one.computed else "summary.date.stated"
        text = words.say(key, day=one.day.isoformat(), what=what, text=one.text[:240])
        items.append(Item(text=text, citations=(citation(one.cite, order.material),)))
    items = list(_unique(items))[:MOST_ITEMS]
    return [Section(title=words.say("summary.topic.dates"), items=tuple(items))] if items else []


def changed(order: Order, found: Sequence[Change], key: str) -> list[Section]:
    """The table of changes, a row an item."""
    words = order.words
    items = []
    parties = sides(order.material) if found else ()
    clauses = Clauses(order.material)
    for one in found[:MOST_ITEMS]:
        nothing = words.say("summary.nothing")
        text = words.say(
            "summary.change",
            clause=_clause(one, order.material, clauses),
            before=one.before or nothing,
            after=one.after or nothing,
            side=gains(one, parties) or words.say("summary.side.unclear"),
        )
        cites = [one.cite, *([one.other] if one.other else [])]
        items.append(
            Item(text=text, citations=tuple(citation(cite, order.material) for cite in cites))
        )
    if len(found) > MOST_ITEMS:
        items.append(Item(text=words.say("summary.more", count=len(found) - MOST_ITEMS)))
    return [Section(title=words.say(f"summary.topic.{key}"), items=tuple(items))] if items else []


def _clause(change: Change, material: Material, clauses: Clauses) -> str:
    """Its own number, that of the heading above it, else where it stands."""
    numbered = change.clause != material.marked[change.cite.number].label
    return change.clause if numbered else clauses.of(change.cite) or change.clause


def in_vain(order: Order, where: str = "absent") -> list[Section]:
    """What was looked for (a table of topics) and of which there is no word."""
    words = order.words
    amount = extent(order.material, words)
    gone = [
        Item(
            text=words.say("summary.absent", what=words.say(f"summary.absent_of.{one}"), all=amount)
        )
        for one in absent(order.material, where)
    ]
    return [Section(title=words.say("summary.topic.absent"), items=tuple(gone))] if gone else []


def missing(order: Order) -> list[Section]:
    """What a contract was searched for in vain, and what it refers to and does not hold."""
    words, found = order.words, in_vain(order)
    loose = [
        Item(
            text=words.say("summary.unattached", name=name),
            citations=(citation(cite, order.material),),
        )
        for name, cite in unattached(order.material)
    ]
    if loose:
        found.append(Section(title=words.say("summary.topic.unattached"), items=tuple(loose)))
    return found


def extent(material: Material, words: Words) -> str:
    """How much was read, in pages where there are pages ("42 pages")."""
    read, there = counted(material)
    key = "summary.pages" if _paged(material) else "summary.units"
    return words.say(key, read=read, all=there)


def counted(material: Material) -> tuple[int, int]:
    """(units read, units there): pages of pages, or passages."""
    read = len(material.marked)
    unread = sum(_pages(one.unit) for one in material.skipped) if _paged(material) else 0
    return read, read + unread


def _paged(material: Material) -> bool:
    return bool(material.marked) and all(one.label.startswith("p. ") for one in material.marked)


def _pages(unit: str) -> int:
    if not unit.startswith("p. "):
        return 0
    total = 0
    for part in unit.removeprefix("p. ").split(","):
        ends = [int(digits) for digits in re.findall(r"\d+", part)][:2]
        total += ends[-1] - ends[0] + 1 if ends else 0
    return total
