"""`advise`: the selection guide, by flags or as questions.

Refuses to advise by itself; `bot.advice` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import typer

from bot.verbs.printing import WRONG_USE, Json, as_json, stop

FLAGS = ("task", "latency", "hardware", "data", "stakes")


def add_to(app: typer.Typer) -> None:
    """Register the verb of this file."""
    app.command()(advise)


def advise(
    task: str = typer.Option("", help="simple or complex."),
    latency: str = typer.Option("", help="realtime, minutes or offline."),
    hardware: str = typer.Option("", help="Your own: none, one-gpu, eight-gpu or cluster."),
    data: str = typer.Option("", help="Labelled examples: none, small (to 1,000) or large."),
    stakes: str = typer.Option("", help="none or high."),
    context: int = typer.Option(0, help="Tokens that a typical request has read. [1000]"),
    requests_per_day: int = typer.Option(0, help="How many requests a day. [1000]"),
    measured: Path | None = typer.Option(
        None, "--from", help="Take the figures from this report of poc --json."
    ),
    facts: bool = typer.Option(False, "--facts", help="What is claimed, and what is so."),
    json: bool = Json,
) -> None:
    """Advise on models for your work: tier, preset, commands, cost, wait, fine-tuning, upkeep."""
    from bot.advice.facts import facts as known
    from bot.verbs import advice_told
    from bot.words import Words

    words = Words()
    if facts:
        if json:
            as_json(known())
        else:
            advice_told.tell_facts(words)
        return
    given = dict(zip(FLAGS, (task, latency, hardware, data, stakes), strict=True))
    if not any((*given.values(), context, requests_per_day, measured)):
        given = _asked()
    numbers = {"context": context, "requests_per_day": requests_per_day}
    advice_told.tell(given, numbers, measured, words, json=json)


def _asked() -> dict[str, str]:
    """The same as questions; the first choice is the default."""
    from bot.advice.situation import Situation
    from bot.words import Words

    words = Words()
    found = {}
    for name in FLAGS:
        choices = get_args(Situation.model_fields[name].annotation)
        asked = words.say(
            "advise.choose", question=words.say(f"advise.ask.{name}"), choices=", ".join(choices)
        )
        try:
            found[name] = typer.prompt(asked, default=choices[0], err=True)
        except (typer.Abort, EOFError):
            stop(words.say("advise.no_answer"), WRONG_USE)
    return found
