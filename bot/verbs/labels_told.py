"""The report on labelled texts as tables that fit 80 columns.

Refuses to compute; colour says nothing here that words do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.dataset import Label
from bot.evaluation.figures import interval
from bot.evaluation.intervals import Rate
from bot.evaluation.labels import FIELDS, Both, LabelsReport, Miss, Named
from bot.routing.stakes import CATEGORIES
from bot.seats import Seats
from bot.verbs.tables import lay, paper, table
from bot.words import Words

DECIDED = (*CATEGORIES, "length", "score", "fast")
INDENT = " " * 8


def field_name(name: str, words: Words) -> str:
    """A reason as people read it; one that is not ours as the file has it."""
    return words.say(f"evaluate.field.{name}") if name in FIELDS else name


def tell_labels(report: LabelsReport, seats: Seats, words: Words, most: int) -> None:
    """Print the report; `most` misses and as many false alarms were asked for."""
    console = paper()
    fast, reasoning = seats.fast.label, seats.reasoning.label
    console.print(
        words.say(
            "evaluate.labels",
            file=report.file,
            rows=f"{report.rows:,}",
            deep=f"{report.deep:,}",
            quick=f"{report.quick:,}",
            policy=report.policy,
        )
    )
    for part in (
        _recall(report, reasoning, words),
        _alarms(report, reasoning, words),
        _languages(report.by_language, words),
        _lengths(report.by_length, words),
        _rules(report, reasoning, words),
        _confusion(report, seats, words),
        _decided(report, fast, words),
    ):
        lay(console, part)
    if most:
        total = sum(one.n for one in report.confusion if (one.label, one.tier) == ("deep", "fast"))
        title = words.say("evaluate.table.misses", label=fast)
        _list(console, title, report.worst_misses, total, words.say("evaluate.all_found"), words)
        total = report.alarms[0].rate.hits
        title = words.say("evaluate.table.false_alarms", label=reasoning)
        _list(console, title, report.worst_alarms, total, words.say("evaluate.no_alarm"), words)


def _rates(title: str, rows: Iterable[tuple[str, Named]], words: Words) -> Table:
    made = table(title, [words.say("evaluate.head.part")], ["n", "hits", "rate"], words)
    for name, one in rows:
        made.add_row(name, f"{one.rate.n:,}", f"{one.rate.hits:,}", interval(one.rate, words))
    return made


def _indented(one: Named, words: Words) -> tuple[str, Named]:
    return words.say("evaluate.part.of", name=field_name(one.name, words)), one


def _recall(report: LabelsReport, label: str, words: Words) -> Table:
    every, stakes, plain = report.recall
    stake = [one for one in report.recall_by_reason if one.name in CATEGORIES]
    others = [one for one in report.recall_by_reason if one.name not in CATEGORIES]
    rows = [
        (words.say("evaluate.part.all_deep"), every),
        (words.say("evaluate.part.high_stakes"), stakes),
        *(_indented(one, words) for one in stake),
        *((field_name(one.name, words), one) for one in others),
    ]
    if plain.rate.n:
        rows.append((words.say("evaluate.part.plain"), plain))
    return _rates(words.say("evaluate.table.recall", label=label), rows, words)


def _alarms(report: LabelsReport, label: str, words: Words) -> Table:
    every, everyday, decoys, long = report.alarms
    rows = [
        (words.say("evaluate.part.all_quick"), every),
        (words.say("evaluate.part.everyday"), everyday),
        (words.say("evaluate.part.decoys"), decoys),
    ]
    if long.rate.n:
        rows.append((words.say("evaluate.part.long_quick"), long))
    rows += [_indented(one, words) for one in report.alarms_by_reason]
    return _rates(words.say("evaluate.table.alarms", label=label), rows, words)


def _short(rate: Rate, words: Words) -> str:
    if rate.share is None or rate.low is None or rate.high is None:
        return words.say("evaluate.no_rows")
    share, low, high = (f"{value * 100:.0f}" for value in (rate.share, rate.low, rate.high))
    return words.say("evaluate.rate_short", share=share, low=low, high=high)


def _languages(parts: Sequence[Both], words: Words) -> Table:
    """Stakes found, everyday and decoy alarms, a part a row."""
    made = table(
        words.say("evaluate.table.language"),
        [words.say("evaluate.head.language")],
        ["n", "stakes", "n", "everyday", "n", "decoys"],
        words,
    )
    for one in parts:
        cells = [one.name]
        for rate in (one.stakes, one.everyday, one.decoys):
            cells += [f"{rate.n:,}", _short(rate, words)]
        made.add_row(*cells)
    return made


def _lengths(parts: Sequence[Both], words: Words) -> Table:
    made = table(
        words.say("evaluate.table.length"),
        [words.say("evaluate.head.length")],
        ["n", "deep", "n", "stakes", "n", "all_alarms"],
        words,
    )
    for one in parts:
        cells = [words.say(f"evaluate.length.{one.name}")]
        for rate in (one.recall, one.stakes, one.alarms):
            cells += [f"{rate.n:,}", _short(rate, words)]
        made.add_row(*cells)
    return made


def _rules(report: LabelsReport, label: str, words: Words) -> Table:
    made = table(
        words.say("evaluate.table.rules", label=label),
        [words.say("evaluate.head.rule")],
        ["deep_n", "alone", "quick_n", "alone"],
        words,
    )
    for one in report.caught:
        counts = (one.deep, one.deep_alone, one.quick, one.quick_alone)
        made.add_row(words.say(f"evaluate.rule.{one.rule}"), *(f"{count:,}" for count in counts))
    return made


def _confusion(report: LabelsReport, seats: Seats, words: Words) -> Table:
    title = words.say("evaluate.table.confusion")
    made = table(title, [words.say("evaluate.head.label")], [], words)
    for tier in (seats.reasoning, seats.fast):
        made.add_column(tier.label, justify="right")
    labels: tuple[Label, ...] = ("deep", "quick")
    for label in labels:
        counts = {one.tier: one.n for one in report.confusion if one.label == label}
        made.add_row(label, f"{counts['reasoning']:,}", f"{counts['fast']:,}")
    return made


def _decided(report: LabelsReport, fast: str, words: Words) -> Table:
    """Deep rows by their reason, quick ones together, against what they were decided as."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in report.decided:
        name = one.reason if one.label == "deep" else "quick"
        counts[name][one.decided] += one.n
    title = words.say("evaluate.table.decided")
    made = table(title, [words.say("evaluate.head.field")], [], words)
    made.padding = (0, 0, 0, 0)
    for name in DECIDED:
        made.add_column(
            fast if name == "fast" else words.say(f"evaluate.short.{name}"), justify="right"
        )
    order = [*FIELDS, *sorted(counts.keys() - {*FIELDS, "quick"}), "quick"]
    for name in order:
        if name in counts:
            row = [f"{counts[name][decided]:,}" for decided in DECIDED]
            made.add_row(
                words.say("evaluate.field.quick") if name == "quick" else field_name(name, words),
                *row,
            )
    return made


def _list(
    console: Console, title: str, rows: Sequence[Miss], total: int, empty: str, words: Words
) -> None:
    console.print()
    console.print(Text(title, style="bold"))
    if not rows:
        console.print(empty)
    for one in rows:
        head = words.say(
            "evaluate.miss.head",
            depth=f"{one.depth:+6.2f}",
            lang=one.lang,
            reason=field_name(one.reason, words) or words.say("evaluate.miss.no_reason"),
            field=field_name(one.field, words),
            score=f"{one.score:+.2f}",
            id=one.id,
        )
        console.print(Text(head))
        for line in Text(one.text).wrap(console, console.width - len(INDENT)):
            console.print(Text(INDENT) + line)
    if len(rows) < total:
        console.print(words.say("evaluate.more", shown=len(rows), all=total))
