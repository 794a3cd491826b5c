"""`calibrate`: votes beside the decisions they are about.

Refuses to change a threshold; it shows what another one would do.
"""

from __future__ import annotations

import typer

from bot.verbs.printing import Json, as_json, run


def add_to(app: typer.Typer) -> None:
    """Register the verb of this file."""
    app.command()(calibrate)


def calibrate(
    threshold: float | None = typer.Option(None, help="Also show what this threshold would do."),
    model: bool = typer.Option(False, "--wrong-model", help="Only votes for the wrong model."),
    json: bool = Json,
) -> None:
    """Show people's votes with what was decided, and what the router would decide now."""
    from bot.settings import load_settings
    from bot.verbs.votes_told import in_words, votes_of

    found = run(votes_of(load_settings(), threshold, wrong_model=model))
    if json:
        as_json(found)
    else:
        print(in_words(found))
