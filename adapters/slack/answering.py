"""An answer as messages of Block Kit.

Refuses to decide what is said: sentences come from the catalogue, text from the answer.
"""

from __future__ import annotations

from typing import Any

from adapters.slack import pair
from adapters.slack.blocks import context
from adapters.slack.buttons import buttons
from adapters.slack.comparing import compared_parts
from adapters.slack.feedback_blocks import thumbs
from adapters.slack.neutral import neutral
from adapters.slack.parts import split
from bot.answer import Answer
from bot.provisional import First, set_apart
from bot.request import Request
from bot.routing.footer import footer
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
#: Slack takes 12,000 characters of markdown a message in sum (field/slack.md 1.9); the rest is room
#: for what stands around the text.
PART = 10_000
#: Context texts of this size: an element holds 3,000 characters (field/slack.md 1.9).
UNREAD = 2_000


def answer_parts(
    job_id: str,
    request: Request,
    answer: Answer,
    seats: Seats,
    words: Words,
    first: First | None = None,
    *,
    cost: bool = True,
    seconded: bool = False,
) -> list[Json]:
    """Messages in order, each `text` and `blocks`; footer and buttons stand under the last, and a
    first answer, folded away, above them. Where both were asked, both stand one under the other.

    `cost`: whether the footer says what it cost; `seconded`: and that a second opinion is below.
    """
    if request.compare and first is not None:
        return compared_parts(job_id, request, answer, first, seats, words, cost=cost)
    safe = _opened(request, answer, first, seats, words)
    alone = request.private or request.place.kind == "dm"
    files = len({one.file for one in request.context if one.file})
    line = footer(
        answer,
        seats,
        words,
        cost=cost,
        alone=alone,
        files=files,
        extent=request.extent,
        seconded=seconded,
    )
    below = [pair.folded(first, request, words)] if first and not first.unchecked else []
    texts = split(safe, PART - pair.FIRST_PART if below else PART)
    parts: list[Json] = []
    for number, text in enumerate(texts, 1):
        if len(texts) > 1:
            text = words.say("slack.part", number=number, count=len(texts)) + "\n" + text
        parts.append({"text": text, "blocks": [{"type": "markdown", "text": text}]})
    last = parts[-1]
    told = unread(request)
    last["text"] = "\n".join([last["text"][:30_000], *told, line])
    last["blocks"] += [*below, *map(context, told), context(line)]
    if request.unknown_mark:
        mark = words.say("marks.unknown", unknown=request.unknown_mark, meant=request.meant_mark)
        last["text"] += f"\n{mark}"
        last["blocks"].append(context(mark))
    row = buttons(job_id, request, answer, seats, words)
    named = answer.answer.label or seats.of(answer.decision.tier).label
    last["blocks"] += [row, thumbs(job_id, named, words)]
    return parts


def _opened(
    request: Request, answer: Answer, first: First | None, seats: Seats, words: Words
) -> str:
    """The answer made safe, with a line in front of it where it is not the first one."""
    # What we said ourselves vouches for nothing: an address would be known the second time.
    others = (unit.text for unit in request.context if not unit.by_assistant)
    safe = neutral(answer.answer.text, "\n".join([request.text, *others])).strip() or "…"
    person = f"<@{request.asker.id}>"
    if request.second_of:
        label = seats.of(answer.decision.tier).label
        head = words.say("slack.second", label=label, person=person)
        safe = f"{head}\n\n{safe}"
    if request.so_far:
        head = words.say("continued.head", person=person)
        safe = f"{head}\n\n{safe}"
    if first is not None:
        label = answer.answer.label or seats.of(answer.decision.tier).label
        safe = f"{pair.opening(first, seats, words, label)}\n\n{set_apart(safe, words)}"
    return safe


def unread(request: Request) -> list[str]:
    """What could not be read, in as few context texts as hold it (2,000 characters each)."""
    texts: list[str] = []
    for line in request.unread:
        if texts and len(texts[-1]) + len(line) < UNREAD:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line[:UNREAD])
    return texts
