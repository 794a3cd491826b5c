"""`ask`, `route`, `explain`: a question, its decision, its history.

Refuses to know models and stores; `bootstrap` assembles them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import typer

from bot.verbs.printing import WRONG_USE, Json, as_json, run, stop

TierName = Literal["fast", "reasoning"]


def add_to(app: typer.Typer) -> None:
    """Register the verbs of this file."""
    app.command()(ask)
    app.command()(route)
    app.command()(explain)


def ask(
    text: str = typer.Argument(..., help="The question; !fast, !think, !fresh work here, too."),
    tier: TierName | None = typer.Option(None, help="Ask this tier, whatever the router says."),
    fresh: bool = typer.Option(False, help="Skip the memory."),
    json: bool = Json,
) -> None:
    """Ask one question through the whole road."""
    from bot.settings import load_settings
    from bot.verbs.question import ask_once, told
    from bot.words.languages import ENGLISH, spoken_in

    answer, seats, extent = run(ask_once(load_settings(), text, tier, fresh=fresh))
    if json:
        as_json(answer.model_copy(update={"thoughts": ""}))
    else:
        print(told(answer, seats, extent, spoken_in(text) or ENGLISH))
    if not answer.answer.complete:
        raise typer.Exit(1)


def route(
    text: str | None = typer.Argument(None, help="A question; without one, a live prompt."),
    jsonl: Path | None = typer.Option(None, help='A file of {"id","text"} lines.'),
    explain: bool = typer.Option(False, "--explain", help="List everything that spoke, in words."),
    json: bool = Json,
) -> None:
    """Show the decision without calling a model."""
    from bot.settings import load_settings
    from bot.verbs import deciding
    from bot.words import Words

    settings = load_settings()
    if explain and (text is None or jsonl is not None):
        stop(Words().say("route.explain_wants"), WRONG_USE)
    if jsonl is not None:
        deciding.many(settings, jsonl)
    elif text is not None:
        deciding.one(settings, text, json=json, explain=explain)
    elif sys.stdin.isatty():
        deciding.typed(settings, json=json)
    else:
        deciding.piped(settings, json=json)


def explain(
    job_id: str = typer.Argument(..., metavar="ID", help="The id that stands with the answer."),
    json: bool = Json,
) -> None:
    """Show why an answer came out as it did, and its way through the ledger."""
    from bot.settings import load_settings
    from bot.verbs.question import explained, story

    found = run(explained(load_settings(), job_id.strip().upper()))
    if json:
        as_json(found[0])
    else:
        print(story(*found))
