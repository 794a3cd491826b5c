"""What a person may see behind an answer: the explanation, and where an edited question would go.

Refuses to route and to know what a window looks like.
"""

from __future__ import annotations

from bot.answer import Answer
from bot.decision import Counterfactual, Decision
from bot.inquiry import Inquiry, Page
from bot.jobs.ids import new_id
from bot.jobs.record import Received, kept_s, seal_scope
from bot.request import Noun, Request
from bot.routing.estimate import both
from bot.routing.length import bounds
from bot.routing.stakes import CATEGORIES, PERSONAL
from bot.routing.why import Sought, otherwise, reasons, why
from bot.sealing import Sealer
from bot.seats import Seats
from bot.words import Words


class Tried(Noun):
    """Where an edited question would go. `said` is a refusal in its place."""

    decision: Decision | None = None
    changed: Counterfactual | None = None
    tokens: int = 0
    said: str = ""


def entry(
    inquiry: Inquiry, team: str, channel: str, names: tuple[str, ...], sealer: Sealer
) -> Received:
    """The look as a job for a worker; it is kept for minutes, not for days."""
    job_id = new_id()
    return Received(
        id=job_id,
        kind="why",
        team=team,
        channel=channel,
        user=inquiry.user,
        sealed=sealer.seal(inquiry.model_dump_json().encode(), seal_scope(team, job_id)),
        dedupe=names,
        deadline_s=kept_s("why"),
    )


def may_look(answer: Answer, request: Request, user: str) -> bool:
    """Personal matters are their asker's alone (WORDS.md, footer)."""
    rules = (*answer.decision.floors, *answer.decision.lost)
    personal = any(rule.name in PERSONAL for rule in rules if rule.name in CATEGORIES)
    return not personal or user == request.asker.id


def page(
    answer: Answer,
    request: Request,
    seats: Seats,
    words: Words,
    *,
    user: str,
    changed: Counterfactual | Sought | None,
    tried: Tried | None = None,
) -> Page:
    """What this person may see of it."""
    if not may_look(answer, request, user):
        return Page(note=words.say("slack.not_yours", person=request.asker.name))
    told = why(
        answer,
        seats,
        words,
        changed=changed,
        tokens=about(request),
        expected=both(request, seats),
    )
    return Page(
        why=told,
        asked=editable(request),
        outcome=tuple(_outcome(answer.decision, tried, seats, words)) if tried else (),
        whole=changed != "looking",
        thinker=answer.answer.label if thoughts_for(answer, request, user) else "",
    )


def thoughts_for(answer: Answer, request: Request, user: str) -> str:
    """What the model wrote while it thought, for the one who asked; nothing for others."""
    return answer.thoughts if user == request.asker.id else ""


def about(request: Request) -> int:
    """About how many tokens had to be read."""
    length = bounds(request)
    return (length.low + length.high) // 2


def editable(request: Request) -> str:
    """The question as it was typed, with the mark that was taken off it."""
    if request.wish is not None and request.wish.said.startswith(("!", "！")):
        return f"{request.wish.said} {request.text}"
    return request.text


def _outcome(before: Decision, tried: Tried, seats: Seats, words: Words) -> list[str]:
    if tried.decision is None:
        return [tried.said]
    after = tried.decision
    label = seats.of(after.tier).label
    lines = [words.say("whatif.same" if after.tier == before.tier else "whatif.other", label=label)]
    lines += reasons(after, seats, words, tokens=tried.tokens)
    lines.append(otherwise(after, tried.changed, seats, words, tried=True))
    if after.policy != before.policy:
        lines.append(words.say("whatif.rules"))
    return lines
