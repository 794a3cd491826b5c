"""Both models' answers to one question, one under the other, and what people think of the pair.

Refuses to say which is better.
"""

from __future__ import annotations

from typing import Any

from adapters.slack.blocks import button
from adapters.slack.buttons import why
from adapters.slack.neutral import neutral
from adapters.slack.parts import split
from adapters.slack.spoken import message_text
from bot.answer import Answer, Usage
from bot.provisional import First
from bot.request import Request
from bot.routing.telling import money, seated, seconds, worded
from bot.seats import Seats
from bot.words import Words

Json = dict[str, Any]
CHOSEN = "compare_"
#: Slack takes 12,000 characters of markdown a message in sum (field/slack.md 1.9).
PART = 10_000


def compared_parts(
    job_id: str,
    request: Request,
    answer: Answer,
    first: First,
    seats: Seats,
    words: Words,
    *,
    cost: bool,
) -> list[Json]:
    """Messages in order: one where both fit, else each answer in its own; buttons under the last.

    `answer` is the reasoning tier's with the use of both; the fast one's is `first`. One that
    failed is named with the reason.
    """
    head = words.say("compare.head", person=f"<@{request.asker.id}>")
    fast = _fast(request, first, seats, words, cost=cost)
    slow = _slow(request, answer, first, seats, words, cost=cost)
    if len(head) + len(fast) + len(slow) <= PART:
        blocks: list[Json] = [_markdown(f"{head}\n\n{fast}"), {"type": "divider"}]
        said = message_text(f"{head}\n\n{fast}\n\n{slow}")
        whole: Json = {"text": said, "blocks": [*blocks, _markdown(slow)]}
        parts = [whole]
    else:
        texts = [*split(f"{head}\n\n{fast}", PART), *split(slow, PART)]
        parts = [{"text": message_text(text), "blocks": [_markdown(text)]} for text in texts]
    parts[-1]["blocks"].append(_row(job_id, seats, words))
    return parts


def _fast(request: Request, first: First, seats: Seats, words: Words, *, cost: bool) -> str:
    if not first.text:
        reason = worded(first.unchecked, first.label, words)
        return words.say("compare.none", label=first.label, reason=reason)
    who = seated(seats.fast, words) if first.label == seats.fast.label else first.label
    line = _line(who, first.seconds, first.usage, words, cost=cost)
    return f"{line}\n\n{_safe(first.text, request)}"


def _slow(
    request: Request, answer: Answer, first: First, seats: Seats, words: Words, *, cost: bool
) -> str:
    seat = seats.reasoning
    if first.text and first.unchecked:
        reason = worded(first.unchecked, seat.label, words)
        return words.say("compare.none", label=seat.label, reason=reason)
    used = Usage(
        input_tokens=answer.usage.input_tokens - first.usage.input_tokens,
        output_tokens=answer.usage.output_tokens - first.usage.output_tokens,
        cost_usd=max(0.0, answer.usage.cost_usd - first.usage.cost_usd),
    )
    who = seated(seat, words) if answer.answer.label == seat.label else answer.answer.label
    line = _line(who, answer.seconds, used, words, cost=cost)
    return f"{line}\n\n{_safe(answer.answer.text, request)}"


def _line(who: str, took: float, used: Usage, words: Words, *, cost: bool) -> str:
    amount = words.say("footer.cost.shown", amount=money(used.cost_usd, words))
    tokens = used.input_tokens + used.output_tokens
    values = {"who": who, "time": seconds(took, words), "cost": amount if cost else ""}
    return words.say("compare.line", **values, tokens=tokens)


def _safe(text: str, request: Request) -> str:
    others = (unit.text for unit in request.context if not unit.by_assistant)
    return neutral(text, "\n".join([request.text, *others])).strip() or "…"


def _markdown(text: str) -> Json:
    return {"type": "markdown", "text": text}


def _row(job_id: str, seats: Seats, words: Words) -> Json:
    labels = {
        "fast_enough": seats.fast.label,
        "reasoning_worth": seats.reasoning.label,
        "neither": "",
    }
    elements = [
        button(
            f"{CHOSEN}{said}",
            words.say(f"compare.button.{said}", label=label),
            job_id,
            words.say(f"compare.label.{said}", label=label),
        )
        for said, label in labels.items()
    ]
    return {"type": "actions", "elements": [*elements, why(job_id, words)]}
