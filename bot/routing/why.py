""" "Why?": the whole decision in sentences, and what would have changed it, found by trying.

Refuses to explain by anything but the record and a re-run of the router.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from bot.answer import Answer
from bot.decision import Counterfactual, Decision, Floor
from bot.request import Request
from bot.routing.decide import Health
from bot.routing.router import Router
from bot.routing.signals import signals
from bot.routing.stakes import CATEGORIES
from bot.routing.telling import (
    age,
    failed_check,
    floor_of,
    handed_on,
    is_personal,
    money,
    other_seat,
    quoted,
    signal_name,
    slowing,
    stake,
    worded,
)
from bot.routing.text import read
from bot.seats import Seats
from bot.words import Words

_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff]|^\\W|\\W$")
MOST_TRIES = 40
MOST_TOGETHER = 4


def counterfactual(request: Request, router: Router, health: Health) -> Counterfactual | None:
    """The fewest words without which the other tier is chosen; None when no few words do it."""
    before = router.decide(request, health)
    if request.wish is not None:
        after = router.decide(request.model_copy(update={"wish": None}), health)
        if after.tier != before.tier:
            return Counterfactual(without=(request.wish.said,), tier=after.tier)
    tried = [
        (without, request.model_copy(update={"text": text}))
        for without in _candidates(request, before)
        if (text := without_words(request.text, without)) != request.text
    ]
    after_each = router.decisions([edited for _, edited in tried], health, words=False)
    for (without, _), after in zip(tried, after_each, strict=True):
        if after.tier != before.tier:
            return Counterfactual(without=without, tier=after.tier)
    return None


def without_words(text: str, words: tuple[str, ...]) -> str:
    """The text without these words, wherever they stand as words of their own; in Chinese and
    Japanese, which have no spaces, wherever they stand."""
    for word in words:
        loose = r"\s+".join(re.escape(part) for part in word.split())
        edge = "" if _SIGNS.search(word) else r"\b"
        text = re.sub(rf"{edge}{loose}{edge}", " ", text, flags=re.IGNORECASE)
    return text


def _candidates(request: Request, decision: Decision) -> Iterator[tuple[str, ...]]:
    triggers = [word for floor in decision.floors for word in floor.words if floor.name != "length"]
    triggers += [word for signal in signals(read(request.text)) for word in signal.words]
    triggers = list(dict.fromkeys(triggers))[:12]
    tries = 0
    for size in range(1, MOST_TOGETHER + 1):
        for chosen in combinations(triggers, size):
            tries += 1
            if tries > MOST_TRIES:
                break
            yield chosen
    if len(triggers) > MOST_TOGETHER:
        yield tuple(triggers)


def breakdown(
    answer: Answer,
    seats: Seats,
    words: Words,
    *,
    changed: Counterfactual | None,
    tokens: int,
) -> list[str]:
    """Every line of "Why?", in order: decided, score, floors, lost, counterfactual, figures.

    `tokens` is about how many had to be read, for the line on length.
    """
    decision = answer.decision
    lines = [_decided(decision, seats, words), *_own_words(decision, seats, words)]
    lines += _score(decision, seats, words)
    lines += [_also(floor, words) for floor in decision.floors[1:] if floor.name in CATEGORIES]
    lines += [_lost(floor, seats, words) for floor in decision.lost]
    if floor_of(decision, "length") is None:
        lines.append(words.say("why.short", tokens=f"{tokens:,}"))
    lines.append(_changed(decision, changed, seats, words))
    lines += _figures(answer, seats, words)
    lines.append(words.say("why.change"))
    return lines


def _decided(decision: Decision, seats: Seats, words: Words) -> str:
    label = seats.of(decision.tier).label
    floor = stake(decision) if decision.cause == "stakes" else floor_of(decision, decision.cause)
    shown = floor.words if floor else ()
    first, second = (*shown, "", "")[:2]
    values = {
        "label": label,
        "other": other_seat(decision, seats).label,
        "score": f"{decision.score:+.2f}",
        "threshold": f"{decision.threshold:+.2f}",
        "category": words.say(f"category.{floor.name}") if floor else "",
        "words": quoted(shown, most=4, width=200),
        "said": first,
        "tokens": first,
        "limit": second,
        "until": first,
        "detail": failed_check(decision, words)
        if decision.cause == "check_failed"
        else worded(first, other_seat(decision, seats).label, words),
    }
    if decision.cause == "score":
        values["label"] = seats.reasoning.label
    sentence = words.say(f"why.decided.{decision.cause}", **values)
    return f"{words.say('why.chosen', label=label)} {sentence}"


def _own_words(decision: Decision, seats: Seats, words: Words) -> list[str]:
    """The fast model's reason for handing the question on, as a quotation."""
    if not handed_on(decision) or decision.escalated_from is None:
        return []
    label, said = seats.fast.label, decision.escalated_from.detail
    if not said:
        return [words.say("why.no_words", label=label)]
    return [words.say("why.own_words", label=label, said=said)]


