"""An answer as messages of Block Kit.

Refuses to decide what is said: sentences come from the catalogue, text from the answer.
"""

from __future__ import annotations

from typing import Any

from adapters.slack import pair
from adapters.slack.blocks import context
from adapters.slack.buttons import buttons, forms, read_everything
from adapters.slack.neutral import neutral
from adapters.slack.parts import split
from bot.answer import Answer
from bot.provisional import First, set_apart
from bot.request import Request
from bot.routing.footer import footer
from bot.seats import Seats
from bot.summaries.wanted import wanted
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
) -> list[Json]:
    """Messages in order, each `text` and `blocks`; footer and buttons stand under the last, and a
    first answer, folded away, above them.

    `cost`: whether the footer says what it cost.
    """
    # What we said ourselves vouches for nothing: an address would be known the second time.
    others = [unit.text for unit in request.context if not unit.by_assistant]
    links = [unit.link for unit in request.context if unit.link]
    known = "\n".join([request.text, *others, *links])
    safe = neutral(answer.answer.text, known).strip() or "…"
    if request.second_of:
        label = seats.of(answer.decision.tier).label
        said = words.say("slack.second", label=label, person=f"<@{request.asker.id}>")
        safe = f"{said}\n\n{safe}"
    if first is not None:
        label = answer.answer.label or seats.of(answer.decision.tier).label
        safe = f"{pair.opening(first, seats, words, label)}\n\n{set_apart(safe, words)}"
    alone = request.private or request.place.kind == "dm"
    files = len({one.file for one in request.context if one.file})
    line = footer(answer, seats, words, cost=cost, alone=alone, files=files, extent=request.extent)
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
    row = buttons(job_id, answer, seats, words)
    if request.extent is not None and not request.extent.whole:
        row["elements"].append(read_everything(job_id, seats, words))
    last["blocks"].append(row)
    if wanted(request):
        last["blocks"].append(forms(job_id, words))
    return parts


def unread(request: Request) -> list[str]:
    """What could not be read, in as few context texts as hold it (2,000 characters each)."""
    texts: list[str] = []
    for line in request.unread:
        if texts and len(texts[-1]) + len(line) < UNREAD:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line[:UNREAD])
    return texts
