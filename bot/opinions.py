"""A second opinion beside the first answer, and the rest of an answer that was cut.

Refuses to ask models and to post: it reads what a model says of two answers, and joins texts.
"""

from __future__ import annotations

import re

from bot.fences import open_fence
from bot.words import Words

#: So many points at most, each so many characters (WORDS.md, "Second opinion").
POINTS, POINT = 3, 300
#: Shorter repetitions than this happen by themselves ("the ").
OVERLAP, LOOK = 12, 2_000
_SAME = re.compile(r"\A[\s*_`#>\"']*SAME\b", re.IGNORECASE)
_POINT = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(\S.*)$", re.MULTILINE)


def differences(said: str) -> tuple[str, ...] | None:
    """What a model names as different, at most three points; empty: the same conclusion; None: it
    has said neither."""
    if _SAME.match(said):
        return ()
    points = tuple(found.group(1).strip()[:POINT] for found in _POINT.finditer(said))
    return points[:POINTS] or None


def closing(points: tuple[str, ...] | None, words: Words) -> str:
    """What ends a second opinion."""
    if points is None:
        return words.say("second.unsaid")
    if not points:
        return words.say("second.same")
    head = words.say("second.differs")
    return "\n".join([f"**{head}**", *(f"- {point}" for point in points)])


def beyond(before: str, more: str) -> str:
    """`more` without what stands at the end of `before` already, in a code block if `before` ends
    inside one."""
    for size in range(min(len(before), len(more), LOOK), OVERLAP - 1, -1):
        if before.endswith(more[:size]):
            more = more[size:]
            break
    else:
        more = more.removeprefix(before.strip())
    fence, told = open_fence(before)
    if fence and not more.lstrip().startswith(fence):
        more = f"{fence}{told}\n{more.lstrip(chr(10))}"
    return more
