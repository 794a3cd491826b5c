"""What is said before a slow answer begins: who thinks, why, about how long.

Refuses to promise a time; it names the usual one.
"""

from __future__ import annotations

from bot.decision import Decision
from bot.routing.telling import failed_check, figure, floor_of, is_personal, quoted, slowing, stake
from bot.seats import Seats
from bot.words import Words


def waiting(
    decision: Decision,
    seats: Seats,
    words: Words,
    expected_s: float,
    slowest_s: float = 0.0,
    *,
    both: bool = False,
) -> str:
    """What is said before a slow answer begins. `expected_s` is an estimate, about which it may
    well be half or twice as long; with `slowest_s` it is measured, and both are its bounds.
    `both`: the two models are asked at once."""
    seat = seats.of(decision.tier)
    if decision.tier == "fast":
        return words.say("waiting.fast", label=seat.label)
    low = _rounded(expected_s if slowest_s else expected_s / 2)
    high = _rounded(slowest_s or expected_s * 2)
    # Bounds that meet when they are rounded are a range still: nobody says "5 to 5".
    values: dict[str, str | int] = {
        "label": seat.label,
        "low": low,
        "high": high if high > low else low + _step(low),
    }
    if both:
        labels = {"fast": seats.fast.label, "reasoning": seats.reasoning.label}
        return words.say("compare.waiting", **values, **labels)
    floor = stake(decision) if decision.cause == "stakes" else floor_of(decision, decision.cause)
    match decision.cause:
        case "stakes" if floor is not None and is_personal(floor):
            return words.say("waiting.sensitive", **values)
        case "stakes" if floor is not None:
            category = words.say(f"category.{floor.name}")
            shown = quoted(floor.words, words)
            return words.say("waiting.stakes", **values, category=category, words=shown)
        case "length" if floor is not None:
            return words.say("waiting.length", **values, tokens=figure(floor.words[0], words))
        case "wish" if floor is not None:
            return words.say("waiting.wish", **values, said=floor.words[0])
        case "handed_on" | "check_failed":
            other, detail = seats.fast.label, failed_check(decision, words)
            return words.say(f"waiting.{decision.cause}", **values, other=other, detail=detail)
        case "score":
            return words.say("waiting.score", **values, signals=slowing(decision, words))
    return words.say("waiting.other", **values)


def _rounded(value: float) -> int:
    step = _step(value)
    return max(step, round(value / step) * step)


def _step(value: float) -> int:
    return 5 if value < 30 else 10
