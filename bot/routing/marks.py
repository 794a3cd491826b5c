"""Marks: `!fast`, `!think`, `!fresh`, `!private` as the first or last word of a message.

Refuses to see marks in code, and to take every exclamation for one.
"""

from __future__ import annotations

import re
import unicodedata

from bot.request import Noun, Wish

#: Every form of every mark; the first is the one that a suggestion names.
FORMS: dict[str, tuple[str, ...]] = {
    "fast": ("fast", "快", "快速", "速い", "rapide", "rápido", "schnell"),
    "think": ("think", "深思", "思考", "熟考", "réfléchir", "piensa", "pensa", "denken"),
    "fresh": ("fresh", "重新", "新規", "frais", "nuevo", "novo", "frisch"),
    "private": ("private", "私密", "私信", "privé", "privado", "privat"),
}
_MEANING = {form: mark for mark, forms in FORMS.items() for form in forms}
_NAMED = re.compile(r":[a-z0-9_+'-]{1,60}:")
_EDGE_FIRST = re.compile(r"^\s*[!！]([^\W\d_]{1,12})(?=\s|$)")
_EDGE_LAST = re.compile(r"(?:^|(?<=\s)|(?<=[？?。.]))[!！]([^\W\d_]{1,12})\s*$")


class Marks(Noun):
    """What the marks said, and the text without them.

    `unknown` is a word that looks like a mistyped mark, `meant` the mark it probably was.
    """

    text: str
    wish: Wish | None = None
    fresh: bool = False
    private: bool = False
    unknown: str = ""
    meant: str = ""


def read_marks(text: str) -> Marks:
    """Take the marks off both ends, as many as stand there."""
    found: dict[str, str] = {}
    unknown = meant = ""
    while True:
        first = _EDGE_FIRST.search(text)
        last = _EDGE_LAST.search(text) if text.count("```") % 2 == 0 else None
        for edge in (first, last):
            mark = _MEANING.get(edge.group(1).lower()) if edge else None
            if edge and mark:
                found[mark] = edge.group().strip()
                text = (text[: edge.start()] + text[edge.end() :]).strip()
                break
        else:
            for edge in (first, last):
                guess = _near(edge.group(1).lower()) if edge else ""
                if edge and guess:
                    unknown, meant = edge.group().strip(), f"!{guess}"
            break
    wish = None
    if "think" in found:
        wish = Wish(tier="reasoning", said=found["think"])
    elif "fast" in found:
        wish = Wish(tier="fast", said=found["fast"])
    return Marks(
        text=text.strip(),
        wish=wish,
        fresh="fresh" in found,
        private="private" in found,
        unknown=unknown,
        meant=meant,
    )


def only_emoji(text: str) -> bool:
    """Whether there is nothing but emoji in it, as signs or by their names in Slack."""
    rest = _NAMED.sub("", text)
    if any(sign.isalnum() for sign in rest):
        return False
    return rest != text or any(unicodedata.category(sign) == "So" for sign in rest)


def _near(word: str) -> str:
    """The English mark within two edits of the word, or nothing."""
    if not word.isascii() or len(word) < 3:
        return ""
    near = [mark for mark in FORMS if _distance(word, mark) <= 2 and word[0] == mark[0]]
    return min(near, key=lambda mark: _distance(word, mark)) if near else ""


def _distance(one: str, two: str) -> int:
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