def _score(decision: Decision, seats: Seats, words: Words) -> list[str]:
    if not decision.reasons:
        return [words.say("why.score.none")]
    lines = [words.say("why.score.head")]
    for reason in decision.reasons:
        name = signal_name(reason, words)
        shown = f"{reason.contribution:+.2f}"
        lines.append("• " + words.say("why.score.line", signal=name, contribution=shown))
    total = words.say(
        "why.score.sum",
        score=f"{decision.score:+.2f}",
        threshold=f"{decision.threshold:+.2f}",
        label=seats.reasoning.label,
    )
    return [*lines, total]


def _also(floor: Floor, words: Words) -> str:
    category = words.say(f"category.{floor.name}")
    return words.say("why.also", category=category, words=quoted(floor.words))


def _lost(floor: Floor, seats: Seats, words: Words) -> str:
    if floor.name == "check_failed" and floor.words:
        detail = words.say(f"check.{floor.words[0]}")
        return words.say("why.lost_check", detail=detail, label=seats.of(floor.tier).label)
    values = {
        "category": words.say(f"category.{floor.name}"),
        "label": seats.of(floor.tier).label,
    }
    if not floor.words:
        return words.say("why.lost_plain", **values)
    return words.say("why.lost", **values, words=quoted(floor.words))


def _changed(decision: Decision, changed: Counterfactual | None, seats: Seats, words: Words) -> str:
    if changed is not None:
        label = seats.of(changed.tier).label
        without = quoted(changed.without, most=12, width=400)
        return words.say("why.would.without", words=without, label=label)
    if decision.cause in ("handed_on", "check_failed"):
        return words.say("why.would.answer", label=seats.fast.label)
    return words.say("why.would.floor" if decision.cause == "stakes" else "why.would.nothing")


def _figures(answer: Answer, seats: Seats, words: Words) -> list[str]:
    lines = []
    if answer.cache.state == "hit":
        lines.append(words.say("why.memory", age=age(answer.cache.age_s or 0.0, words)))
    else:
        cost = money(answer.usage.cost_usd, words)
        lines.append(words.say("why.actual", seconds=f"{answer.seconds:.1f}", cost=cost))
    if answer.answer.model and seats.preset != "offline":
        lines.append(words.say("why.served", model=answer.answer.model))
        named = seats.of(answer.decision.tier).model
        if named and named != answer.answer.model:
            lines.append(words.say("why.differs", model=named))
    return lines


def waiting(decision: Decision, seats: Seats, words: Words, expected_s: float) -> str:
    """What is said before a slow answer begins."""
    seat = seats.of(decision.tier)
    if decision.tier == "fast":
        return words.say("waiting.fast", label=seat.label)
    values: dict[str, str | int] = {
        "label": seat.label,
        "low": _rounded(expected_s / 2),
        "high": _rounded(expected_s * 2),
    }
    floor = stake(decision) if decision.cause == "stakes" else floor_of(decision, decision.cause)
    match decision.cause:
        case "stakes" if floor is not None and is_personal(floor):
            return words.say("waiting.sensitive", **values)
        case "stakes" if floor is not None:
            category = words.say(f"category.{floor.name}")
            shown = quoted(floor.words)
            return words.say("waiting.stakes", **values, category=category, words=shown)
        case "length" if floor is not None:
            return words.say("waiting.length", **values, tokens=floor.words[0])
        case "wish" if floor is not None:
            return words.say("waiting.wish", **values, said=floor.words[0])
        case "handed_on" | "check_failed":
            other, detail = seats.fast.label, failed_check(decision, words)
            return words.say(f"waiting.{decision.cause}", **values, other=other, detail=detail)
        case "score":
            return words.say("waiting.score", **values, signals=slowing(decision, words))
    return words.say("waiting.other", **values)


def _rounded(value: float) -> int:
    step = 5 if value < 30 else 10
    return max(step, round(value / step) * step)


def estimates(pairs: list[tuple[str, float, float]], words: Words) -> list[str]:
    """A line per tier: label, seconds, dollars expected."""
    return [
        words.say("why.estimated", label=label, seconds=f"{time:.0f}", cost=money(cost, words))
        for label, time, cost in pairs
    ]
