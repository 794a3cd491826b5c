"""An answer looked over: the first thing that is wrong with it, as the key of a sentence.

Refuses to correct. The keys are those of the catalogue under `check`.
"""

from __future__ import annotations

import re

from bot.answer import Finish
from bot.routing.checks.arithmetic import wrong_equations
from bot.routing.checks.refusal import is_unsure, refuses
from bot.routing.checks.shape import broken_shape
from bot.routing.checks.sums import wrong_totals

_BLANKS = re.compile(r"\s+")


def no_answer(question: str, text: str, finish: Finish) -> str:
    """`blank`, `cut` or `refusal`: there is no whole answer. "" when there is one.

    What a provider's filter stopped is no matter for another model; it is told as it is.
    """
    if finish == "blank" or (finish == "stop" and not text.strip()):
        return "blank"
    if finish in ("cut", "length"):
        return "cut"
    return "refusal" if refuses(question, text) else ""


def wrong_answer(question: str, text: str, finish: Finish) -> str:
    """The key of the first check that fails, all of them tried; "" when none does."""
    found = no_answer(question, text, finish)
    if found:
        return found
    if is_unsure(question, text):
        return "unsure"
    return broken_shape(question, text) or _arithmetic(question, text)


def _arithmetic(question: str, text: str) -> str:
    asked = _BLANKS.sub("", question)
    # What stands in the question already is quoted, perhaps to say that it is wrong.
    if any(_BLANKS.sub("", wrong) not in asked for wrong in wrong_totals(text)):
        return "sum"
    for wrong in wrong_equations(text):
        if _BLANKS.sub("", wrong) not in asked:
            return "sum" if _is_sum(wrong) else "calculation"
    return ""


def _is_sum(equation: str) -> bool:
    return "+" in equation and not re.search(r"[-\u2212\u00d7*/\u00f7^%xX]", equation)
