"""What runs on this machine only: the local Slack, its load, scripted models.

Refuses to do anything at import; each function imports what it makes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.local_slack import LocalSlack

if TYPE_CHECKING:
    from adapters.playground.loads import Figures
    from adapters.playground.storm import Storm


def playground_of(
    port: int,
    mode: str,
    label: str,
    events_url: str = "",
    town: Path | None = None,
    folder: Path | None = None,
) -> LocalSlack:
    """The local Slack with our app in it, not started yet: as it was kept in `folder`, or else as
    `town` describes it; `label` is the reasoning seat's.

    Raises SettingsError for a town that cannot be read.
    """
    from adapters.playground.app import App
    from adapters.playground.seed import PACKAGED
    from adapters.playground.server import Playground
    from adapters.slack.manifest import shortcuts

    app = App(shortcuts=tuple(shortcuts(label)))
    return Playground(
        port=port,
        mode=mode,
        events_url=events_url,
        app=app,
        town=town or PACKAGED,
        folder=folder,
    )


async def load_figures(events: int, rate: float, cached: int) -> Figures:
    """What the real processes do under a bounded load from the local Slack."""
    from adapters.playground.loads import run

    return await run(events, rate, cached)


async def storm_figures(count: int, *, eased: bool) -> Storm:
    """What people see of so many questions at once, from the local Slack with its limits on."""
    from adapters.playground.storm import storm

    return await storm(count, eased=eased)


@asynccontextmanager
async def scripted_models(whole: str = "", first_s: float = 0.0) -> AsyncIterator[str]:
    """An OpenAI-compatible server on loopback with one scripted answer; its base URL.

    `whole` comes in one piece after `first_s`; without it four small words.
    """
    from adapters.playground.models import ModelServer, Script

    script = Script(text="four small words here", piece_s=0.001)
    if whole:
        script = Script(text=whole, pieces=(whole,), first_s=first_s)
    async with ModelServer(script) as server:
        yield server.url
