"""`play`, `serve`, `worker`: processes that run until they are told to stop.

Refuses to assemble them; `running` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from bot.verbs.printing import run

Mode = Literal["socket", "http"]
QueueName = Literal["quick", "deep"]


def add_to(app: typer.Typer) -> None:
    """Register the verbs of this file."""
    app.command()(play)
    app.command()(serve)
    app.command()(worker)


def play(
    port: int = typer.Option(8990, min=0, max=65535, help="Where; 0 takes any free port."),
    mode: Mode = typer.Option("socket", help="How events reach the bot."),
    events_url: str = typer.Option("", help="Deliver events to this address (another bot's)."),
    bot: bool = typer.Option(True, help="With the bot, or only the workspace."),
    browser: bool = typer.Option(True, help="Open the page in a browser where there is one."),
    seed: Path | None = typer.Option(
        None, help="Begin with the people and channels of this JSON file, and keep nothing."
    ),
    json: bool = typer.Option(False, "--json", help="Print one JSON line when ready."),
) -> None:
    """A local Slack workspace in the browser, with the bot in it. Needs no account and no key."""
    from bot.settings import load_settings
    from bot.verbs.running import play as go

    run(
        go(
            load_settings(),
            port=port,
            mode=mode,
            events_url=events_url,
            as_json=json,
            seed=seed,
            bot=bot,
            browser=browser and not json,
        )
    )


def serve() -> None:
    """The web process: takes Slack's events and records them before it acknowledges."""
    from bot.settings import load_settings
    from bot.verbs.running import serve as go

    run(go(load_settings()))


def worker(
    queue: QueueName | None = typer.Option(None, help="Serve only this queue; default both."),
) -> None:
    """The process that answers: asks the models and posts to Slack."""
    from bot.settings import load_settings
    from bot.verbs.running import work

    run(work(load_settings(), queue))
