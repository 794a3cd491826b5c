"""The guide's answer on a terminal.

Refuses to reckon: figures come from `bot.advice`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from rich import box
from rich.table import Table

from bot.advice.advising import advise, compared
from bot.advice.choosing import NEEDS, choose
from bot.advice.facts import facts
from bot.advice.measured import Measured, read_measured
from bot.advice.situation import MOST_CONTEXT, Situation
from bot.advice.telling import in_lines, rows
from bot.bootstrap.parts import preset_seats
from bot.request import Tier
from bot.seats import Seats
from bot.verbs.printing import WRONG_USE, as_json, stop
from bot.verbs.tables import lay, paper
from bot.words import Words


def tell(
    given: dict[str, str],
    numbers: Mapping[str, int],
    file: Path | None,
    words: Words,
    *,
    json: bool,
) -> None:
    """The advice, as JSON or in words. Leaves with code 2 for what is not a choice, or
    contradicts itself."""
    measured = read_measured(file) if file else None
    measured_on = measured["fast"].preset if measured else ""
    if measured_on in NEEDS:
        _same_hardware(given, "--from", str(file), measured_on, words)
    asked = _situation({k: v for k, v in (*given.items(), *numbers.items()) if v}, words)
    seats = preset_seats(choose(asked).preset)
    if measured_on == "offline" or (measured_on in NEEDS and measured_on != seats.preset):
        key = "advise.demo" if measured_on == "offline" else "advise.other_preset"
        told = words.say(key, file=str(file), preset=measured_on, advised=seats.preset)
        print(told, file=sys.stderr)
        measured = None
    found = advise(asked, seats, words, measured)
    if json:
        as_json(found)
        return
    print("\n".join(in_lines(found, asked, seats, words)))
    lay(paper(), _table(asked, seats, measured, words))


def _same_hardware(given: dict[str, str], flag: str, value: str, preset: str, words: Words) -> None:
    """What a preset runs on, in place of what was not said. Leaves with code 2 where something
    else was said."""
    needs = NEEDS[preset]
    said = given.get("hardware") or needs
    if said != needs:
        told = words.say(
            "advise.contradict", hardware=said, flag=flag, value=value, preset=preset, needs=needs
        )
        stop(told, WRONG_USE)
    given["hardware"] = needs


def _situation(given: Mapping[str, object], words: Words) -> Situation:
    try:
        return Situation.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        problem = str(first["msg"])
        if name == "context" and first["type"] == "less_than_equal":
            problem = words.say("advise.context", most=f"{MOST_CONTEXT:,}")
        elif name in ("context", "requests_per_day"):
            problem = words.say("advise.positive")
        flag = f"--{name.replace('_', '-')}"
        stop(words.say("advise.bad", flag=flag, value=str(given[name]), problem=problem), WRONG_USE)


def _table(
    asked: Situation, seats: Seats, measured: Mapping[Tier, Measured] | None, words: Words
) -> Table:
    made = Table(title=words.say("advise.table.title", preset=seats.preset), box=box.SIMPLE_HEAD)
    columns = compared(asked, seats, words, measured)
    made.add_column("")
    for one in columns:
        made.add_column(one.label, justify="right")
    for row in rows(columns, words):
        made.add_row(*row)
    return made


def named(given: dict[str, str], preset: str, words: Words) -> None:
    """A preset in mind stands for its hardware. Leaves with code 2 where it is unknown, or other
    hardware was named, too: one GPU does not run `v3-r1`."""
    if not preset:
        return
    if preset not in NEEDS:
        problem = words.say("advise.presets", names=", ".join(NEEDS))
        told = words.say("advise.bad", flag="--preset", value=preset, problem=problem)
        stop(told, WRONG_USE)
    _same_hardware(given, "--preset", preset, preset, words)


def tell_facts(words: Words, *, json: bool) -> None:
    """Claims beside what their sources say."""
    found = facts()
    if json:
        as_json(found)
        return
    for one in found.fact:
        print(words.say("advise.fact", claim=one.claim, verdict=one.verdict, truth=one.truth))
        print(f"  {one.link}\n")
    print(words.say("advise.verdict_as_of", as_of=f"{found.as_of}"))
