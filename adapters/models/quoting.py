"""Which sentences of a thread answer a question, by the words they share: extractive, no model.

Refuses to paraphrase and to guess: too little in common, and nothing is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.request import Unit
from bot.routing.text import stem

MOST_QUOTES = 3
SUMMARY_QUOTES = 6
COVERED = 0.6
_WORD = re.compile(r"[^\W_][\w'/.-]*[^\W_]|[^\W_]")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SUMMARY = re.compile(
    r"\b(summar|tl;?dr|recap|what did we (decide|agree)|what was decided|catch me up)|总结|摘要",
    re.IGNORECASE,
)
_WEIGHTY = re.compile(
    r"\b(decid|agreed?|will|owner|deadline|due|must|blocked|cause|because|fix|ship|approve)|\d|决定",
    re.IGNORECASE,
)
_STOP = frozenset(
    """
    a an the is are was were be been do does did has have had will would should could can may
    i you he she it we they me him her us them my your his its our their this that these those
    what which who whom when where why how of in on at to for from by with about as into than
    and or but if so not no yes please there here any some all just also very me tell say mean
    means thread channel anyone someone know
    """.split()
)


class Quote(NamedTuple):
    """A sentence as it stands, and its place."""

    text: str
    place: str


def wants_summary(question: str) -> bool:
    """Whether the question asks for the whole rather than for one thing in it."""
    return bool(_SUMMARY.search(question))


def content_words(text: str) -> frozenset[str]:
    """Stems that carry meaning; for Chinese, Japanese and Korean, pairs of characters."""
    words = {stem(word.lower()) for word in _WORD.findall(text) if word.lower() not in _STOP}
    signs = "".join(_CJK.findall(text))
    return frozenset(words | {signs[at : at + 2] for at in range(len(signs) - 1)})


def quotes(question: str, units: Sequence[Unit]) -> list[Quote]:
    """Up to three sentences that cover most of the question's words, best first."""
    wanted = content_words(question)
    if not wanted:
        return []
    scored = []
    for index, (sentence, unit) in enumerate(_sentences(units)):
        shared = wanted & content_words(sentence)
        covered = len(shared) / len(wanted)
        if covered >= COVERED and content_words(sentence) - wanted:
            scored.append((-covered, index, Quote(sentence, unit.place)))
    return [quote for _, _, quote in sorted(scored)[:MOST_QUOTES]]


def summary(units: Sequence[Unit]) -> list[Quote]:
    """The weightiest sentences (decisions, causes, figures), in the order of the thread."""
    scored = []
    for index, (sentence, unit) in enumerate(_sentences(units)):
        weight = len(_WEIGHTY.findall(sentence)) + min(len(sentence), 200) / 400
        scored.append((-weight, index, Quote(sentence, unit.place)))
    best = sorted(scored)[:SUMMARY_QUOTES]
    return [quote for _, _, quote in sorted(best, key=lambda item: item[1])]


def _sentences(units: Sequence[Unit]) -> list[tuple[str, Unit]]:
    return [
        (sentence.strip(), unit)
        for unit in units
        if not unit.by_assistant
        for sentence in _SENTENCE.split(unit.text)
        if sentence.strip()
    ]
