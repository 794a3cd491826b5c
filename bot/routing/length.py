"""How long a request is in tokens: bounds at once, without a tokenizer.

Refuses to count exactly; whoever must know asks a `TokenCounter` and hands the figure in.
"""

from __future__ import annotations

import string

from bot.request import Noun, Request, Unit

_LETTERS = string.ascii_letters.encode()
_ASCII = bytes(range(128))
_SPACE = b" \t\r\n"


class Length(Noun):
    """Between `low` and `high` tokens; both are the same when counted exactly."""

    low: int
    high: int

    def straddles(self, limit: int) -> bool:
        """Whether only an exact count can tell on which side of the limit it lies."""
        return self.low < limit <= self.high


def bounds(request: Request) -> Length:
    """Bounds for everything the model has to read: question and context.

    Measured on English, code, Slack mark-up and Chinese with DeepSeek's tokenizer (field/models.md
    4: 4.25, 2.8, 2.45 and 1.5 characters a token); wide enough to hold for all of them.
    """
    pairs = [text_bounds(text) for text in texts_of(request)]
    return Length(low=sum(pair[0] for pair in pairs), high=sum(pair[1] for pair in pairs))


def texts_of(request: Request) -> list[str]:
    """Everything that counts as read: the question, then each unit as the model sees it."""
    return [request.text, *(as_read(unit) for unit in request.context)]


def as_read(unit: Unit) -> str:
    """A unit with its place, which stands before it in the prompt: who wrote it, and when."""
    return f"{unit.place}\n{unit.text}"


def text_bounds(text: str) -> tuple[int, int]:
    """Lower and upper bound for one text, from counts of its bytes by class."""
    raw = text.encode("utf-8", "replace")
    rest = raw.translate(None, _LETTERS)
    letters = len(raw) - len(rest)
    foreign = len(rest.translate(None, _ASCII))
    spaces = sum(rest.count(byte) for byte in (b" ", b"\t", b"\r", b"\n"))
    signs = len(rest) - foreign - spaces
    low = letters / 16 + signs / 12 + foreign / 14
    high = letters / 1.4 + signs + spaces + foreign * 0.8
    return int(low), int(high) + 1
