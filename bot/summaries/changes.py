"""What was changed: tracked changes inside a document, and the paragraphs of two versions.

Refuses to say who gains (`gaining` does); to mix what was with what is.
"""

from __future__ import annotations

import difflib
import re

from bot.request import Noun, Prose
from bot.summaries.matching import folded
from bot.summaries.notes import Quoted
from bot.summaries.units import Marked, Material

_MARK = re.compile(r"\[(inserted|deleted)(?: row)?(?:: ((?:[^\[\]]|\[[^\[\]]*\])*))?\]")
_CLAUSE = re.compile(
    r"^\s*((?:§|Section|Clause|Article|Art\.|Ziffer|Cláusula|第)?\s*\d+(?:\.\d+)*\s*[条項]?)[.)]?\s"
)
#: Two files are versions of each other when so much of the shorter one stands in both.
ALIKE = 0.5
MOST = 400


class Change(Noun):
    """Before and after, both as accepted text; "" where nothing stood. `clause`: its number or
    place."""

    clause: Prose
    before: Prose
    after: Prose
    cite: Quoted
    other: Quoted | None = None


def view(text: str, tracked: str) -> str:
    """The text as it is with insertions ("inserted") or as it was ("deleted")."""

    def kept(found: re.Match[str]) -> str:
        if found.group(2) is None:
            return ""
        return found.group(2) if found.group(1) == tracked else ""

    return " ".join(_MARK.sub(kept, text).split())


def redlines(material: Material) -> list[Change]:
    """Units with tracked changes."""
    found: list[Change] = []
    for marked in material.marked:
        text = marked.unit.text
        for line in text.split("\n") if "\n" in text else [text]:
            if not _MARK.search(line):
                continue
            before, after = view(line, "deleted"), view(line, "inserted")
            row = re.match(r"\[(inserted|deleted) row\]", line)
            if row:
                before, after = ("", after) if row.group(1) == "inserted" else (before, "")
            if before != after:
                cite = Quoted(number=marked.number, quote=line.strip()[:MOST])
                clause = _clause(after or before, marked)
                found.append(
                    Change(clause=clause, before=before[:MOST], after=after[:MOST], cite=cite)
                )
    return found


def _clause(text: str, marked: Marked) -> str:
    found = _CLAUSE.match(text)
    return found.group(1).strip() if found else marked.label


def versions(material: Material) -> list[Change]:
    """Paragraphs that differ between two files that are versions of one text; none if they are
    not."""
    files = [one for one in material.sources
             if material.of(one)[0].unit.source == "file"]  # fmt: skip
    if len(files) != 2:
        return []
    old, new = (_paragraphs(material.of(one)) for one in files)
    keys = [[folded(text).text for text, _ in side] for side in (old, new)]
    shared = len(set(keys[0]) & set(keys[1]))
    if not shared or shared < ALIKE * min(len(set(keys[0])), len(set(keys[1]))):
        return []
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        for at in range(max(j - i, m - k)):
            was = old[i + at] if i + at < j else None
            now = new[k + at] if k + at < m else None
            found.append(_between(was, now))
    return found


def _paragraphs(units: tuple[Marked, ...]) -> list[tuple[str, Marked]]:
    return [
        (line.strip(), one)
        for one in units
        for line in re.split(r"\n+", one.unit.text)
        if line.strip()
    ][:4_000]


def _between(was: tuple[str, Marked] | None, now: tuple[str, Marked] | None) -> Change:
    here = now or was
    assert here is not None
    text, marked = here
    other = None
    if was and now:
        other = Quoted(number=was[1].number, quote=was[0][:MOST])
    return Change(
        clause=_clause(text, marked),
        before=was[0][:MOST] if was else "",
        after=now[0][:MOST] if now else "",
        cite=Quoted(number=marked.number, quote=text[:MOST]),
        other=other,
    )
