"""The guide's answer in words, the same on a terminal and in Slack.

Refuses to reckon and to know where it is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.advice.advising import Advice, Compared, compared, passed_over
from bot.advice.choosing import THRESHOLD
from bot.advice.figures import figures
from bot.advice.measured import Measured
from bot.advice.situation import Situation
from bot.request import Tier
from bot.seats import Seats
from bot.words import Words


def in_lines(found: Advice, asked: Situation, seats: Seats, words: Words) -> list[str]:
    """The advice, a line each."""
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
    if found.preset != "deepseek":
        lines.append(words.say("advise.own", rate=f"{figures().assumed.usd_per_gpu_hour:.2f}"))
    lines += ["", *_reasons(found, words)]
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


def _reasons(found: Advice, words: Words) -> list[str]:
    """What spoke for it, and what would have changed it."""
    return [
        words.say("advise.reasons"),
        *(
            words.say(
                "advise.reason",
                name=one.name,
                value=one.value,
                contribution=f"{one.contribution:+.1f}",
            )
            for one in found.reasons
        ),
        found.counterfactual,
    ]


def rows(columns: tuple[Compared, ...], words: Words) -> list[tuple[str, ...]]:
    """Both tiers side by side: what is compared, then each tier's figure."""
    none, hosted = words.say("advise.table.no_tuning"), words.say("advise.table.hosted")
    cells: dict[str, list[str]] = {
        "cost": [f"${one.cost_per_request:.4f}" for one in columns],
        "tuning": [none if one.tuning_usd is None else f"${one.tuning_usd:.2f}" for one in columns],
        "upkeep": [one.upkeep for one in columns],
        "memory": [
            words.say("advise.table.gigabytes", count=one.memory) if one.memory else hosted
            for one in columns
        ],
        "speed": [f"{one.tokens_per_s:g}" for one in columns],
    }
    return [(words.say(f"advise.table.{name}"), *values) for name, values in cells.items()]


def compared_lines(
    asked: Situation, seats: Seats, words: Words, measured: Mapping[Tier, Measured] | None = None
) -> list[str]:
    """The same as lines, where there are no tables."""
    columns = compared(asked, seats, words, measured)
    head = words.say("advise.table.title", preset=seats.preset)
    lines = ["", f"{head}: {words.listed(one.label for one in columns)}"]
    for name, *values in rows(columns, words):
        lines.append(words.say("advise.table.line", name=name, values=words.listed(values)))
    return lines
