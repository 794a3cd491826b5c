"""Forms in which an incident or a support case is handed on: the same statements, arranged for it.

Refuses to add a statement. What nobody said is marked as a gap; a post-mortem names nobody but who
takes on what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from bot.summaries.order import Order
from bot.summaries.result import Form, Item, Kind, Section

FORMS: tuple[Form, ...] = get_args(Form)
#: The kind of text that a form is of; a text of any kind can be caught up with.
KINDS: dict[Form, Kind] = {"handover": "incident", "post_mortem": "incident", "reply": "support"}
#: Titles in the order of the form.
_TOPICS: dict[Form, tuple[str, ...]] = {
    "catch_up": (
        "tldr", "state", "impact", "theory", "decision", "action", "question", "unknown",
    ),
    "handover": ("state", "impact", "tried", "theory", "decision", "action", "unknown", "timeline"),
    "post_mortem": (
        "tldr", "impact", "timeline", "theory", "tried", "decision", "action", "unknown",
    ),
    "reply": ("reply",),
}  # fmt: skip
#: What a form without it would hide; its absence is said.
_NEEDED: dict[Form, frozenset[str]] = {
    "catch_up": frozenset(),
    "handover": frozenset({"state", "impact", "tried", "action"}),
    "post_mortem": frozenset({"impact", "timeline", "theory", "tried", "action"}),
    "reply": frozenset({"reply"}),
}
#: Of each title; who wants to catch up is in a hurry.
_MOST: dict[Form, int] = {"catch_up": 4}


def arranged(found: Sequence[Section], form: Form, order: Order) -> list[Section]:
    """The sections as the form has them; those of code (changes, orders in the text) stay."""
    words = order.words
    by_title = {section.title: section for section in found}
    made: list[Section] = []
    for topic in _TOPICS[form]:
        title = words.say(f"summary.topic.{topic}")
        section = by_title.get(title)
        if section is None and topic in _NEEDED[form]:
            gap = Item(text=words.say("summary.gap"))
            section = Section(title=title, items=(gap,))
        if section is None:
            continue
        items = section.items[: _MOST.get(form)]
        if form == "post_mortem" and topic != "action":
            items = tuple(_blameless(one, order) for one in items)
        made.append(section.model_copy(update={"items": items}))
    return made


def _blameless(item: Item, order: Order) -> Item:
    """Without the names of those who wrote: what happened counts, and when."""
    text, somebody = item.text, order.words.say("summary.somebody")
    for name in sorted(order.material.authors, key=len, reverse=True):
        if len(name) > 1:
            text = re.sub(rf"(?<!\w)@?{re.escape(name)}(?!\w)", somebody, text)
    cites = tuple(
        cite.model_copy(update={"unit": cite.unit.removeprefix(f"{author}, ")})
        for cite in item.citations
        for author in [next((one for one in order.material.authors
                             if cite.unit.startswith(f"{one}, ")), "")]
    )  # fmt: skip
    return item.model_copy(update={"text": text, "citations": cites})
