"""What a question is about as a whole: how much it weighs, in which field, and which words show it.

Refuses to decide, and to load a model: a classifier is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from math import exp, log

from bot.ports import Classifier
from bot.request import Noun, Request
from bot.routing.phrases import candidates
from bot.routing.text import Reading, read

QUICK, HARD = "quick", "reasoning"
#: What is asked stands at the beginning or the end of a long paste (characters).
FIRST, LAST = 360, 240
MOST_WORDS, LEAST_CARRIED = 3, 0.5
#: Two words together are named rather than one of them that carries a little more.
PAIR = 1.25
#: A question of at most so many characters may get its matter from the thread above it, unless it
#: is clearly quick by itself ("thanks!" under a contract).
SHORT, CLEARLY_QUICK, TAIL = 60, -1.5, 150


class Meaning(Noun):
    """`depth` is 0 at the threshold, above it deep: the log odds of deep against quick, shifted.

    `hard` is the same for the one class `reasoning` against quick. `field` is the likeliest field
    of a deep reading (a stakes category, or `reasoning`). `words` are those that carry the field
    most, found by reading the question without them, and them alone; empty below the threshold.
    `rule` is `meaning`, or `thread` when the question was read together with its thread.
    """

    depth: float
    hard: float
    field: str
    words: tuple[str, ...] = ()
    rule: str = "meaning"


def standard_classifier() -> Classifier:
    """The classifier of this installation, for callers who hand none in.

    Found by name when it is wanted: the domain does not import its assembler.
    """
    classifier: Classifier = import_module("bot.bootstrap.parts").classifier()
    return classifier


def asked(reading: Reading) -> str:
    """The part of the text that the classifier reads, without code."""
    text = " ".join(reading.text.split())
    if len(text) <= FIRST + LAST:
        return text
    return f"{text[:FIRST]} {text[-LAST:]}"


def meanings(
    readings: Sequence[Reading], classifier: Classifier, *, words: bool = True
) -> tuple[Meaning, ...]:
    """The meaning of each reading; `words` False saves the second look at deep ones."""
    texts = [asked(reading) for reading in readings]
    found = [_judged(values) for values in classifier.classify(texts)]
    if not words:
        return tuple(found)
    return tuple(
        meaning if meaning.depth < 0 else _with_words(meaning, text, classifier)
        for meaning, text in zip(found, texts, strict=True)
    )


def below_thread(
    request: Request, reading: Reading, meaning: Meaning, classifier: Classifier
) -> Meaning:
    """The meaning of a short question under a thread ("should we sign?" under a contract)."""
    short = len(reading.text) <= SHORT and bool(request.context)
    if not short or not CLEARLY_QUICK < meaning.depth < 0:
        return meaning
    others = [unit for unit in request.context if not unit.by_assistant] or request.context
    ends = dict.fromkeys((others[0].text[:TAIL], others[-1].text[-TAIL:], request.text))
    text = asked(read(" ".join(ends)))
    found = _judged(classifier.classify([text])[0])
    if found.depth < 0:
        return meaning
    named = _with_words(found, text, classifier)
    return named.model_copy(update={"rule": "thread", "hard": meaning.hard})


def _judged(values: Mapping[str, float]) -> Meaning:
    deep = {name: value for name, value in values.items() if name != QUICK}
    top = max(deep.values())
    together = top + log(sum(exp(value - top) for value in deep.values()))
    return Meaning(
        depth=together - values[QUICK],
        hard=values[HARD] - values[QUICK],
        field=max(deep, key=deep.__getitem__),
    )


def _with_words(meaning: Meaning, text: str, classifier: Classifier) -> Meaning:
    """The words by which the field stands out among the fields: what its lead loses without them,
    and half the lead that they have alone."""
    spans = candidates(text)
    if not spans:
        return meaning
    without = [f"{text[:start]} {text[end:]}" for start, end in spans]
    alone = [text[start:end] for start, end in spans]
    whole, *parts = (
        _lead(values, meaning.field) for values in classifier.classify([text, *without, *alone])
    )
    ranked = [
        ((whole - left + own / 2) * (PAIR if " " in text[start:end] else 1), start, end)
        for left, own, (start, end) in zip(
            parts[: len(spans)], parts[len(spans) :], spans, strict=True
        )
    ]
    ranked.sort(key=lambda one: (-one[0], one[1]))
    least = max(LEAST_CARRIED, ranked[0][0] / 2)
    kept: list[tuple[int, int]] = []
    for value, start, end in ranked:
        apart = not any(start < other_end and other < end for other, other_end in kept)
        if apart and (value >= least or not kept) and len(kept) < MOST_WORDS:
            kept.append((start, end))
    shown = tuple(text[start:end] for start, end in sorted(kept))
    return meaning.model_copy(update={"words": shown})


def _lead(values: Mapping[str, float], field: str) -> float:
    """How far the field stands above the other fields."""
    others = [value for name, value in values.items() if name not in (field, QUICK)]
    return values[field] - sum(others) / len(others)
