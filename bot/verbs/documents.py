"""`read`: what the bot sees of files and of a thread, without a model.

Refuses to read itself; `reading` does.
"""

from __future__ import annotations

from pathlib import Path

import typer

from bot.verbs.printing import FAILED, WRONG_USE, Json, run, stop


def add_to(app: typer.Typer) -> None:
    """Register the verb of this file."""
    app.command()(read)


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
