"""`manifest`, `words`, `bench`: the Slack app, all texts, the benchmarks.

Refuses to connect to Slack.
"""

from __future__ import annotations

from typing import Literal

import typer

from bot.verbs.printing import FAILED, WRONG_USE, Json, as_json, run, stop

Mode = Literal["socket", "http"]


def add_to(app: typer.Typer) -> None:
    """Register the verbs of this file."""
    app.command()(manifest)
    app.command()(words)
    app.command()(bench)


def manifest(
    mode: Mode = typer.Option("socket", help="How Slack will reach the bot."),
    url: str = typer.Option("", help="Public base URL, for http and for many workspaces."),
    prefix: str = typer.Option("", help="Before each command: tt- makes /tt-ask."),
    name: str = typer.Option("Thinktwice", help="The app's name."),
    many: bool = typer.Option(False, "--many", help="Many workspaces, connected in a browser."),
) -> None:
    """Print the manifest to create the Slack app from; reasons go to standard error."""
    import json as jsonlib
    import re
    import sys

    from bot.bootstrap.parts import seats_of
    from bot.bootstrap.slack import manifest_of
    from bot.settings import load_settings
    from bot.words import Words

    if many and not url.startswith("https://"):
        stop("--many wants --url https://…, the public address that browsers can reach", WRONG_USE)
    if mode == "http" and not url.startswith("https://"):
        stop(
            "--mode http wants --url https://…, the public address that Slack can reach", WRONG_USE
        )
    if not re.fullmatch(r"[a-z0-9-]{0,20}", prefix):
        stop("--prefix takes lower-case letters, digits and hyphens", WRONG_USE)
    label = seats_of(load_settings()).reasoning.label
    made, reasons = manifest_of(mode, url, prefix, name, label, many=many)
    print(jsonlib.dumps(made, indent=2))
    said = Words()
    print(said.say("manifest.reasons"), file=sys.stderr)
    for scope, reason in reasons:
        print(said.say("manifest.reason", name=scope, reason=reason), file=sys.stderr)


def words(language: str = typer.Option("en", help="Which language.")) -> None:
    """Print every sentence that people read, as one page."""
    from bot.words import catalogue

    found = catalogue(language)
    if not found:
        stop(f"there is no catalogue for {language!r}; English is en", WRONG_USE)
    room = ""
    for key, sentence in found.items():
        head = key.rsplit(".", 1)[0]
        if head != room:
            room = head
            print(f"\n## {room}")
        print(f"{key.rsplit('.', 1)[1]}: {sentence}")


def bench(
    quick: bool = typer.Option(False, help="Shorter loads, under 50 s; no row is dropped."),
    only: str = typer.Option("", help="Only the row with this name."),
    json: bool = Json,
) -> None:
    """Measure this machine against the bars; exit code 1 when one does not hold."""
    from bot.verbs.measuring import measure, row_line
    from bot.words import Words

    found = run(measure(quick=quick, only=only))
    if json:
        as_json(found)
    else:
        print(Words().say("bench.machine", machine=found.machine, date=found.date))
        for row in found.rows:
            print(row_line(row))
    if any(row.holds is False for row in found.rows):
        raise typer.Exit(FAILED)
