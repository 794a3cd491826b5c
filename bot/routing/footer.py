"""The one line under every answer: who answered, why, how long, how much.

Refuses to know more than the answer's own record. WORDS.md lists every case.
"""

from __future__ import annotations

import re

from bot.answer import Answer
from bot.decision import Decision
from bot.request import Extent
from bot.routing.operated import CHOSEN, PAUSED
from bot.routing.stakes import CATEGORIES
from bot.routing.telling import (
    age,
    failed_check,
    figure,
    floor_of,
    is_personal,
    money,
    other_seat,
    quoted,
    seated,
    seconds,
    slowing,
    spent_until,
    stake,
    worded,
)
from bot.seats import Seats
from bot.words import Words

LIMIT = 110


def footer(
    answer: Answer,
    seats: Seats,
    words: Words,
    *,
    files: int = 0,
    cost: bool = True,
    alone: bool = False,
    extent: Extent | None = None,
    seconded: bool = False,
    place: str = "",
) -> str:
    """The footer, at most 110 characters. `alone`: only the asker sees it; `files`: how many;
    `extent`: how much of a thread was read; `seconded`: a second opinion stands below;
    `place`: the name of the channel that it stands in, where a rule of that channel decided."""
    line = _line(
        answer, seats, words, files=files, cost=cost, alone=alone, extent=extent, place=place
    )
    below = words.say("footer.seconded") if seconded else ""
    return _fit(line, LIMIT - len(below)) + below


def _line(
    answer: Answer,
    seats: Seats,
    words: Words,
    *,
    files: int,
    cost: bool,
    alone: bool,
    extent: Extent | None,
    place: str,
) -> str:
    decision = answer.decision
    read = _read(extent, words)
    if seats.preset == "offline":
        return _offline(answer, seats, words, alone=alone, read=read)
    who = _who(answer, seats, words)
    amount = words.say("footer.cost.shown", amount=money(answer.usage.cost_usd, words))
    values = {
        "who": who,
        "time": seconds(answer.seconds, words),
        "cost": amount if cost else "",
        "read": read,
        "label": seats.of(decision.tier).label,
        "other": other_seat(decision, seats).label,
        "channel": place,
    }
    if answer.cache.state in ("hit", "near"):
        return _remembered("footer.", answer, words, values, alone=alone)
    if answer.answer.finish == "stopped":
        return words.say("footer.stopped", **values, person=answer.stopped_by or "?")
    if not answer.answer.complete:
        problem = words.say(f"footer.problem.{answer.answer.finish}")
        return words.say("footer.incomplete", **values, problem=problem)
    return _by_cause(answer, words, values, files, seats)


def _by_cause(
    answer: Answer, words: Words, values: dict[str, str], files: int, seats: Seats
) -> str:
    decision = answer.decision
    match decision.cause:
        case "stakes":
            return _stakes(decision, words, values)
        case "length":
            floor = floor_of(decision, "length")
            tokens, limit = floor.words[:2] if floor else ("?", "?")
            return words.say(
                "footer.length",
                **values,
                tokens=figure(tokens, words),
                limit=figure(limit, words),
                files=words.counted("footer.files", files) if files else "",
            )
        case "wish":
            return _wish(decision, words, values)
        case "explored":
            floor = floor_of(decision, "explored")
            return words.say("footer.explored", **values, share=floor.words[0] if floor else "?")
        case "handed_on" | "check_failed":
            failed = failed_check(decision, words)
            return words.say(f"footer.{decision.cause}", **values, detail=failed)
        case "unavailable" if answer.answer.label not in (seats.fast.label, seats.reasoning.label):
            return words.say("footer.lighter", **values)
        case "unavailable" | "policy":
            return _not_to_be_had(decision, words, values)
        case "budget":
            floor = floor_of(decision, "budget")
            whose, until = spent_until(floor.words[0] if floor else "?", words)
            failed = failed_check(decision, words)
            key = f"footer.budget{whose}_checked" if failed else f"footer.budget{whose}"
            return words.say(key, **values, until=until, check=failed)
    if decision.tier == "reasoning":
        return words.say("footer.score", **values, signals=slowing(decision, words))
    return words.say("footer.fast", **values, what=_what(decision, words))


