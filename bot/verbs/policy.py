"""`policy`: what is in force and why, what another file would change, changes and their undoing.

Refuses to know layers and stores; `ruling` does the work.
"""

from __future__ import annotations

from pathlib import Path

import typer

from bot.verbs.printing import FAILED, Json, as_json, run

room = typer.Typer(
    help="Show and change the policy: who is asked, what may be spent, what is kept.",
    invoke_without_command=True,
    add_completion=False,
)
Channel = typer.Option("", help="As it is in this channel (its id, C0123ABCD).")


def add_to(app: typer.Typer) -> None:
    """Register the verbs of this file."""
    app.add_typer(room, name="policy")


@room.callback()
def top(context: typer.Context, channel: str = Channel, json: bool = Json) -> None:
    """Show and change the policy: who is asked, what may be spent, what is kept."""
    if context.invoked_subcommand is None:
        show(channel, json)


@room.command()
def show(channel: str = Channel, json: bool = Json) -> None:
    """Which rule comes first, then every key with its value and where that was written."""
    from bot.commands.policy_told import policy_in_words
    from bot.settings import load_settings
    from bot.verbs.ruling import show_of
    from bot.words import Words

    found = run(show_of(load_settings(), channel))
    if json:
        as_json(found)
    else:
        print(policy_in_words(found, Words()))


@room.command()
def diff(
    file: Path = typer.Argument(..., help="A policy file that is not in force yet."),
    limit: int = typer.Option(200, min=0, max=1000, help="Look at so many recorded decisions."),
    json: bool = Json,
) -> None:
    """What would change with this file: keys, and recorded decisions decided anew."""
    from bot.settings import load_settings
    from bot.verbs.ruling import diff_in_words, diff_of

    found = run(diff_of(load_settings(), file, limit))
    if json:
        as_json(found)
    else:
        print(diff_in_words(found))


# A value may begin with a minus.
@room.command("set", context_settings={"ignore_unknown_options": True})
def change(
    key: str = typer.Argument(
        ..., help="As policy shows it; channels.C0123ABCD.… for one channel."
    ),
    value: str = typer.Argument(..., help="As a file would say it; quotes may be left out."),
    json: bool = Json,
) -> None:
    """Change a key on every process, until it is undone; the file may forbid it."""
    from bot.commands.policy_told import set_in_words
    from bot.settings import load_settings
    from bot.verbs.ruling import set_key
    from bot.words import Words

    found = run(set_key(load_settings(), key, value))
    if found is None:
        print(Words().say("policy.same", key=key))
    elif json:
        as_json(found[0])
    else:
        print(set_in_words(*found, Words()))


@room.command()
def undo(json: bool = Json) -> None:
    """Take the last change back."""
    from bot.commands.policy_told import undo_in_words
    from bot.settings import load_settings
    from bot.verbs.ruling import undo_last
    from bot.words import Words

    found = run(undo_last(load_settings()))
    if found is None:
        print(Words().say("policy.nothing"))
        raise typer.Exit(FAILED)
    if json:
        as_json(found[0])
    else:
        print(undo_in_words(*found, Words()))


@room.command()
def check(file: Path = typer.Argument(..., help="A policy file."), json: bool = Json) -> None:
    """Say everything that is wrong with a file: line, key, reason."""
    from bot.verbs.ruling import check_in_words, check_of

    found = check_of(file)
    if json:
        as_json(found)
    else:
        print(check_in_words(found))
    if found.problems:
        raise typer.Exit(FAILED)
