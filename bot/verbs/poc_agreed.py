"""What a proof of concept will cost, said before anything is asked, and somebody's yes to it.

Refuses to ask models.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.poc.cases import Case
from bot.poc.journal import Outcome
from bot.poc.running import TIERS
from bot.poc.saying import OLD_DAYS, old_days
from bot.request import Tier, Unit
from bot.seats import Seats
from bot.verbs.printing import WRONG_USE, stop
from bot.words import Words

#: Tokens of our own prompts around a question, and characters of a token: an upper estimate.
_AROUND, _PER_TOKEN = 400, 2.5


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    dataset: Path | None
    out: Path | None
    yes: bool
    at_once: int
    seed: int
    limit: int
    judge: str
    judge_url: str
    share: bool
    json: bool


def done_of(known: Mapping[tuple[str, Tier], Outcome]) -> list[Outcome]:
    """What was answered without a failure."""
    return [one for one in known.values() if not one.error]


def agreed(
    wanted: Wanted,
    cases: Sequence[Case],
    units: Mapping[str, tuple[Unit, ...]],
    seats: Seats,
    known: Mapping[tuple[str, Tier], Outcome],
    words: Words,
) -> None:
    """Say what it will cost, and have somebody agree where that is, or may be, something."""
    done = {(one.id, one.tier) for one in done_of(known)}
    calls, usd = _estimate(cases, units, seats, done)
    judged = _to_judge(cases, known) if wanted.judge else 0
    if done:
        total = len(cases) * len(TIERS)
        print(words.say("poc.resumed", known=total - calls, calls=total), file=sys.stderr)
    if not calls and not judged:
        return
    as_of = prices_of(seats)
    day = f"{as_of or words.say('poc.unpriced')}"
    print(words.say("poc.estimate", calls=calls, usd=f"{usd:.2f}", as_of=day), file=sys.stderr)
    if judged:
        print(words.say("poc.judge_calls", calls=judged, judge=wanted.judge), file=sys.stderr)
    if as_of is not None and (age := old_days(as_of, today())) > OLD_DAYS:
        print(words.say("poc.old_prices", days=age), file=sys.stderr)
    if wanted.yes or (usd == 0 and not judged):
        return
    answer = ""
    if sys.stdin.isatty():
        print(words.say("poc.ask"), end=" ", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().lower()
    if answer not in ("y", "yes"):
        stop(words.say("poc.want_yes"), WRONG_USE)


def _estimate(
    cases: Sequence[Case],
    units: Mapping[str, tuple[Unit, ...]],
    seats: Seats,
    done: Collection[tuple[str, Tier]],
) -> tuple[int, float]:
    """Calls that are left to make, and dollars for them at list price."""
    usd, calls = 0.0, 0
    for case in cases:
        size = len(case.question) + sum(len(unit.text) for unit in units.get(case.id, ()))
        for tier in TIERS:
            if (case.id, tier) not in done:
                calls += 1
                seat = seats.of(tier)
                tokens = round(size / _PER_TOKEN) + _AROUND
                usd += seat.price.cost(tokens, seat.output_tokens)
    return calls, usd


def _to_judge(cases: Sequence[Case], known: Mapping[tuple[str, Tier], Outcome]) -> int:
    """Calls to the judge: two for a case that has no verdict yet."""
    settled = {one.id for one in done_of(known) if one.correct is not None}
    return 2 * sum(case.check.kind == "judge" and case.id not in settled for case in cases)


def prices_of(seats: Seats) -> date | None:
    """The day of the older of the two price lists; None where neither costs anything."""
    days = [seats.of(tier).price.as_of for tier in TIERS]
    return min((day for day in days if day is not None), default=None)


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()