def _not_to_be_had(decision: Decision, words: Words, values: dict[str, str]) -> str:
    """The other tier could not or may not answer; what is wrong with this answer, if known."""
    floor = floor_of(decision, decision.cause)
    code = floor.words[0] if floor and floor.words else ""
    detail = worded(code, values["other"], words, values["channel"])
    if decision.cause == "unavailable" and decision.tier == "reasoning":
        return words.say("footer.unavailable_up", **values, detail=detail)
    failed = failed_check(decision, words)
    if decision.cause == "unavailable" and failed:
        return words.say("footer.unavailable_checked", **values, detail=detail, check=failed)
    return words.say(f"footer.{decision.cause}", **values, detail=detail)


def _stakes(decision: Decision, words: Words, values: dict[str, str]) -> str:
    floor = stake(decision)
    if floor is None or is_personal(floor):
        return words.say("footer.sensitive", **values)
    category = words.say(f"category.{floor.name}")
    return words.say("footer.stakes", **values, category=category, words=quoted(floor.words, words))


def _wish(decision: Decision, words: Words, values: dict[str, str]) -> str:
    floor = floor_of(decision, "wish")
    said = floor.words[0] if floor and floor.words else "?"
    overruled = next((lost for lost in decision.lost if lost.name in CATEGORIES), None)
    if overruled is None:
        return words.say("footer.wish", **values, said=said)
    named = "sensitive" if is_personal(overruled) else overruled.name
    category = words.say(f"category.{named}")
    return words.say("footer.wish_against_stakes", **values, said=said, category=category)


def _read(extent: Extent | None, words: Words) -> str:
    """How much of the thread was read, where that was not all of it."""
    if extent is None or extent.whole:
        return ""
    values = extent.model_dump(include={"read", "there"})
    if not extent.cut:
        return words.say("footer.read.part", **values)
    return words.counted("footer.read.cut", extent.cut, **values)


def _offline(answer: Answer, seats: Seats, words: Words, *, alone: bool, read: str) -> str:
    decision = answer.decision
    if answer.cache.state in ("hit", "near"):
        return _remembered("footer.offline_", answer, words, {"read": read}, alone=alone)
    label, reason = seats.of(decision.tier).label, _short(decision, seats, words)
    return words.say("footer.offline", label=label, reason=reason, read=read)


def _remembered(
    room: str, answer: Answer, words: Words, values: dict[str, str], *, alone: bool
) -> str:
    """An answer from memory; where it was given to another question, with as much of that one as
    there is room for."""
    values = {**values, "age": age(answer.cache.age_s or 0.0, words)}
    if answer.cache.state == "hit":
        place = words.say("footer.place.person" if alone else "footer.place.channel")
        return words.say(f"{room}memory", **values, place=place)
    asked = " ".join(re.sub(r"[<>\"]+", " ", answer.cache.similar).split())
    around = words.say(f"{room}near", **values, question=words.quoted(""))
    most = max(12, LIMIT - len(around))
    shown = asked if len(asked) <= most else asked[: most - 1].rstrip() + "…"
    return words.say(f"{room}near", **values, question=words.quoted(shown))


def _short(decision: Decision, seats: Seats, words: Words) -> str:
    """The reason in a few words, as the footer of the offline demo gives it."""
    floor = stake(decision) if decision.cause == "stakes" else None
    if floor is not None and not is_personal(floor):
        return words.listed(
            [words.say(f"category.{floor.name}"), quoted(floor.words, words, most=2)]
        )
    if floor is not None:
        return words.say("footer.sensitive", who="", time="", cost="", read="").strip(" ·")
    if decision.cause != "score":
        named = floor_of(decision, decision.cause)
        first = figure(named.words[0], words) if named and named.words else ""
        if decision.cause == "budget":
            first = spent_until(first, words)[1]
        if first in (PAUSED, CHOSEN):
            first = worded(first, other_seat(decision, seats).label, words)
        shown = f" ({first})" if first else ""
        return words.say(f"category.{decision.cause}") + shown
    return slowing(decision, words) if decision.tier == "reasoning" else _what(decision, words)


def _what(decision: Decision, words: Words) -> str:
    """What kind of question the fast tier was given."""
    names = {reason.name for reason in decision.reasons}
    for name in ("rewriting", "look_up", "how_to"):
        if name in names:
            return words.say(f"footer.what.{name}")
    return words.say("footer.what.long" if "length" in names else "footer.what.plain")


def _who(answer: Answer, seats: Seats, words: Words) -> str:
    seat = seats.of(answer.decision.tier)
    if answer.answer.label and answer.answer.label != seat.label:
        return answer.answer.label
    return seated(seat, words)


def _fit(line: str, most: int) -> str:
    return line if len(line) <= most else line[: most - 1].rstrip(" ·,、，") + "…"
