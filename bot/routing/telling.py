"""Small pieces that footer and "Why?" share: money, time, words in quotation marks, labels.

Refuses to know what they are put into.
"""

from __future__ import annotations

from bot.decision import Decision, Floor, Reason
from bot.routing.signals import SLOWING
from bot.routing.stakes import CATEGORIES, PERSONAL
from bot.seats import Seat, Seats
from bot.words import Words

#: Kinds of places that have a name.
NAMED = frozenset({"channel", "private"})


def money(amount: float, words: Words) -> str:
    """Dollars with two significant digits; nothing below a hundredth of a cent."""
    if 0 < amount < 0.0001:
        return words.say("footer.cost.tiny", amount=_dollars(0.0001, 4, words))
    if amount == 0:
        return _dollars(0, 0, words)
    return _dollars(amount, 4 if amount < 0.01 else 3 if amount < 0.1 else 2, words)


def _dollars(amount: float, decimals: int, words: Words) -> str:
    return words.say("figure.money", amount=words.number(amount, decimals))


def seconds(value: float, words: Words) -> str:
    """`1.2 s` below ten seconds, whole ones above; minutes are not used here."""
    return words.say("duration.seconds", count=words.number(value, 1 if value < 10 else 0))


def age(value: float, words: Words) -> str:
    """How long ago, in the largest whole unit."""
    if value < 60:
        return words.say("duration.seconds", count=max(1, round(value)))
    if value < 3600:
        return words.counted("duration.minutes", round(value / 60))
    return words.counted("duration.hours", round(value / 3600))


def figure(recorded: str, words: Words) -> str:
    """A whole number as a record holds it (`41,300`), in the language's manner."""
    digits = recorded.replace(",", "")
    return words.number(int(digits)) if digits.isdecimal() else recorded


def signed(value: float, words: Words) -> str:
    """Two decimals, always with a sign: `+0.40`."""
    shown = words.number(value, 2)
    return shown if shown.startswith("-") else f"+{shown}"


def quoted(said: tuple[str, ...], words: Words, most: int = 3, width: int = 48) -> str:
    """`"cap liability", "sign"`: as many as fit."""
    shown: list[str] = []
    for word in said[:most]:
        item = words.quoted(word[:24])
        if shown and len(words.listed([*shown, item])) > width:
            break
        shown.append(item)
    return words.listed(shown)


def stake(decision: Decision) -> Floor | None:
    """The stakes floor that spoke first, whether it decided or was overruled."""
    for floor in (*decision.floors, *decision.lost):
        if floor.name in CATEGORIES:
            return floor
    return None


def is_personal(floor: Floor | None) -> bool:
    """Whether its words are nobody's business but the asker's."""
    return floor is not None and floor.name in PERSONAL


def spent_until(recorded: str, words: Words) -> tuple[str, str]:
    """Whose budget is spent, as the end of a key ("" for the person's), and until when."""
    whose, _, day = recorded.partition(" ")
    return ("_channel", words.short_day(day)) if whose == "channel" else ("", recorded)


def floor_of(decision: Decision, name: str) -> Floor | None:
    """The rule of that name among those that spoke for the chosen tier."""
    return next((floor for floor in decision.floors if floor.name == name), None)


def slowing(decision: Decision, words: Words, most: int = 2) -> str:
    """The signals that spoke for reasoning, by weight: `proof, several steps`."""
    order = {name: rank for rank, name in enumerate(SLOWING)}
    positive = [reason for reason in decision.reasons if reason.contribution > 0]
    # What stands in the wording is named before the reading of the whole, which says less.
    positive.sort(
        key=lambda one: (one.name == "hard_problem", -one.contribution, order.get(one.name, 99))
    )
    return words.listed(signal_name(reason, words) for reason in positive[:most])


def signal_name(reason: Reason, words: Words) -> str:
    """The signal as people read it; a problem's absence has a name of its own."""
    absent = reason.name == "hard_problem" and reason.contribution < 0
    return words.say(f"signal.{'not_' if absent else ''}{reason.name}")


def seated(seat: Seat, words: Words) -> str:
    """The first word of a footer: the seat's name, and once who sits there."""
    if not seat.sitter:
        return seat.label
    return words.say("footer.seat", label=seat.label, sitter=seat.sitter)


def failed_check(decision: Decision, words: Words) -> str:
    """What was wrong with the fast answer, as a clause; empty when no check failed."""
    rules = (*decision.floors, *decision.lost)
    found = next((rule for rule in rules if rule.name == "check_failed" and rule.words), None)
    return words.say(f"check.{found.words[0]}") if found else ""


def handed_on(decision: Decision) -> bool:
    """Whether the fast model raised its hand on the way, whoever answered in the end."""
    return any(rule.name == "handed_on" for rule in (*decision.floors, *decision.lost))


def other_seat(decision: Decision, seats: Seats) -> Seat:
    """The seat that did not answer."""
    return seats.reasoning if decision.tier == "fast" else seats.fast


def worded(detail: str, label: str, words: Words, place: str = "") -> str:
    """Why a tier did not answer, from the record's short code; other details as they stand.
    `place`: the name of the channel where it is told, if that has one."""
    kind, _, count = detail.partition(" ")
    if kind == "timeout":
        return words.say("detail.timeout", label=label, seconds=count)
    if detail in ("paused", "use"):
        return words.say(f"detail.{detail}", label=label)
    if kind in ("kept", "kept_files"):
        named = place if count in NAMED else ""
        return words.say(f"detail.{kind}", place=named or words.say(f"detail.place.{count}"))
    if kind == "status" and count in ("401", "403"):
        return words.say("detail.key", label=label, status=count)
    if kind == "status":
        return words.say("detail.status", label=label, status=count)
    return words.say("detail.unreachable", label=label) if detail == "unreachable" else detail
