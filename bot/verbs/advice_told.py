"""The guide's answer on a terminal.

Refuses to reckon: figures come from `bot.advice`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from rich import box
from rich.table import Table

from bot.advice.advising import Advice, advise, compared, passed_over
from bot.advice.choosing import THRESHOLD, choose
from bot.advice.facts import facts
from bot.advice.figures import figures
from bot.advice.measured import read_measured
from bot.advice.situation import MOST_CONTEXT, Situation
from bot.bootstrap.parts import preset_seats
from bot.seats import Seats
from bot.verbs.printing import WRONG_USE, as_json, stop
from bot.verbs.tables import lay, paper
from bot.words import Words


def tell(
    given: Mapping[str, str],
    numbers: Mapping[str, int],
    file: Path | None,
    words: Words,
    *,
    json: bool,
) -> None:
    """The advice, as JSON or in words. Leaves with code 2 for what is not a choice."""
    asked = _situation({k: v for k, v in (*given.items(), *numbers.items()) if v}, words)
    measured = read_measured(file) if file else None
    seats = preset_seats(choose(asked).preset)
    found = advise(asked, seats, words, measured)
    if json:
        as_json(found)
        return
    print("\n".join(_lines(found, asked, seats, words)))
    lay(paper(), _table(asked, seats, file, words))


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


def _lines(found: Advice, asked: Situation, seats: Seats, words: Words) -> list[str]:
    score = sum(reason.contribution for reason in found.reasons)
    label = seats.of(found.tier).label
    lines = [
        words.say(
            "advise.tier",
            label=label,
            tier=found.tier,
            preset=found.preset,
            score=f"{score:.1f}",
            threshold=THRESHOLD,
        )
    ]
    told = passed_over(asked, words)
    lines += [told] if told else []
    lines.append(
        words.say(
            "advise.cost",
            request=f"{found.cost_per_request:.4f}",
            month=f"{found.cost_per_month:,.2f}",
            requests=f"{asked.requests_per_day:,}",
        )
    )
    lines.append(words.say("advise.wait", wait=f"{found.wait_s:g}"))
    lines.append(
        words.say("advise.measured" if found.measured else "advise.estimate", as_of=found.as_of)
    )
    if found.preset != "deepseek" and not found.measured:
        lines.append(words.say("advise.own", rate=f"{figures().assumed.usd_per_gpu_hour:.2f}"))
    lines += ["", words.say("advise.reasons")]
    lines += [
        words.say(
            "advise.reason", name=one.name, value=one.value, contribution=f"{one.contribution:+.1f}"
        )
        for one in found.reasons
    ]
    lines.append(found.counterfactual)
    lines += ["", words.say("advise.run")]
    lines += [words.say("advise.command", command=command) for command in found.commands]
    tuning = found.fine_tune
    verdict = words.say(f"advise.verdict.{tuning.verdict}")
    lines += ["", words.say("advise.tune", verdict=verdict, why=tuning.why)]
    if tuning.cost is not None:
        cost = tuning.cost
        lines.append(
            words.say("advise.tuned", base=tuning.base, formula=cost.formula, as_of=f"{cost.as_of}")
        )
    consists = "; ".join(found.upkeep.consists_of)
    lines.append(words.say("advise.to_keep", level=found.upkeep.level, consists=consists))
    return lines


def _table(asked: Situation, seats: Seats, file: Path | None, words: Words) -> Table:
    preset = choose(asked).preset
    made = Table(title=words.say("advise.table.title", preset=preset), box=box.SIMPLE_HEAD)
    columns = compared(asked, seats, words, read_measured(file) if file else None)
    made.add_column("")
    for one in columns:
        made.add_column(one.label, justify="right")

    def row(name: str, *values: str) -> None:
        made.add_row(words.say(f"advise.table.{name}"), *values)

    none, hosted = words.say("advise.table.no_tuning"), words.say("advise.table.hosted")
    row("cost", *(f"${one.cost_per_request:.4f}" for one in columns))
    row(
        "tuning", *(none if one.tuning_usd is None else f"${one.tuning_usd:.2f}" for one in columns)
    )
    row("upkeep", *(one.upkeep for one in columns))
    row(
        "memory",
        *(
            words.say("advise.table.gigabytes", count=one.memory) if one.memory else hosted
            for one in columns
        ),
    )
    row("speed", *(f"{one.tokens_per_s:g}" for one in columns))
    return made


def tell_facts(words: Words) -> None:
    """Claims beside what their sources say."""
    found = facts()
    for one in found.fact:
        print(words.say("advise.fact", claim=one.claim, verdict=one.verdict, truth=one.truth))
        print(f"  {one.link}\n")
    print(words.say("advise.verdict_as_of", as_of=f"{found.as_of}"))
