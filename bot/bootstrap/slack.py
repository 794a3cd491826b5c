"""The processes that face Slack, and its manifest.

Refuses to do anything at import; each function imports what it assembles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from bot.bootstrap.house import House, crew, readiness
from bot.bootstrap.parts import documents
from bot.bootstrap.road import pipeline_of

if TYPE_CHECKING:
    from adapters.slack.front import SlackFront
    from adapters.slack.serving import Serving, SlackClient
    from bot.jobs.paces import Paces
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
    from adapters.slack.linked import linked_of
    from adapters.slack.replying import SlackReplies
    from adapters.slack.serving import client_of
    from adapters.slack.why import WhyWindow
    from bot.bootstrap.commands import running_of
    from bot.jobs.behind import Behind
    from bot.jobs.errands import Errands
    from bot.jobs.firsts import Firsts
    from bot.jobs.line import Line
    from bot.jobs.paces import Paces
    from bot.jobs.voted import Voted
    from bot.jobs.work import Work
    from bot.jobs.worker import Worker

    client, pipeline, sealer = client_of(house.settings), pipeline_of(house), house.sealer
    events, paces = house.events, Paces(house.store, house.space)
    front = _front(house, client, paces)
    window = WhyWindow(client, events)
    behind = Behind(house.ledger, pipeline, window, house.windows, sealer, events)
    voted = Voted(house.ledger, pipeline, sealer, events)
    firsts = Firsts(house.store, sealer, house.space)
    replies = SlackReplies(client, events)
    running = running_of(house, "worker", replies.line, linked_of(client, documents()[0]))
    errands = Errands(house.ledger, running, replies, sealer, events)
    line = Line(house.ledger, paces, lambda: crew(house))
    work = Work(
        house.ledger,
        pipeline,
        front,
        firsts,
        sealer,
        events,
        house.care,
        line,
        paces,
        behind,
        errands,
        voted,
    )
    return Worker(name, house.ledger, work, events, house.settings.lease_s)


def _front(house: House, client: SlackClient, paces: Paces) -> SlackFront:
    from adapters.slack.alerting import Alerting
    from adapters.slack.front import SlackFront
    from adapters.slack.operators import Operators
    from bot.jobs.defaults import Defaults

    operators = Operators(house.settings.operators, house.readers, house.events)
    return SlackFront(
        client,
        house.seats,
        house.sealer,
        house.policies,
        house.events,
        documents()[0],
        paces,
        Defaults(house.store, house.sealer, house.space),
        Alerting(client, operators, house.policies, house.care, house.events),
        house.readers,
    )


def manifest_of(
    mode: Literal["socket", "http"], url: str, prefix: str, name: str, label: str
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The manifest and the reason for each scope and event."""
    from adapters.slack.manifest import manifest, reasons

    return manifest(mode, label=label, url=url, prefix=prefix, name=name), reasons()
