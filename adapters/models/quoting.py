"""Which sentences of a thread answer a question, by the words they share: extractive, no model.

Refuses to paraphrase and to guess: too little in common, and nothing is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.request import Unit
from bot.summaries.sentences import content_words

MOST_QUOTES = 3
SUMMARY_QUOTES = 6
COVERED = 0.6
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_SUMMARY = re.compile(
    r"\b(summar|tl;?dr|recap|what did we (decide|agree)|what was decided|catch me up)|总结|摘要",
    re.IGNORECASE,
)
_WEIGHTY = re.compile(
    r"\b(decid|agreed?|will|owner|deadline|due|must|blocked|cause|because|fix|ship|approve)|\d|决定",
    re.IGNORECASE,
)


class Quote(NamedTuple):
    """A sentence as it stands, and its place."""

    text: str
    place: str


def wants_summary(question: str) -> bool:
    """Whether the question asks for the whole rather than for one thing in it."""
    return bool(_SUMMARY.search(question))


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
