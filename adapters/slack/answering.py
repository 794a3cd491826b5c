"""An answer as messages of Block Kit.

Refuses to decide what is said: sentences come from the catalogue, text from the answer.
"""

from __future__ import annotations

from typing import Any, Literal

from adapters.slack import pair
from adapters.slack.blocks import context
from adapters.slack.buttons import HANDED, buttons, forms
from adapters.slack.comparing import compared_parts
from adapters.slack.feedback_blocks import thumbs
from adapters.slack.neutral import neutral
from adapters.slack.parts import beginning, split
from adapters.slack.spoken import message_text
from adapters.slack.troubles import stood_in_line
from adapters.slack.waiting import limit_told
from bot.answer import Answer
from bot.provisional import First, set_apart
from bot.request import Request
from bot.routing.footer import footer
from bot.routing.telling import floor_of
from bot.seats import Seats
from bot.summaries.kinds import is_incident
from bot.summaries.wanted import wanted
from bot.words import Words

Json = dict[str, Any]
#: Slack takes 12,000 characters of markdown a message in sum (field/slack.md 1.9); the rest is room
#: for what stands around the text.
PART = 10_000
#: What stands above a file.
TOP = 3_000
#: Context texts of this size: an element holds 3,000 characters (field/slack.md 1.9).
UNREAD = 2_000
#: So much of a question is repeated where nothing else says what was asked.
ASKED = 200


#: How more than a few parts are told: as they are, as a file below their beginning, or in parts
#: after all, because the scope for files was declined or Slack did not take the file.
Form = Literal["parts", "file", "declined", "refused"]


def known_in(request: Request) -> str:
    """What vouches for addresses: the question and what people wrote around it. What we said
    ourselves does not: an address would be known the second time."""
    others = [unit.text for unit in request.context if not unit.by_assistant]
    links = [unit.link for unit in request.context if unit.link]
    return "\n".join([request.text, *others, *links])


def answer_text(
    request: Request,
    answer: Answer,
    seats: Seats,
    words: Words,
    first: First | None = None,
    *,
    named: bool = False,
) -> str:
    """What the model says, made safe, under the line that opens it where there is one; `named`:
    that line says who asked what."""
    safe = neutral(answer.answer.text, known_in(request)).strip()
    if not safe:
        stopped = answer.answer.finish == "stopped"
        safe = words.say("wait.stopped_early", id=answer.id) if stopped else "…"
    label = seats.of(answer.decision.tier).label
    late = overdue(answer, seats, words) if first is None else ""
    for line in (late, opened(request, label, words, named=named)):
        safe = f"{line}\n\n{safe}" if line else safe
    if first is not None:
        verdict = pair.opening(first, seats, words, answer.answer.label or label)
        safe = f"{verdict}\n\n{set_apart(safe, words)}"
    return safe


def overdue(answer: Answer, seats: Seats, words: Words) -> str:
    """The line above the fast model's answer where the other one had not finished in time."""
    decision = answer.decision
    floor = floor_of(decision, "unavailable")
    if decision.tier != "fast" or floor is None or not floor.words[0].startswith("timeout "):
        return ""
    limit = float(floor.words[0].split()[1])
    label, other = seats.reasoning.label, answer.answer.label
    return words.say("wait.deadline", label=label, other=other, time=limit_told(limit, words))


def opened(request: Request, label: str, words: Words, *, named: bool) -> str:
    """The line above an answer of that model's: whose second opinion it is, whose answer goes on,
    or who asked what; "" where the thread says it."""
    if request.second_of:
        return _second(request, label, words)
    if request.so_far:
        return words.say("continued.head", person=f"<@{request.asker.id}>")
    return _asked_by(request, words) if named and not request.private else ""


def answer_file(
    request: Request, answer: Answer, seats: Seats, words: Words, first: First | None = None
) -> tuple[str, str]:
    """The title of an answer's file, and the text in it: no mark-up of Slack's stands there."""
    text = answer_text(request, answer, seats, words, first)
    title = words.say("slack.file", label=answer.answer.label)
    return title, text.replace("&lt;", "<").replace("&gt;", ">")


