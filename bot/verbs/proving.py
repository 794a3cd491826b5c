"""`poc`: both models and the router over your own cases.

Refuses to spend before somebody has agreed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.verbs.printing import WRONG_USE, Json, stop

if TYPE_CHECKING:
    from bot.words import Words


def add_to(app: typer.Typer) -> None:
    """Register the verb of this file."""
    app.command()(poc)


def poc(
    dataset: Path | None = typer.Argument(
        None, help="JSON lines or CSV: id, task, question, files, expected, check, weight."
    ),
    sample: bool = typer.Option(False, "--sample", help="Our own 122 cases, English and Chinese."),
    out: Path | None = typer.Option(None, help="Folder for report and journal. [poc-NAME]"),
    yes: bool = typer.Option(False, "--yes", help="Agree to the estimated cost."),
    concurrency: int = typer.Option(4, min=1, max=256, help="Calls at once."),
    seed: int = typer.Option(0, help="Order of the calls."),
    limit: int = typer.Option(0, min=0, help="Only the first so many cases; 0: all."),
    judge: str = typer.Option("", help="Model that judges cases with the check judge."),
    judge_url: str = typer.Option("", help="Its base URL. [the reasoning seat's]"),
    share: bool = typer.Option(False, "--share", help="Leave all texts out of the report."),
    compare: tuple[Path, Path] | None = typer.Option(
        None, "--compare", help="Two reports: what changed from the first to the second."
    ),
    json: bool = Json,
) -> None:
    """Prove on your own questions which model is enough: quality, time, cost, in one page."""
    from bot.words import Words

    words = Words()
    named = str(dataset) if dataset is not None else ""
    _only_one(["--compare" * bool(compare), "--sample" * sample, named], words)
    if judge_url and not judge:
        stop(words.say("poc.wants", one="--judge-url", other="--judge"), WRONG_USE)
    if compare is not None:
        from bot.verbs.poc_compared import compared

        compared(*compare, words, json=json)
        return
    from bot.verbs.poc_agreed import Wanted
    from bot.verbs.poc_run import prove

    wanted = Wanted(
        dataset=dataset,
        out=out,
        yes=yes,
        at_once=concurrency,
        seed=seed,
        limit=limit,
        judge=judge,
        judge_url=judge_url,
        share=share,
        json=json,
    )
    prove(wanted, words)


def _only_one(named: list[str], words: Words) -> None:
    """Leaves with code 2 where nothing is named, or more than one thing."""
    what = [one for one in named if one]
    if len(what) > 1:
        stop(words.say("poc.contradict", one=what[0], other=what[1]), WRONG_USE)
    if not what:
        stop(words.say("poc.no_dataset"), WRONG_USE)
