"""Commands as verbs: the same names and words as behind `/thinktwice`, those of plug-ins included.

Refuses to know what they do. A verb that exists in its own right keeps its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from bot.commands.names import NAMES
from bot.verbs.printing import FAILED, WRONG_USE, Json, as_json, run, stop
from bot.words import Words

#: Their answers appear in Slack; a terminal asks with `ask`.
ELSEWHERE = frozenset({"think", "compare"})
Yes = typer.Option(False, "--yes", help="Do it without asking.")
Rest = typer.Argument(None, metavar="…", help="The same words as behind /thinktwice.")
#: Flags of a command's own (--csv) are words like the others.
LOOSE = {"ignore_unknown_options": True}


def add_to(app: typer.Typer) -> None:
    """Register the built-in commands that are no verbs yet. Loads none of them."""
    words = Words()
    for name in NAMES:
        if name not in {*verbs(app), *ELSEWHERE}:
            said = words.say(f"commands.help.{name}", fast="", reasoning="")
            app.command(name, help=said, context_settings=LOOSE)(_verb(name))


def add_installed(app: typer.Typer, first: Sequence[str]) -> None:
    """Register those of installed packages, where the first word may be one of them, or wants to
    know them all."""
    if first and first[0] in verbs(app):
        return
    from bot.plugins import COMMANDS, installed

    if not installed(COMMANDS):
        return
    from bot.bootstrap.commands import commands
    from bot.commands.command import Caller
    from bot.commands.registry import help_of

    everyone = commands().all(Caller(id="", kind="terminal", operator=True))
    for one in everyone:
        if one.name not in {*verbs(app), *ELSEWHERE}:
            said = help_of(one, Words())
            app.command(one.name, help=said, context_settings=LOOSE)(_verb(one.name))


def verbs(app: typer.Typer) -> set[str]:
    """The names that are taken."""
    single = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    return single | {str(one.name) for one in app.registered_groups}


def _verb(name: str) -> Callable[[list[str] | None, bool, bool], None]:
    def verb(words: list[str] | None = Rest, yes: bool = Yes, json: bool = Json) -> None:
        from bot.settings import load_settings
        from bot.verbs.ordered import carry_out

        ended = run(carry_out(load_settings(), " ".join([name, *(words or [])]), yes=yes))
        outcome = ended.outcome
        if json:
            for shape in ended.shapes:
                as_json(shape)
        elif outcome.state in ("refused", "failed"):
            stop(outcome.text, WRONG_USE if outcome.state == "refused" else FAILED)
        elif outcome.state == "asks":
            stop(Words().say("commands.add_yes", text=outcome.text), FAILED)
        else:
            print(outcome.text)
        if outcome.state != "done":
            raise typer.Exit(WRONG_USE if outcome.state == "refused" else FAILED)

    return verb
