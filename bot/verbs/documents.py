"""`read`: what the bot sees of files and of a thread, without a model; `summarize`: what matters
in them, with the words that bear it out.

Refuses to work itself; `reading` and `summarizing` do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from bot.request import Tier
from bot.verbs.printing import FAILED, WRONG_USE, Json, as_json, run, stop

#: What `--format` takes: a kind of text, or a form.
Format = Literal[
    "general", "contract", "incident", "paper", "support",
    "catch-up", "handover", "post-mortem", "reply",
]  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the verbs of this file."""
    app.command()(read)
    app.command()(summarize)


def read(
    files: list[Path] | None = typer.Argument(None, metavar="FILE…", help="Files to read."),
    thread: Path | None = typer.Option(
        None, help="A JSON list of Slack messages, as Slack exports them."
    ),
    json: bool = Json,
) -> None:
    """Print the units of files and of a thread, and name everything that was not read."""
    from bot.settings import load_settings
    from bot.verbs.reading import read_all, tell
    from bot.words import Words

    if not files and thread is None:
        stop(Words().say("read.nothing_named"), WRONG_USE)
    found = run(read_all(load_settings(), files or [], thread))
    tell(found, json=json)
    if not found.units:
        raise typer.Exit(FAILED)


def summarize(
    files: list[Path] | None = typer.Argument(None, metavar="FILE…", help="Files to summarize."),
    thread: Path | None = typer.Option(
        None, help="A JSON list of Slack messages, as Slack exports them."
    ),
    json: bool = Json,
    md: bool = typer.Option(False, "--md", help="Print Markdown with every quotation."),
    format: Format | None = typer.Option(
        None, help="The kind, or a form to hand an incident on in; else it is read off the text."
    ),
    tier: Tier | None = typer.Option(None, help="Who writes it; else the router decides."),
    language: str = typer.Option("", help="To write in; else the language of the text."),
    fresh: bool = typer.Option(False, "--fresh", help="Skip the memory."),
    ics: Path | None = typer.Option(None, help="Write a contract's dates as a calendar."),
    csv: Path | None = typer.Option(None, help="Write a contract's obligations as a table."),
) -> None:
    """Summarize files and a thread; every statement cites words that stand in them."""
    from bot.settings import load_settings
    from bot.verbs import summarizing
    from bot.words import Words

    if not files and thread is None:
        stop(Words().say("summary.nothing_named"), WRONG_USE)
    asked = summarizing.Asked(
        files=tuple(files or ()),
        thread=thread,
        kind=summarizing.kind_in(format),
        form=summarizing.form_in(format),
        tier=tier,
        language=language,
        fresh=fresh,
        quiet=json,
    )
    made = run(summarizing.summarized(load_settings(), asked))
    summarizing.written(made, ics, csv)
    if json:
        as_json(made.outcome.summary)
    else:
        print(summarizing.told(made, quotes=md))
    if not made.outcome.summary.read:
        raise typer.Exit(FAILED)