def answer_parts(
    job_id: str,
    request: Request,
    answer: Answer,
    seats: Seats,
    words: Words,
    first: First | None = None,
    *,
    cost: bool = True,
    form: Form = "parts",
    named: bool = False,
    seconded: bool = False,
    place: str = "",
) -> list[Json]:
    """Messages in order, each `text` and `blocks`; footer and buttons stand under the last, and a
    first answer, folded away, above them. Where both were asked, both stand one under the other.

    `cost`: whether the footer says what it cost; `named`: whether it is said who asked what;
    `seconded`: whether the footer says that a second opinion is below; `place`: as in `footer`.
    """
    if request.compare and first is not None:
        return compared_parts(job_id, request, answer, first, seats, words, cost=cost)
    safe = answer_text(request, answer, seats, words, first, named=named)
    line = _footer(request, answer, seats, words, cost=cost, seconded=seconded, place=place)
    below = [pair.folded(first, request, words)] if first and not first.unchecked else []
    texts = split(safe, PART - pair.FIRST_PART if below else PART)
    told = unread(request)
    if form == "file":
        length = words.say("slack.in_file", length=f"{len(safe):,}")
        texts = [f"{beginning(safe, TOP)}\n\n{length}"]
    elif form != "parts":
        told.append(words.say(f"slack.no_file.{form}", count=len(texts)))
    texts = _numbered(texts, words)
    parts: list[Json] = [
        {"text": message_text(text), "blocks": [{"type": "markdown", "text": text}]}
        for text in texts
    ]
    last, small = parts[-1], [*told, line, *stood_in_line(answer, job_id, seats, words)]
    if request.unknown_mark:
        marks = {"unknown": request.unknown_mark, "meant": request.meant_mark}
        small.append(words.say("marks.unknown", **marks))
    last["text"] = message_text(texts[-1], *small)
    last["blocks"] += [*below, *map(context, small)]
    last["blocks"].append(buttons(job_id, request, answer, seats, words))
    if wanted(request):
        last["blocks"] += reshaped(job_id, request, words)
    if answer.answer.finish != "stopped":
        label = answer.answer.label or seats.of(answer.decision.tier).label
        last["blocks"].append(thumbs(job_id, label, words))
    return parts


def reshaped(job_id: str, request: Request, words: Words) -> list[Json]:
    """The rows of forms under a summary."""
    rows = [forms(job_id, words)]
    return [*rows, forms(job_id, words, HANDED)] if is_incident(request.context) else rows


def mentioning(parts: list[Json], person: str) -> list[Json]:
    """The same with that person mentioned on top, once and nobody else, unless a line above it does
    so already."""
    first = parts[0]
    block, mention = first["blocks"][0], f"<@{person}>"
    if mention not in block["text"].split("\n\n")[0]:
        block["text"] = f"{mention}\n\n{block['text']}"
        first["text"] = f"{mention} {first['text']}"
    return parts


def _footer(
    request: Request,
    answer: Answer,
    seats: Seats,
    words: Words,
    *,
    cost: bool,
    seconded: bool,
    place: str,
) -> str:
    return footer(
        answer,
        seats,
        words,
        cost=cost,
        alone=request.private or request.place.kind == "dm",
        files=len({one.file for one in request.context if one.file}),
        extent=request.extent,
        seconded=seconded,
        place=place,
    )


def _numbered(texts: list[str], words: Words) -> list[str]:
    """Each with its number on top, where there are several."""
    if len(texts) == 1:
        return texts
    count = len(texts)
    return [
        f"{words.say('slack.part', number=number, count=count)}\n{text}"
        for number, text in enumerate(texts, 1)
    ]


def _second(request: Request, label: str, words: Words) -> str:
    """Whose second opinion it is, and who wanted it."""
    return words.say("slack.second", label=label, person=f"<@{request.asker.id}>")


def _asked_by(request: Request, words: Words) -> str:
    """Who asked what, for those who have not seen it asked."""
    question = " ".join(request.text.split())
    short = question if len(question) <= ASKED else f"{question[:ASKED]}…"
    person = f"<@{request.asker.id}>"
    return words.say("slack.asked_by", person=person, question=neutral(short))


def unread(request: Request) -> list[str]:
    """What could not be read, in as few context texts as hold it (2,000 characters each)."""
    texts: list[str] = []
    for line in request.unread:
        if texts and len(texts[-1]) + len(line) < UNREAD:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line[:UNREAD])
    return texts
