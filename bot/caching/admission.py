"""What may be remembered at all: nothing that depends on now, gives orders, refuses, or was cut.

Refuses to know who asked; for whom an answer is kept is `recalling`'s business.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from bot.answer import Answer
from bot.request import Request
from bot.routing.checks.refusal import refuses
from bot.routing.text import fold

Unfit = Literal["depends_on_now", "gives_orders", "refusal", "incomplete"]
_UNSPACED = ("zh", "ja")


def unfit_question(request: Request) -> Unfit | None:
    """Why no answer to it may come from memory or go there; None: one may."""
    asked = fold(request.text)
    texts = (asked, *(fold(unit.text) for unit in request.context))
    if any(pattern.search(text) for text in texts for pattern in _patterns("orders")):
        return "gives_orders"
    if any(pattern.search(asked) for pattern in _patterns("now")):
        return "depends_on_now"
    return None


def unfit_answer(request: Request, answer: Answer) -> Unfit | None:
    """Why this answer may not be kept; None: it may, where its question may."""
    said = answer.answer
    if not said.complete or not said.text.strip():
        return "incomplete"
    return "refusal" if refuses(request.text, said.text) else None


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    data = tomllib.loads(files(__package__).joinpath("lately.toml").read_text("utf-8"))
    return tuple(
        re.compile(
            pattern
            if kind == "orders" or language in _UNSPACED
            else rf"(?<!\w)(?:{pattern})(?!\w)",
            re.MULTILINE,
        )
        for language, patterns in data[kind].items()
        for pattern in patterns
    )
