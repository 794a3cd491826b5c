"""A summary as an answer in a conversation: short lines, each with links to where it stands.

Refuses to say what the answer's frame says: who answered, what was not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.summaries.result import Citation, Item, Section, Summary
from bot.summaries.wanted import Focus
from bot.words import Words

#: Statements under one title; the rest is counted, and stands in the longer form.
MOST_ITEMS: dict[Focus, int] = {"full": 1_000, "short": 5}
USUALLY = 12
MOST_LINKS = 3
_TOPICS: dict[Focus, tuple[str, ...]] = {
    "summary": (),
    "full": (),
    "short": ("tldr", "decision", "action"),
    "decision": ("decision",),
    "action": ("action",),
    "question": ("question", "unknown"),
    "catch_up": (),
    "handover": (),
    "post_mortem": (),
    "reply": (),
}


#: What a question about one thing is told when there is none.
_NONE = frozenset({"decision", "action", "question"})


def said(summary: Summary, focus: Focus, words: Words, before: str = "") -> str:
    """Markdown; for a narrower question only what it is about. `before`: an earlier summary of the
    same; what it did not say is marked as new."""
    titles = [words.say(f"summary.topic.{topic}") for topic in _TOPICS[focus]]
    how = words.say("summary.topic.how")
    shown = [
        section
        for section in summary.sections
        if section.title == how or not titles or section.title in titles
    ]
    if focus in _NONE and not any(section.title in titles for section in shown):
        nothing = Item(text=words.say(f"summary.none.{focus}"))
        shown.insert(0, Section(title=titles[0], items=(nothing,)))
    most = MOST_ITEMS.get(focus, USUALLY)
    known = _bare(before)
    blocks = [
        _block(section, words, most, known, quotes=focus == "full")
        for section in shown
        if section.title != how
    ]
    if before:
        count = sum(block.count(words.say("summary.new", text="")) for block in blocks)
        blocks.insert(0, words.say("summary.updated", count=count))
    gone = [f"- {_place(one.source, one.unit)}: {one.reason}" for one in summary.skipped]
    if gone:
        blocks.append("\n".join([f"**{words.say('summary.skipped')}**", *gone]))
    ends = [item.text for section in shown if section.title == how for item in section.items]
    return "\n\n".join([*blocks, *(f"_{one}_" for one in ends)])


def listed_plainly(items: Sequence[Item]) -> str:
    """Statements with their links: one alone as a sentence, several as a list."""
    lines = [f"{one.text}{_links(one.citations)}" for one in items]
    return lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)


def _block(section: Section, words: Words, most: int, known: str, *, quotes: bool) -> str:
    lines = [f"**{section.title}**"]
    for one in section.items[:most]:
        text = one.text
        if known and _bare(text) not in known:
            text = words.say("summary.new", text=text)
        lines.append(f"- {text}{_links(one.citations)}")
        if quotes:
            lines += [f"  > {' '.join(cite.quote.split())}" for cite in one.citations[:1]
                      if _bare(cite.quote) not in _bare(text)]  # fmt: skip
    more = len(section.items) - most
    if more > 0:
        lines.append(f"- {words.say('summary.more', count=more)}")
    return "\n".join(lines)


def _links(citations: Sequence[Citation]) -> str:
    found: list[str] = []
    for cite in citations:
        name = re.sub(r"[\[\]()]", "", cite.unit)
        link = f"[{name}]({cite.link})" if cite.link.startswith("https://") else f"[{name}]"
        if link not in found:
            found.append(link)
    return "".join(f" {one}" for one in found[:MOST_LINKS])


def _bare(text: str) -> str:
    """As compared: letters and figures alone."""
    return re.sub(r"\W+", "", text).casefold()


def _place(source: str, unit: str) -> str:
    return f"{source}, {unit}" if unit else source
