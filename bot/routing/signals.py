"""What can be read off a question about how hard it is: named signals for an additive score.

Refuses to weigh them: weights are the policy's. Values lie between 0 and 2.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from bot.request import Noun
from bot.routing.lexicon import Lexicon, distinct
from bot.routing.text import Reading

#: Signals that speak for the reasoning tier, in the order in which a footer names them.
SLOWING = (
    "proof",
    "reasoning_words",
    "several_steps",
    "mathematics",
    "constraints",
    "code",
    "several_questions",
    "long_question",
)
_CAPS = {"reasoning_words": 2, "several_steps": 2, "constraints": 2, "mathematics": 2, "proof": 2}
_ENOUGH = {"several_steps": 2}
_NUMBERED = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s", re.MULTILINE)
_TRACE = re.compile(r"traceback|exception in|stack trace|\bat [\w.$]+\([\w.]+:\d+\)", re.IGNORECASE)
LONG_WORDS = 120
# Chinese and pasted data have few spaces: counted in words they would pass as short.
LONG_CHARACTERS = 1_500


class Signal(Noun):
    """A named value with the words that gave rise to it."""

    name: str
    value: float
    words: tuple[str, ...] = ()


@cache
def _lexicon() -> Lexicon:
    data = tomllib.loads(files(__package__).joinpath("signals.toml").read_text("utf-8"))
    return Lexicon(data["signals"])


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
    if len(reading.words) >= LONG_WORDS or len(reading.text) >= LONG_CHARACTERS:
        found["long_question"] = Signal(name="long_question", value=1.0)
    if reading.code > 200 or _TRACE.search(reading.text):
        found["code"] = Signal(name="code", value=1.0)
    return tuple(found[name] for name in sorted(found))
