"""A summary as Markdown: sections, statements with their citations, what was read and what not.

Refuses to leave anything out that the shape holds.
"""

from __future__ import annotations

import re

from bot.summaries.result import Citation, Summary
from bot.words import Words

MOST_QUOTE = 200


def markdown(summary: Summary, words: Words, *, quotes: bool = True) -> str:
    """The whole text. `quotes`: with the cited words under each statement."""
    lines: list[str] = []
    for section in summary.sections:
        lines += [f"## {section.title}", ""]
        for one in section.items:
            where = ", ".join(dict.fromkeys(cite.unit for cite in one.citations))
            lines.append(f"- {one.text}" + (f" [{where}]" if where else ""))
            if quotes and not _told(one.text, one.citations):
                lines += [f"  > {_short(cite.quote)}" for cite in one.citations[:2]]
        lines.append("")
    lines += [f"## {words.say('summary.read')}", ""] if summary.read else []
    for source in summary.read:
        lines.append(
            "- "
            + words.say(
                "summary.read_source",
                source=source.source,
                units=f"{source.units:,}",
                tokens=f"{source.tokens:,}",
            )
        )
    if summary.skipped:
        lines += [*([""] if summary.read else []), f"## {words.say('summary.skipped')}", ""]
        for gone in summary.skipped:
            place = f"{gone.source}, {gone.unit}" if gone.unit else gone.source
            lines.append(f"- {place}: {gone.reason}")
    return "\n".join(lines)


def _told(text: str, citations: tuple[Citation, ...]) -> bool:
    """Whether the statement is its quotation already."""
    said = _bare(text)
    return all(_bare(cite.quote) in said for cite in citations)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= MOST_QUOTE else line[: MOST_QUOTE - 1] + "…"
