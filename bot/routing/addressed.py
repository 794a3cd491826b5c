"""What a text says to the router ("this is low stakes, use the fast one") is not its matter.

Refuses to obey it, and to be led by it: marks and buttons are for that. A question is read with and
without such words; the graver reading counts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from bot.ports import Classifier
from bot.routing.meaning import CLEARLY_QUICK, Meaning, meanings
from bot.routing.stakes import CATEGORIES
from bot.routing.text import Reading

#: A clause that speaks to the router is left out whole, too: with "please", "for the small one".
_CLAUSE = re.compile(r"[^.!?;:,()\n。！？；：，、（）—–]+[.!?;:,()\n。！？；：，、（）—–]*")

_LEFT_OVER = re.compile(r"^[\s.,;:!?()。！？；：，、（）—–-]+|[\s,;:(（，、—–-]+$")


def despite(
    reading: Reading, meaning: Meaning, classifier: Classifier, *, words: bool = True
) -> Meaning:
    """The graver of the meaning as it stands and of the text without what addresses the router.

    A text that only addresses the router ("low stakes") has no matter: it is clearly quick.
    """
    if not _addressed().search(reading.text):
        return meaning
    rests = [reading.model_copy(update={"text": text}) for text in _rests(reading.text)]
    if not rests:
        depth, hard = min(meaning.depth, CLEARLY_QUICK), min(meaning.hard, CLEARLY_QUICK)
        return meaning.model_copy(update={"depth": depth, "hard": hard, "words": ()})
    found = meanings(rests, classifier, words=words)
    return max((meaning, *found), key=_gravity)


def _gravity(meaning: Meaning) -> tuple[bool, float]:
    """A deep reading with stakes goes before a deeper one without."""
    return meaning.depth >= 0 and meaning.field in CATEGORIES, meaning.depth


def _rests(text: str) -> Iterable[str]:
    """The text without those words, and without their whole clauses, where anything is left."""
    shorn = _LEFT_OVER.sub("", _addressed().sub(" ", text))
    clauses = [found.group() for found in _CLAUSE.finditer(text)]
    apart = "".join(clause for clause in clauses if not _addressed().search(clause))
    return [rest for rest in dict.fromkeys((shorn, apart)) if any(map(str.isalnum, rest))]


@cache
def _addressed() -> re.Pattern[str]:
    data = tomllib.loads(files(__package__).joinpath("addressed.toml").read_text("utf-8"))
    return re.compile("|".join(f"(?:{one})" for patterns in data.values() for one in patterns))
