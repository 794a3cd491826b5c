"""The processes that face Slack, its manifest and its check.

Refuses to do anything at import; each function imports what it assembles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from bot.bootstrap.house import House, readiness
from bot.bootstrap.parts import documents
from bot.bootstrap.road import pipeline_of
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.slack.serving import Serving
    from bot.jobs.worker import Worker


def serving_of(house: House, metrics: Callable[[], bytes]) -> Serving:
    """The web process. Raises SettingsError when tokens are missing or wrong."""
    from adapters.slack.listening import listening
    from adapters.slack.operators import Operators
    from adapters.slack.replying import SlackReplies
    from adapters.slack.serving import Serving, client_of
    from bot.bootstrap.commands import running_of

    replies = SlackReplies(client_of(house.settings), house.events)
    running = running_of(house, "web", replies.line)
    operators = Operators(house.settings.operators, house.readers, house.events)
    listeners = listening(house, running, operators)
    return Serving(house.settings, listeners, lambda: readiness(house), metrics)


def worker_of(house: House, name: str) -> Worker:
    """A worker that answers in Slack. Raises SettingsError."""
    from adapters.slack.front import SlackFront
    from adapters.slack.replying import SlackReplies
    from adapters.slack.serving import client_of
    from adapters.slack.why import WhyWindow
    from bot.bootstrap.commands import running_of
    from bot.jobs.behind import Behind
    from bot.jobs.errands import Errands
    from bot.jobs.firsts import Firsts
    from bot.jobs.work import Work
    from bot.jobs.worker import Worker

    client, pipeline, sealer = client_of(house.settings), pipeline_of(house), house.sealer
    front = SlackFront(
        client,
        house.seats,
        sealer,
        house.policies,
        house.events,
        documents()[0],
        house.readers,
    )
    window, events = WhyWindow(client, house.events), house.events
    behind = Behind(house.ledger, pipeline, window, house.windows, sealer, events)
    firsts = Firsts(house.store, sealer, house.space)
    replies = SlackReplies(client, events)
    running = running_of(house, "worker", replies.line)
    errands = Errands(house.ledger, running, replies, sealer, events)
    work = Work(house.ledger, pipeline, front, firsts, sealer, events, house.care, behind, errands)
    return Worker(name, house.ledger, work, events, house.settings.lease_s)


def manifest_of(
    mode: Literal["socket", "http"], url: str, prefix: str, name: str
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The manifest and the reason for each scope and event."""
    from adapters.slack.manifest import manifest, reasons

    return manifest(mode, url=url, prefix=prefix, name=name), reasons()


async def check_slack(settings: Settings) -> list[tuple[str, bool, str]]:
    """(what, fine, detail) for tokens and scopes. Raises SettingsError."""
    from adapters.slack.checking import check
    from adapters.slack.serving import client_of

    return await check(client_of(settings), settings.slack_app_token.get_secret_value())
