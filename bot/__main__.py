"""`python -m bot`: the verbs, each loaded only when it is called.

Refuses to do work itself.
"""

from __future__ import annotations

import sys

import typer

from bot import __version__, egress
from bot.errors import PolicyError, SettingsError
from bot.verbs import asking, operating, processes, workspace

WRONG_USE = 2

app = typer.Typer(
    name="bot",
    help="Thinktwice: a Slack bot that answers fast, and thinks twice when it matters.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for room in (processes, asking, operating, workspace):
    room.add_to(app)


@app.callback(invoke_without_command=True)
def _top(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run one verb; settings and policy that are wrong end in one sentence and exit code 2."""
    import os

    # Before anything can connect; the settings proper are read by the verb.
    egress.enforce(os.environ.get("THINKTWICE_EGRESS", "any"))
    try:
        app()
    except (SettingsError, PolicyError):
        sys.exit(WRONG_USE)


if __name__ == "__main__":
    main()
