"""`python -m bot`: the verbs, each loaded only when it is called.

Refuses to do work itself.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from bot import __version__, egress
from bot.errors import DatasetError, PolicyError, SettingsError, StoreError
from bot.verbs import (
    advising,
    asking,
    commanding,
    documents,
    operating,
    policy,
    processes,
    proving,
    scoring,
    voting,
    workspace,
)
from bot.words import Words

FAILED = 1
WRONG_USE = 2

app = typer.Typer(
    name="bot",
    help="Thinktwice: a Slack bot that answers fast, and thinks twice when it matters.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for room in (
    processes,
    asking,
    documents,
    scoring,
    advising,
    proving,
    operating,
    policy,
    workspace,
):
    room.add_to(app)
voting.add_to(app)
commanding.add_to(app)


@app.callback(invoke_without_command=True)
def _top(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run one verb; wrong settings, policies and files end in one sentence and exit code 2."""
    import os

    # A worker's slots share the machine: several threads for one small sum only get in each
    # other's way (measured: nine times slower under load). Before anything loads NumPy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Before anything can connect; the settings proper are read by the verb.
    egress.enforce(os.environ.get("THINKTWICE_EGRESS", "any"))
    commanding.add_installed(app, sys.argv[1:2])
    try:
        app()
    except (SettingsError, PolicyError, DatasetError) as error:
        values: dict[str, str | int | float] = {"detail": error.detail, **error.values}
        _leave(Words().say(error.key, **values), WRONG_USE)
    except StoreError as error:
        _leave(Words().say("terminal.store", detail=error.detail), FAILED)


def _leave(sentence: str, code: int) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
