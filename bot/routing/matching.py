"""How well passages match a question: words in common, rare ones, names and numbers above others.

Refuses to know languages: words by their stem, Chinese and Japanese by runs of two signs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log

from bot.routing.lexicon import SIGN
from bot.routing.phrases import EMPTY
from bot.routing.text import HEAD_CHARACTERS, TAIL_CHARACTERS, fold, stem, words_of

#: BM25's usual constants (Robertson and Zaragoza 2009, 3.3): how soon repetition stops to count,
#: and how much length is held against a passage.
K, B = 1.2, 0.75
NAMED = 2.0
#: A reply seldom repeats the words of what it answers: it gets a share of its neighbour's score.
AFTER, BEFORE = 0.5, 0.25
_NAME = re.compile(
    r"(?<![.!?\n]\s)(?<!^)\b[A-Z]\w+|\b\w*[a-z][A-Z]\w*|\b[A-Z]{2,}\w*|\b\w*\d\w*|[@#][\w-]+"
)
#: Words of three letters that say nothing by themselves; longer ones are `EMPTY`.
_SMALL = frozenset(
    """the and for are was did can how who why you our has had not but any all out get got its use
    she her him his one two que los las del una por con sin der die das und ist ein wie wer was den
    dem mit les des est pas sur par qui une dos foi tem com sem mas nos vos ele ela""".split()
)


def scores(question: str, passages: Sequence[str], authors: Sequence[str]) -> list[float]:
    """A score for each passage, 0 where nothing matches; `authors` says who wrote each."""
    if len(question) > HEAD_CHARACTERS + TAIL_CHARACTERS:
        question = f"{question[:HEAD_CHARACTERS]}\n{question[-TAIL_CHARACTERS:]}"
    asked = _weights(question, authors)
    if not passages or not asked:
        return [0.0] * len(passages)
    found = [
        Counter(term for term in terms(f"{author} {text}") if term in asked)
        for text, author in zip(passages, authors, strict=True)
    ]
    sizes = [len(text) + 1 for text in passages]
    usual = sum(sizes) / len(sizes)
    rare = {term: _rarity(sum(term in one for one in found), len(found)) for term in asked}
    own = [
        sum(
            asked[term] * rare[term] * times * (K + 1) / (times + K * (1 - B + B * size / usual))
            for term, times in one.items()
        )
        for one, size in zip(found, sizes, strict=True)
    ]
    around = [0.0, *own, 0.0]
    return [
        score + AFTER * before + BEFORE * after
        for before, score, after in zip(around, own, around[2:], strict=False)
    ]


def _rarity(having: int, of: int) -> float:
    return log(1 + (of - having + 0.5) / (having + 0.5))


def _weights(question: str, authors: Sequence[str]) -> dict[str, float]:
    """The question's terms; names and numbers weigh more, names of those who wrote there, too."""
    names = {term for found in _NAME.findall(question) for term in terms(found)}
    names |= {term for author in set(authors) for term in terms(author)}
    return {term: NAMED if term in names else 1.0 for term in terms(question)}


def terms(text: str) -> Iterator[str]:
    """What is compared: stems that say something, and runs of two signs."""
    for word in words_of(fold(text)):
        if SIGN.match(word):
            yield from (a + b for a, b in pairwise(word))
            if len(word) == 1:
                yield word
        elif _says(word):
            yield stem(word)


def _says(word: str) -> bool:
    long = len(word) > 2 or any(sign.isdigit() for sign in word)
    return long and word not in EMPTY and word not in _SMALL
