"""`status`, `jobs`, `doctor`: looking at an installation.

Refuses to change it.
"""

from __future__ import annotations

import typer

from bot.verbs.printing import FAILED, Json, as_json, run


def add_to(app: typer.Typer) -> None:
    """Register the verbs of this file."""
    app.command()(status)
    app.command()(jobs)
    app.command()(doctor)


def status(json: bool = Json) -> None:
    """Show workers, queues, models, store and spending."""
    from bot.commands.stating import in_words
    from bot.settings import load_settings
    from bot.verbs.looking import status_of
    from bot.words import Words

    found = run(status_of(load_settings()))
    if json:
        as_json(found)
    else:
        print(in_words(found, Words()))


def jobs(
    limit: int = typer.Option(50, min=1, max=1000, help="At most this many."), json: bool = Json
) -> None:
    """Show questions that are not answered yet, oldest first."""
    from bot.commands.stating import job_line
    from bot.settings import load_settings
    from bot.verbs.looking import jobs_of
    from bot.words import Words

    for line in run(jobs_of(load_settings(), limit)):
        if json:
            as_json(line)
        else:
            print(job_line(line, Words()))


def doctor(json: bool = Json) -> None:
    """Check settings, store, models and Slack; every failure comes with its remedy."""
    from bot.bootstrap.checking import checks
    from bot.commands.findings import finding_line
    from bot.settings import load_settings
    from bot.words import Words

    findings = run(checks(load_settings()))
    for finding in findings:
        if json:
            as_json(finding)
        else:
            print(finding_line(finding, Words()))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)
