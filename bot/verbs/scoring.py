"""`evaluate`: the router and the near tier of the memory scored on labelled data.

Refuses to score anything itself; `bot.evaluation` does.
"""

from __future__ import annotations

from pathlib import Path

import typer

from bot.verbs.printing import WRONG_USE, Json, as_json, stop


def add_to(app: typer.Typer) -> None:
    """Register the verb of this file."""
    app.command()(evaluate)


def evaluate(
    labels: Path | None = typer.Option(
        None, help='A file of {"id","text","label","reason","lang"} lines.'
    ),
    outcomes: Path | None = typer.Option(
        None,
        help='A file of {"id","text","domain","fast_correct","reasoning_correct","fast_cost",'
        '"reasoning_cost"} lines.',
    ),
    pairs: Path | None = typer.Option(
        None, help='A file of {"a","b","same","kind"} lines: pairs of questions.'
    ),
    plots: Path | None = typer.Option(None, help="Also draw the figures as SVG in this folder."),
    most: int = typer.Option(10, min=0, help="List so many misses and so many false alarms."),
    json: bool = Json,
) -> None:
    """Score the router on labelled texts or recorded answers, or the memory on pairs."""
    from bot.settings import load_settings
    from bot.verbs import evaluating
    from bot.words import Words

    if sum(file is not None for file in (labels, outcomes, pairs)) != 1:
        stop(Words().say("evaluate.one_of"), WRONG_USE)
    if pairs is not None and plots is not None:
        stop(Words().say("evaluate.no_plots_of_pairs"), WRONG_USE)
    settings = load_settings()
    if pairs is not None:
        scored = evaluating.score_pairs(pairs, most)
    elif labels is not None:
        scored = evaluating.score_labels(settings, labels, most, draw=plots is not None)
    elif outcomes is not None:
        scored = evaluating.score_outcomes(settings, outcomes, draw=plots is not None)
    if json:
        as_json(scored.report)
    else:
        scored.tell()
    if plots is not None:
        evaluating.write_plots(plots, scored.plots, quiet=json)
