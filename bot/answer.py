"""What came back: text, who gave it, what it used, whether it came from memory.

Refuses to know how it is shown. `Answer` printed as JSON is the shape of `ask --json`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.decision import Decision
from bot.request import Noun, Prose, Tier

#: So much of a model's thoughts is kept, in characters.
MOST_THOUGHTS = 60_000
CacheState = Literal["hit", "near", "miss", "off"]
Finish = Literal["stop", "length", "cut", "blank", "filtered", "stopped"]


class Usage(Noun):
    """Tokens as the model's server counted them; `reasoning_tokens` are part of the output."""

    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    reasoning_tokens: int = Field(default=0, ge=0)
    calls: int = Field(default=0, ge=0)
    cost_usd: float = Field(default=0.0, ge=0)

    def __add__(self, other: Usage) -> Usage:
        """Both together: what an escalated question used is the sum of its calls."""
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            calls=self.calls + other.calls,
            cost_usd=self.cost_usd + other.cost_usd,
        )


class Text(Noun):
    """The answer itself. `model` is the name the server gave, `label` the seat's name.

    `complete` is false whenever `finish` is not `stop`: a cut, blank or stopped answer.
    """

    text: str
    model: str
    label: str
    complete: bool
    finish: Finish = "stop"


class CacheNote(Noun):
    """Whether memory answered, how old that answer is (seconds) and which tier gave it.

    `similar`: the question that it was given to, where that was another than this one.
    """

    state: CacheState
    age_s: float | None = None
    tier: Tier | None = None
    similar: Prose = ""


class Answer(Noun):
    """One answer with everything that must be said about it.

    On a memory hit `decision` is the one that produced the answer; today's is in the ledger.
    `thoughts` is what a reasoning model wrote before it answered: for the asker alone, never
    remembered, and left out of the shape where there is none. `stopped_by`: who ended it, of an
    answer whose `finish` is `stopped`; as left out.
    """

    id: str
    answer: Text
    decision: Decision
    usage: Usage
    cache: CacheNote
    seconds: float = Field(ge=0)
    thoughts: Prose = Field(default="", exclude_if=lambda text: not text)
    stopped_by: str = Field(default="", exclude_if=lambda text: not text)
