"""The evaluations from file to report: read, route in batches, score, tell, draw.

Refuses to call a model; marks in a text are text here, not wishes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.bootstrap.parts import classifier, seats_of
from bot.decision import Decision
from bot.evaluation import labels as by_label
from bot.evaluation import outcomes as by_outcome
from bot.evaluation import pairs as by_pair
from bot.evaluation.dataset import Labelled, Outcome, read_labels, read_outcomes
from bot.evaluation.plots import quality_plot, recall_plot
from bot.routing.meaning import Meaning
from bot.routing.policy import load_policy
from bot.routing.router import Router
from bot.seats import Seats
from bot.settings import Settings
from bot.verbs.labels_told import field_name, tell_labels
from bot.verbs.outcomes_told import tell_outcomes
from bot.verbs.pairs_told import tell_pairs
from bot.verbs.printing import WRONG_USE, stop
from bot.verbs.routed import judged, plain_request
from bot.words import Words

Plots = dict[str, str]


@dataclass(frozen=True)
class Scored:
    """A report, how to tell it on a terminal, and its plots by file name."""

    report: BaseModel
    tell: Callable[[], None]
    plots: Plots


def score_labels(settings: Settings, file: Path, most: int, *, draw: bool) -> Scored:
    """The report on labelled texts. Raises DatasetError, PolicyError, SettingsError."""
    rows = read_labels(file)
    policy, seats, words = load_policy(settings.policy), seats_of(settings), Words()
    found = _routed(rows, Router(policy, classifier=classifier()), words)
    cases = [
        by_label.Case(row, decision, meaning)
        for row, (decision, meaning) in zip(rows, found, strict=True)
    ]
    report = by_label.report(
        cases,
        file=str(file),
        policy=policy.fingerprint,
        caution=policy.stakes.caution,
        most=most,
    )
    plots = _recall_plots(report, seats, words) if draw else {}
    return Scored(report, lambda: tell_labels(report, seats, words, most), plots)


def score_outcomes(settings: Settings, file: Path, *, draw: bool) -> Scored:
    """The report on recorded outcomes. Raises DatasetError, PolicyError, SettingsError."""
    rows = read_outcomes(file)
    policy, seats, words = load_policy(settings.policy), seats_of(settings), Words()
    found = _routed(rows, Router(policy, classifier=classifier()), words)
    decisions = [decision for decision, _ in found]
    report = by_outcome.report(rows, decisions, file=str(file), policy=policy.fingerprint)
    plots = _quality_plots(report, rows, decisions, seats, words) if draw else {}
    return Scored(report, lambda: tell_outcomes(report, seats, words), plots)


def score_pairs(file: Path, most: int) -> Scored:
    """The report on pairs of questions. Raises DatasetError."""
    found = by_pair.judge(by_pair.read_pairs(file))
    report = by_pair.report(found)
    return Scored(report, lambda: tell_pairs(found, str(file), Words(), most), {})


def write_plots(folder: Path, plots: Plots, *, quiet: bool) -> None:
    """Write them, and say where. Leaves with code 2 where that cannot be done."""
    words = Words()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, drawn in plots.items():
            (folder / name).write_text(drawn, encoding="utf-8")
    except OSError as error:
        problem = error.strerror or str(error)
        stop(words.say("evaluate.no_plots", folder=str(folder), problem=problem), WRONG_USE)
    for name in plots:
        said = words.say("evaluate.wrote", file=str(folder / name))
        print(said, file=sys.stderr if quiet else sys.stdout)


def _routed(
    rows: Sequence[Labelled] | Sequence[Outcome], router: Router, words: Words
) -> list[tuple[Decision, Meaning]]:
    """Each row's decision and meaning, in order; a bar shows how far it is, on a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    requests = [plain_request(row.text) for row in rows]
    found = []
    with bar:
        task = bar.add_task(words.say("evaluate.reading", rows=f"{len(rows):,}"), total=len(rows))
        for one in judged(requests, router, words=False):
            found.append(one)
            bar.advance(task)
    return found


def _recall_plots(report: by_label.LabelsReport, seats: Seats, words: Words) -> Plots:
    label, axis = seats.reasoning.label, words.say("evaluate.plot.axis")
    recall, alarms = report.recall, report.alarms
    found = [
        (words.say("evaluate.part.all_deep"), recall[0]),
        (words.say("evaluate.part.high_stakes"), recall[1]),
        *((field_name(one.name, words), one) for one in report.recall_by_reason),
    ]
    alarmed = [
        (words.say("evaluate.part.all_quick"), alarms[0]),
        (words.say("evaluate.part.everyday"), alarms[1]),
        (words.say("evaluate.part.decoys"), alarms[2]),
    ]
    spoken = [
        (one.name, by_label.Named(name=one.name, rate=one.stakes)) for one in report.by_language
    ]
    return {
        "recall.svg": recall_plot(
            words.say("evaluate.plot.recall", label=label), axis, found, words
        ),
        "alarms.svg": recall_plot(
            words.say("evaluate.plot.alarms", label=label), axis, alarmed, words
        ),
        "languages.svg": recall_plot(words.say("evaluate.plot.language"), axis, spoken, words),
    }


def _quality_plots(
    report: by_outcome.OutcomesReport,
    rows: Sequence[Outcome],
    decisions: Sequence[Decision],
    seats: Seats,
    words: Words,
) -> Plots:
    """One for all rows, and one a domain where there are several."""
    labels = (seats.fast.label, seats.reasoning.label)
    plots: Plots = {}
    for index, part in enumerate(report.parts[: 1 if len(report.parts) == 2 else None]):
        own = [
            (row, decision)
            for row, decision in zip(rows, decisions, strict=True)
            if not index or row.domain == part.name
        ]
        mine, found = [row for row, _ in own], [decision for _, decision in own]
        curves = by_outcome.rankings(mine, found)
        here = by_outcome.operating_point(mine, found)
        shown = part if index else part.model_copy(update={"name": words.say("evaluate.plot.all")})
        name = "quality.svg" if not index else f"quality-{index}-{_plain(part.name)}.svg"
        plots[name] = quality_plot(shown, curves, here, labels, words)
    return plots


def _plain(name: str) -> str:
    """A domain's name as part of a file's name."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:40]
