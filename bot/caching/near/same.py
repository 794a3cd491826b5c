"""Whether two questions ask the same: everything that carries meaning must agree.

Refuses to weigh: one word too many, another number, a negation, another order of who does what to
whom, and they are different. No model is asked.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from bot.caching.address import normal
from bot.caching.near.reading import HUNG, MAIN, Part, Reading, read
from bot.caching.near.tables import single, table
from bot.request import Noun

Reason = Literal[
    "equal", "same", "unread", "language", "words", "number", "negation", "order", "person", "tense"
]
_TYPO_LENGTH = 6


class Verdict(Noun):
    """`same`, and what decided it."""

    same: bool
    reason: Reason


def judged(first: str, second: str) -> Verdict:
    """Whether an answer to the first question may be shown for the second."""
    if normal(first) == normal(second):
        return Verdict(same=True, reason="equal")
    one, other = read(first), read(second)
    if one is None or other is None or not (one.words and other.words):
        return Verdict(same=False, reason="unread")
    reason = _difference(one, other)
    return Verdict(same=reason is None, reason=reason or "same")


def bucket(text: str) -> str | None:
    """Questions that are judged the same have the same bucket; None: it has no near ones."""
    found = read(text)
    if found is None or not found.words:
        return None
    return " ".join([found.language, *sorted(_rough(word) for word in found.words)])


def _difference(one: Reading, other: Reading) -> Reason | None:
    if one.language != other.language:
        return "language"
    mine, theirs = Counter(one.words), Counter(other.words)
    if mine != theirs:
        reason = _told(mine - theirs, theirs - mine, one.language)
        if reason is not None:
            return reason
        other = _respelled(other, dict(_slips(mine - theirs, theirs - mine)))
    if one.persons and other.persons and one.persons != other.persons:
        return "person"
    if one.tense != other.tense and not (one.once and other.once):
        return "tense"
    if not _parts_agree(one, other):
        return "order"
    return None


def _told(mine: Counter[str], theirs: Counter[str], language: str) -> Reason | None:
    """What the words say that only one of them has; None: only slips of the finger."""
    odd = {*mine, *theirs}
    if any(sign.isdigit() for word in odd for sign in word):
        return "number"
    if "not" in odd:
        return "negation"
    slips = dict(_slips(mine, theirs))
    exceptions = table(language).not_typos
    fine = len(slips) == len(mine) == len(theirs) and not exceptions & odd
    return None if fine and len(slips) == 1 else "words"


def _slips(mine: Counter[str], theirs: Counter[str]) -> list[tuple[str, str]]:
    """(theirs, mine) for words that differ by a doubled letter or two neighbours swapped."""
    return [
        (other, word)
        for word in mine
        for other in theirs
        if min(len(word), len(other)) >= _TYPO_LENGTH
        and word.isalpha()
        and _rough(word) == _rough(other)
        and (single(word) == single(other) or _swapped(word, other))
    ]


def _swapped(word: str, other: str) -> bool:
    if len(word) != len(other):
        return False
    odd = [place for place in range(len(word)) if word[place] != other[place]]
    return len(odd) == 2 and odd[1] == odd[0] + 1


def _rough(word: str) -> str:
    """The same for a word and its slips: letters once, those inside in the order of the ABC."""
    if len(word) < _TYPO_LENGTH - 1 or not word.isalpha():
        return word
    return word[0] + "".join(sorted(set(word[1:])))


def _respelled(reading: Reading, slips: dict[str, str]) -> Reading:
    parts = tuple(
        Part(
            link=part.link,
            segments=tuple(tuple(slips.get(w, w) for w in segment) for segment in part.segments),
        )
        for part in reading.parts
    )
    return reading.model_copy(update={"parts": parts})


def _parts_agree(one: Reading, other: Reading) -> bool:
    if one.language == "zh":
        return _rotated(one, other)
    if len(one.parts) != len(other.parts):
        return False
    compare = _alike
    if one.strict or other.strict:
        compare = _in_order
    if one.ordered or other.ordered:
        compare = _identical
    return all(
        mine.link == theirs.link and compare(mine, theirs)
        for mine, theirs in zip(one.parts, other.parts, strict=True)
    )


def _identical(mine: Part, theirs: Part) -> bool:
    return mine.segments == theirs.segments


def _in_order(mine: Part, theirs: Part) -> bool:
    return Counter(mine.segments) == Counter(theirs.segments)


def _bag(part: Part) -> Counter[str]:
    return Counter(word for segment in part.segments for word in segment if word != HUNG)


def _alike(mine: Part, theirs: Part) -> bool:
    """The same words; none has changed places with one of another segment ("the dollar in euro"),
    and each number counts the same."""
    if _bag(mine) != _bag(theirs) or _counted(mine) != _counted(theirs):
        return False
    if len(mine.segments) != len(theirs.segments):
        return True
    bags = [Counter(tuple(sorted(s)) for s in part.segments) for part in (mine, theirs)]
    return bags[0] == bags[1]


def _counted(part: Part) -> Counter[tuple[str, str]]:
    """Each number with what it counts: the word behind it, else the one before."""
    found: Counter[tuple[str, str]] = Counter()
    for segment in part.segments:
        for place, word in enumerate(segment):
            if word[0].isdigit():
                beside = segment[place + 1 :] or segment[:place][::-1] or ("",)
                found[word, beside[0]] += 1
    return found


def _rotated(one: Reading, other: Reading) -> bool:
    """Chinese: the same signs in each part; the main part may begin elsewhere, nothing more."""
    for mine, theirs in zip(sorted_parts(one), sorted_parts(other), strict=False):
        if mine.link != theirs.link or _bag(mine) != _bag(theirs):
            return False
        mine_line, their_line = ("".join(part.segments[0]) for part in (mine, theirs))
        if mine_line != their_line and (mine.link != MAIN or their_line not in mine_line * 2):
            return False
    return len(one.parts) == len(other.parts)


def sorted_parts(reading: Reading) -> list[Part]:
    """Parts by their link, whatever came first."""
    return sorted(reading.parts, key=lambda part: (part.link, part.segments))
