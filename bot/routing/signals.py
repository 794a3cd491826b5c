"""What can be read off a question about how hard it is: named signals for an additive score.

Refuses to weigh them: weights are the policy's. Counts lie between 0 and 2, `length` in doublings
between 0 and 4, `hard_problem` (the meaning's log odds) between -2 and 2.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from math import log2

from bot.request import Noun
from bot.routing.lexicon import SIGN, Lexicon, distinct
from bot.routing.meaning import HARD, Meaning
from bot.routing.rules import LatencyRule
from bot.routing.text import Reading

#: Signals that speak for the reasoning tier, in the order in which a footer names them.
SLOWING = (
    "hard_problem",
    "proof",
    "reasoning_words",
    "several_steps",
    "mathematics",
    "constraints",
    "code",
    "several_questions",
    "length",
    "patient",
)
_CAPS = {"reasoning_words": 2, "several_steps": 2, "constraints": 2, "mathematics": 2, "proof": 2}
_ENOUGH = {"several_steps": 2}
_NUMBERED = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s", re.MULTILINE)
_TRACE = re.compile(r"traceback|exception in|stack trace|\bat [\w.$]+\([\w.]+:\d+\)", re.IGNORECASE)
#: Characters from which a question counts as longer than most; each doubling adds one.
USUAL_CHARACTERS = 160
MOST_HARD, MOST_DOUBLINGS = 2.0, 4.0


class Signal(Noun):
    """A named value with the words that gave rise to it."""

    name: str
    value: float
    words: tuple[str, ...] = ()


@cache
def _lexicon() -> Lexicon:
    data = tomllib.loads(files(__package__).joinpath("signals.toml").read_text("utf-8"))
    return Lexicon(
        {
            name: [phrase for phrases in by_language.values() for phrase in phrases]
            for name, by_language in data["signals"].items()
        }
    )


def of_meaning(meaning: Meaning | None) -> tuple[Signal, ...]:
    """What the sentence as a whole says: how much it reads like a problem in several steps."""
    if meaning is None:
        return ()
    # Read as a problem more than as any matter at stake: then the whole reading counts.
    reading = meaning.depth if meaning.field == HARD else meaning.hard
    value = round(max(-MOST_HARD, min(MOST_HARD, reading)), 2)
    return (Signal(name="hard_problem", value=value),)


def of_place(rule: LatencyRule) -> tuple[Signal, ...]:
    """How fast answers are wished for where the question was asked: a wish of the policy."""
    return () if rule.wish == "normal" else (Signal(name=rule.wish, value=1.0),)


def signals(reading: Reading) -> tuple[Signal, ...]:
    """Every signal that is not zero, in a fixed order."""
    found: dict[str, Signal] = {}
    for name, hits in _lexicon().find(reading).items():
        words = distinct(hits)
        needed = _ENOUGH.get(name, 1)
        if len(words) >= needed:
            value = min(len(words) - needed + 1, _CAPS.get(name, 1))
            found[name] = Signal(name=name, value=value, words=words)
    listed = len(_NUMBERED.findall(reading.text))
    if listed >= 3 and "several_steps" not in found:
        found["several_steps"] = Signal(name="several_steps", value=1.0)
    questions = reading.words.count("?")
    if questions >= 3:
        found["several_questions"] = Signal(name="several_questions", value=1.0)
    # A Chinese or Japanese sign says about as much as two and a half letters.
    size = len(reading.text) + 1.5 * len(SIGN.findall(reading.text))
    if size > USUAL_CHARACTERS:
        doublings = min(log2(size / USUAL_CHARACTERS), MOST_DOUBLINGS)
        found["length"] = Signal(name="length", value=round(doublings, 2))
    if reading.code > 200 or _TRACE.search(reading.text):
        found["code"] = Signal(name="code", value=1.0)
    return tuple(found[name] for name in sorted(found))
