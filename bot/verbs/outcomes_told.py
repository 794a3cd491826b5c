"""The report on recorded outcomes as tables that fit 80 columns.

Refuses to compute; colour says nothing here that words do not.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from bot.evaluation.figures import NONE, cost, percent, points, ratio
from bot.evaluation.outcomes import ALL, Mix, OutcomesReport, Part, Ranking
from bot.seats import Seats
from bot.verbs.tables import lay, paper, table
from bot.words import Words


def tell_outcomes(report: OutcomesReport, seats: Seats, words: Words) -> None:
    """Print the report."""
    console, whole = paper(), report.whole
    label = seats.reasoning.label
    head = words.say(
        "evaluate.outcomes",
        file=report.file,
        rows=f"{report.rows:,}",
        domains=len(report.parts) - 1,
        policy=report.policy,
    )
    gap = words.say(
        "evaluate.told.gap",
        fast=seats.fast.label,
        reasoning=label,
        low=percent(whole.fast.quality),
        high=percent(whole.reasoning.quality),
        gap=points(whole.gap),
    )
    console.print(f"{head}\n{gap}")
    sd = next((one.sd for one in whole.rankings if one.name == "random"), None)
    console.print(words.say("evaluate.told.apgr", sd=ratio(sd)))
    if whole.remark:
        console.print(words.say(f"evaluate.remark.{whole.remark}"))
    parts = report.parts if len(report.parts) > 2 else report.parts[:1]
    for made in (
        _rankings(whole, seats, words),
        _domains(parts, seats, words),
        _equal(parts, label, words),
        _operating(parts, label, words),
    ):
        lay(console, made)
    console.print(f"\n{_causes(whole, label, words)}\n{words.say('evaluate.told.costs')}")


def _of(mix: Mix | None) -> tuple[str, str]:
    """Its cost, and that as a share of always reasoning."""
    return (cost(mix.cost), percent(mix.of_reasoning)) if mix else (NONE, NONE)


def _rankings(whole: Part, seats: Seats, words: Words) -> Table:
    title = words.say("evaluate.table.ranking")
    made = table(title, [words.say("evaluate.head.ranking")], ["apgr", "cpt50", "cpt80"], words)
    for key in ("quality", "cost"):
        made.add_column(words.say(f"evaluate.head.{key}"), justify="right")
    for one in whole.rankings:
        name = words.say(f"evaluate.ranking.{one.name}")
        made.add_row(name, ratio(one.apgr), percent(one.cpt50), percent(one.cpt80), NONE, NONE)
    for seat, mix in ((seats.fast, whole.fast), (seats.reasoning, whole.reasoning)):
        name = words.say(f"evaluate.ranking.{seat.tier}", label=seat.label)
        made.add_row(name, NONE, NONE, NONE, percent(mix.quality), cost(mix.cost))
    return made


def _ranking(part: Part, name: str) -> Ranking:
    return next(one for one in part.rankings if one.name == name)


def verdict(part: Part, words: Words) -> str:
    """Whether the router's order differs from random ones by more than two of their deviations."""
    router, chance = _ranking(part, "router"), _ranking(part, "random")
    if router.apgr is None or chance.apgr is None or chance.sd is None:
        return words.say(f"evaluate.remark.{part.remark}")
    ahead, room = router.apgr - chance.apgr, 2 * chance.sd
    kind = "better" if ahead > room else "worse" if ahead < -room else "like"
    said = words.say(f"evaluate.verdict.{kind}")
    return f"{said} ({words.say('evaluate.remark.few_rows')})" if part.remark else said


def _name(part: Part, words: Words) -> str:
    return words.say("evaluate.plot.all") if part.name == ALL else part.name


def _domains(parts: Sequence[Part], seats: Seats, words: Words) -> Table:
    made = table(
        words.say("evaluate.table.domains"), [words.say("evaluate.head.domain")], ["n"], words
    )
    for name in (
        seats.fast.label,
        seats.reasoning.label,
        *(words.say(f"evaluate.head.{key}") for key in ("apgr", "sd", "cpt50", "cpt80")),
    ):
        made.add_column(name, justify="right")
    made.add_column(words.say("evaluate.head.verdict"), overflow="fold")
    made.padding = (0, 1, 0, 0)
    for part in parts:
        router = _ranking(part, "router")
        made.add_row(
            _name(part, words),
            f"{part.n:,}",
            points(part.fast.quality),
            points(part.reasoning.quality),
            ratio(router.apgr),
            ratio(_ranking(part, "random").sd),
            percent(router.cpt50),
            percent(router.cpt80),
            verdict(part, words),
        )
    return made


def _equal(parts: Sequence[Part], label: str, words: Words) -> Table:
    title = words.say("evaluate.table.equal", label=label)
    made = table(title, [words.say("evaluate.head.domain")], [], words)
    names = ("router", "random", "length", "oracle")
    share = words.say("evaluate.head.of_reasoning", label=label)
    for name in names:
        made.add_column(words.say(f"evaluate.equal.{name}"), justify="right")
        made.add_column(share, justify="right")
    made.padding = (0, 1, 0, 0)
    for part in parts:
        cells = [cell for name in names for cell in _of(_ranking(part, name).equal)]
        made.add_row(_name(part, words), *cells)
    return made


def _operating(parts: Sequence[Part], label: str, words: Words) -> Table:
    made = table(
        words.say("evaluate.table.operating"), [words.say("evaluate.head.domain")], [], words
    )
    made.padding = (0, 1, 0, 0)
    for key in ("escalated", "quality", "same_share", "random_share", "recovered"):
        made.add_column(words.say(f"evaluate.head.{key}", label=label), justify="right")
    for key in ("cost", "of_reasoning", "random_equal"):
        made.add_column(words.say(f"evaluate.head.{key}", label=label), justify="right")
    for part in parts:
        here = part.operating
        made.add_row(
            _name(part, words),
            percent(here.mix.share),
            points(here.mix.quality),
            points(here.same_share),
            points(here.random_same_share),
            percent(here.pgr),
            *_of(here.mix),
            _of(here.random_equal)[0],
        )
    return made


def _causes(whole: Part, label: str, words: Words) -> str:
    causes = [
        words.say("evaluate.told.cause", cause=words.say(f"evaluate.rule.{cause}"), n=f"{n:,}")
        for cause, n in whole.operating.causes.items()
    ]
    if not causes:
        return words.say("evaluate.told.no_cause", label=label)
    return words.say("evaluate.told.causes", label=label, causes=", ".join(causes))
