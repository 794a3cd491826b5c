"""Whether a question asks for a summary of what is at hand, and for which part of it.

Refuses to take a question for one that asks for anything beside: whatever it cannot place goes the
ordinary way.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.request import Request
from bot.summaries.result import Form
from bot.summaries.topics import table

Focus = Literal["summary", "decision", "action", "question", "short", "full"] | Form
_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: A request for a summary is short; in Chinese and Japanese it is shorter.
LONGEST, LONGEST_CJK = 200, 30


def asked_for(text: str, names: str = "") -> Focus | None:
    """What is asked for, by the words alone. `names`: of files at hand, which may be named."""
    if len(text) > LONGEST:
        return None
    for focus in _FOCI:
        found = _pattern(focus).search(text)
        if found is None:
            continue
        rest = text[: found.start()] + " " + text[found.end() :]
        if _CJK.search(found.group()):
            return focus if len(text) <= LONGEST_CJK else None
        for other in _FOCI:
            rest = _pattern(other).sub(" ", rest)
        known = _beside() | {word.casefold() for word in _WORD.findall(names)}
        if all(word.casefold() in known for word in _WORD.findall(rest)):
            return focus
    return None


_FOCI: tuple[Focus, ...] = (
    "post_mortem", "handover", "reply", "catch_up", "decision", "summary", "action", "question",
)  # fmt: skip


def wanted(request: Request) -> Focus | None:
    """The same for a request that has something at hand to summarise."""
    if request.first or (request.second_of and not request.context):
        return None
    theirs = [unit for unit in request.context if not unit.by_assistant and unit.text.strip()]
    if not theirs:
        return None
    if request.shape:
        return request.shape
    return asked_for(request.text, " ".join({unit.file for unit in theirs if unit.file}))


@cache
def _pattern(focus: Focus) -> re.Pattern[str]:
    listed = table()["asked"][focus]
    return re.compile("|".join(f"(?:{one})" for one in listed), re.IGNORECASE)


@cache
def _beside() -> frozenset[str]:
    return frozenset(word for text in table()["asked"]["beside"] for word in text.split())
