"""`advise`: the selection guide, by flags or as questions.

Refuses to advise by itself; `bot.advice` does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import typer

from bot.verbs.printing import WRONG_USE, Json, stop

if TYPE_CHECKING:
    from bot.words import Words

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
    preset: str = typer.Option("", help="A preset in mind, instead of its hardware."),
    measured: Path | None = typer.Option(
        None, "--from", help="Take the figures from this report of poc --json."
    ),
    facts: bool = typer.Option(False, "--facts", help="What is claimed, and what is so."),
    json: bool = Json,
) -> None:
    """Advise on models for your work: tier, preset, commands, cost, wait, fine-tuning, upkeep."""
    from bot.verbs import advice_told
    from bot.words import Words

    words = Words()
    given = dict(zip(FLAGS, (task, latency, hardware, data, stakes), strict=True))
    numbers = {"context": context, "requests_per_day": requests_per_day}
    asked = any((*given.values(), *numbers.values(), measured, preset))
    if facts:
        if asked:
            stop(words.say("advise.facts_alone"), WRONG_USE)
        advice_told.tell_facts(words, json=json)
        return
    if not asked:
        given, numbers = _asked(words)
    advice_told.named(given, preset, words)
    advice_told.tell(given, numbers, measured, words, json=json)


def _asked(words: Words) -> tuple[dict[str, str], dict[str, int]]:
    """The same as questions, asked again until the answer is one; the default is the first
    choice."""
    from bot.advice.situation import Situation

    found, numbers = {}, {}
    try:
        for name, field in Situation.model_fields.items():
            question = words.say(f"advise.ask.{name}")
            if name in FLAGS:
                choices = get_args(field.annotation)
                asked = words.say("advise.choose", question=question, choices=", ".join(choices))
                read = _one_of(choices, words)
                found[name] = typer.prompt(asked, default=choices[0], err=True, value_proc=read)
            else:
                read_number = _above_zero(words)
                numbers[name] = typer.prompt(
                    question, default=field.default, err=True, value_proc=read_number
                )
    except (typer.Abort, EOFError):
        stop(words.say("advise.no_answer"), WRONG_USE)
    return found, numbers


def _one_of(choices: tuple[str, ...], words: Words) -> Callable[[str], str]:
    def read(said: str) -> str:
        if said.strip().lower() not in choices:
            raise typer.BadParameter(words.say("advise.presets", names=", ".join(choices)))
        return said.strip().lower()

    return read


def _above_zero(words: Words) -> Callable[[str], int]:
    def read(said: str) -> int:
        if not str(said).strip().isdecimal() or int(said) <= 0:
            raise typer.BadParameter(words.say("advise.positive"))
        return int(said)

    return read
