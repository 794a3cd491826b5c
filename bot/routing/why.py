""" "Why?": the whole decision in sentences, from the record alone.

Refuses to explain by anything but the record and what `otherwise` found by routing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.answer import Answer
from bot.decision import Counterfactual, Decision, Estimate, Floor, Reason
from bot.escalated import LATER
from bot.inquiry import Why
from bot.routing.stakes import CATEGORIES
from bot.routing.telling import (
    age,
    failed_check,
    figure,
    floor_of,
    money,
    other_seat,
    quoted,
    seconds,
    signal_name,
    signed,
    spent_until,
    stake,
    worded,
)
from bot.seats import Seats
from bot.words import Words

#: What may stand in the place of a counterfactual: it is being looked for, or cannot be known.
Sought = Literal["looking", "unknown"]
OWN_WORDS = 120
CLAUSE = 160


def breakdown(
    answer: Answer,
    seats: Seats,
    words: Words,
    *,
    changed: Counterfactual | Sought | None,
    tokens: int,
    expected: Sequence[Estimate] = (),
) -> list[str]:
    """Every paragraph of "Why?", in order."""
    told = why(answer, seats, words, changed=changed, tokens=tokens, expected=expected)
    return told.lines()


def why(
    answer: Answer,
    seats: Seats,
    words: Words,
    *,
    changed: Counterfactual | Sought | None,
    tokens: int,
    expected: Sequence[Estimate] = (),
) -> Why:
    """Why this answer came from where it came. `tokens`: about how many had to be read."""
    decision = answer.decision
    label = answer.answer.label or seats.of(decision.tier).label
    sitter = seats.of(decision.tier).sitter
    chosen = words.say("why.chosen" if seats.preset != "offline" else "why.offline", label=label)
    if sitter and label == seats.of(decision.tier).label:
        chosen = words.say("why.seated", label=label, sitter=sitter)
    return Why(
        chosen=chosen,
        reasons=tuple(reasons(decision, seats, words, tokens=tokens)),
        otherwise=otherwise(decision, changed, seats, words),
        figures=tuple(_figures(answer, seats, words, expected)),
        advice=words.say("why.change"),
    )


def reasons(decision: Decision, seats: Seats, words: Words, *, tokens: int) -> list[str]:
    """What decided, what it rests on, and what lost."""
    first = _score if decision.cause == "score" else _decided
    lines = [first(decision, seats, words), *_own_words(decision, seats, words)]
    lines += [_also(floor, words) for floor in decision.floors[1:] if floor.name in CATEGORIES]
    lines += [_lost(floor, seats, words) for floor in decision.lost]
    if all(rule.name != "length" for rule in (*decision.floors, *decision.lost)):
        lines.append(words.say("why.short", tokens=tokens))
    return lines


def _decided(decision: Decision, seats: Seats, words: Words) -> str:
    floor = stake(decision) if decision.cause == "stakes" else floor_of(decision, decision.cause)
    first, second = (*(floor.words if floor else ()), "", "")[:2]
    before = decision.escalated_from
    other = other_seat(decision, seats).label
    if decision.cause == "stakes" and floor is not None:
        return _matter(floor, words)
    if decision.cause == "unavailable" and decision.tier == "reasoning" and before is not None:
        label = seats.reasoning.label
        return words.say("why.decided.stand_in", label=label, detail=worded(first, label, words))
    whose, until = spent_until(first, words) if decision.cause == "budget" else ("", first)
    return words.say(
        "why.decided.use" if first == "use" else f"why.decided.{decision.cause}{whose}",
        label=seats.of(decision.tier).label,
        other=other,
        said=first,
        tokens=figure(first, words),
        limit=figure(second, words),
        until=until,
        detail=failed_check(decision, words)
        if decision.cause == "check_failed"
        else worded(first, other, words),
    )


def _matter(floor: Floor, words: Words) -> str:
    """What is at stake, how that was read, and which words show it."""
    key = "why.matter." + (floor.rule if floor.rule in ("thread", "danger") else "meaning")
    matter = words.say(f"matter.{floor.name}")
    if not floor.words:
        return words.say(f"{key}_bare", matter=matter)
    return words.say(key, matter=matter, words=quoted(floor.words, words, most=4, width=200))


def _own_words(decision: Decision, seats: Seats, words: Words) -> list[str]:
    """What the model gave as its reason for handing the question on: its words, no mark-up."""
    before = decision.escalated_from
    rules = {rule.name for rule in (*decision.floors, *decision.lost)}
    if before is None or "handed_on" not in {before.cause, decision.cause, *rules}:
        return []
    said = " ".join(before.detail.replace('"', "'").split())
    if not said:
        return []
    label = seats.fast.label
    return [words.say("why.own_words", label=label, said=_cut(said, OWN_WORDS))]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _score(decision: Decision, seats: Seats, words: Words) -> str:
    """The sum, item by item, in one paragraph."""
    start, threshold = words.number(decision.base, 2), words.number(decision.threshold, 2)
    label = seats.reasoning.label
    if not decision.reasons:
        return words.say("why.score.none", start=start, threshold=threshold, label=label)
    lines = [words.say("why.score.head", start=start)]
    lines += ["• " + contribution(one, decision.score, words) for one in decision.reasons]
    figures = [decision.base, *(one.contribution for one in decision.reasons)]
    exact = round(sum(round(one, 2) for one in figures), 2) == round(decision.score, 2)
    lines.append(
        words.say(
            "why.score.sum" if exact else "why.score.sum_rounded",
            score=words.number(decision.score, 2),
            threshold=threshold,
            label=label,
        )
    )
    return "\n".join(lines)


def contribution(reason: Reason, score: float, words: Words) -> str:
    """`proof "theorem": +0.40 of 0.85`: the signal, its words, what it adds to which sum."""
    added = signed(reason.contribution, words)
    if 0 < reason.contribution <= score:
        added = words.say("why.score.of", added=added, score=words.number(score, 2))
    name = signal_name(reason, words)
    if reason.name == "hard_problem":
        name = words.say("why.score.hard" if reason.contribution > 0 else "why.score.easy")
    if not reason.words:
        return words.say("why.score.line", signal=name, contribution=added)
    shown = quoted(reason.words, words, most=4, width=120)
    return words.say("why.score.line_words", signal=name, words=shown, contribution=added)


def _also(floor: Floor, words: Words) -> str:
    matter = words.say(f"matter.{floor.name}")
    if not floor.words:
        return words.say("why.also_bare", matter=matter)
    return words.say("why.also", matter=matter, words=quoted(floor.words, words))


def _lost(floor: Floor, seats: Seats, words: Words) -> str:
    """A rule that spoke for the other tier and was overruled."""
    first, second = (*floor.words, "", "")[:2]
    values = {"label": seats.of(floor.tier).label, "said": first, "limit": figure(second, words)}
    if floor.name in CATEGORIES:
        shown = quoted(floor.words, words) if floor.words else ""
        key = "why.lost.stakes" if shown else "why.lost.stakes_bare"
        return words.say(key, **values, matter=words.say(f"matter.{floor.name}"), words=shown)
    if floor.name in LATER:
        other = seats.fast.label
        detail = words.say(f"check.{first}") if floor.name == "check_failed" and first else first
        return words.say(f"why.lost.{floor.name}", **values, other=other, detail=detail)
    if floor.name in ("score", "wish", "length"):
        return words.say(f"why.lost.{floor.name}", **values, tokens=figure(first, words))
    return words.say("why.lost.other", **values, rule=words.say(f"category.{floor.name}"))


def otherwise(
    decision: Decision,
    changed: Counterfactual | Sought | None,
    seats: Seats,
    words: Words,
    *,
    tried: bool = False,
) -> str:
    """What would have changed it, in one sentence; `tried`: of a question only tried out."""
    room = "whatif.would." if tried else "why.would."
    if isinstance(changed, str):
        return words.say(f"why.would.{changed}")
    if changed is None or changed.tier == decision.tier:
        tried_words = decision.cause in ("stakes", "score")
        label = seats.of(decision.tier).label
        return words.say(f"{room}nothing" if tried_words else f"{room}same", label=label)
    label = seats.of(changed.tier).label
    if changed.rule in LATER:
        return words.say(f"why.would.{changed.rule}", label=label)
    if changed.rule in ("", "wish"):
        listed = words.listed(words.quoted(_cut(word, CLAUSE)) for word in changed.without)
        shown = changed.without[0] if changed.rule else listed
        return words.say(f"{room}without", words=shown, label=label)
    limit = figure(changed.without[0], words) if changed.without else ""
    return words.say(f"{room}{changed.rule}", label=label, limit=limit)


def _figures(answer: Answer, seats: Seats, words: Words, expected: Sequence[Estimate]) -> list[str]:
    lines = []
    if answer.cache.state == "near":
        since = age(answer.cache.age_s or 0.0, words)
        lines.append(words.say("why.near", age=since, question=words.quoted(answer.cache.similar)))
    elif answer.cache.state == "hit":
        lines.append(words.say("why.memory", age=age(answer.cache.age_s or 0.0, words)))
    else:
        took = words.say(
            "why.actual",
            seconds=seconds(answer.seconds, words),
            cost=money(answer.usage.cost_usd, words),
        )
        before = [expectation(expected, seats, words)] if expected else []
        lines.append(words.together([*before, took]))
    if answer.answer.model and seats.preset != "offline":
        named = seats.of(answer.decision.tier).model
        key = "why.differs" if named and named != answer.answer.model else "why.served"
        lines.append(words.say(key, model=answer.answer.model, named=named))
    return lines


def expectation(expected: Sequence[Estimate], seats: Seats, words: Words) -> str:
    """What each tier is expected to take, in one sentence."""
    guesses = words.listed(_guess(one, seats, words) for one in expected)
    return words.say("why.expected", guesses=guesses)


def _guess(one: Estimate, seats: Seats, words: Words) -> str:
    return words.say(
        "why.guess",
        label=seats.of(one.tier).label,
        seconds=seconds(one.seconds, words),
        cost=money(one.cost_usd, words),
    )
