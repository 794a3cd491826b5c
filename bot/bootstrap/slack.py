"""The processes that face Slack, and its manifest.

Refuses to do anything at import; each function imports what it assembles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

from bot.bootstrap.house import House, attended, crew, readiness
from bot.bootstrap.parts import documents
from bot.bootstrap.road import pipeline_of
from bot.bootstrap.workspaces import workspaces_of

if TYPE_CHECKING:
    from adapters.slack.front import SlackFront
    from adapters.slack.serving import Serving, SlackClient
    from adapters.slack.workspaces import Workspaces
    from bot.jobs.paces import Paces
    from bot.jobs.work import Work
    from bot.jobs.worker import Worker
    from bot.pipeline import Pipeline


def serving_of(house: House, metrics: Callable[[], bytes]) -> Serving:
    """The web process. Raises SettingsError when tokens are missing or wrong."""
    from adapters.slack.authorizing import Authorizing
    from adapters.slack.connecting import Connecting
    from adapters.slack.listening import listening
    from adapters.slack.operators import Operators
    from adapters.slack.replying import OperatorsLine
    from adapters.slack.serving import Serving
    from adapters.slack.unattended import Unattended
    from adapters.slack.workspaces import ManyWorkspaces
    from bot.bootstrap.commands import running_of

    workspaces, settings, events = workspaces_of(house), house.settings, house.events
    running = running_of(house, "web", OperatorsLine(workspaces, events).say)
    operators = Operators(settings.operators, house.readers, events, many=settings.many_workspaces)
    unattended = Unattended(house.ledger, partial(attended, house), house.readers, events)
    listeners = listening(house, running, operators, unattended)
    connecting = None
    if isinstance(workspaces, ManyWorkspaces):
        authorizing = Authorizing(workspaces, house.installations, house.policies, events)
        connecting = Connecting(settings, house.installations, authorizing, events)
    ready, closing = partial(readiness, house), unattended.close
    return Serving(settings, listeners, ready, metrics, connecting, closing=closing)


def worker_of(house: House, name: str) -> Worker:
    """A worker that answers in Slack. Raises SettingsError."""
    from bot.bootstrap.commands import running_of
    from bot.jobs.errands import Errands
    from bot.jobs.paces import Paces
    from bot.jobs.teams import ByTeam, Gone, Nobody
    from bot.jobs.worker import Worker

    workspaces, pipeline = workspaces_of(house), pipeline_of(house)

    async def reached(team: str) -> SlackClient:
        await house.policies.know(team)
        return await workspaces.client(team)

    paces = Paces(house.store, house.space)
    running = running_of(house, "worker")
    alone = Errands(house.ledger, running, Nobody(), house.sealer, house.events)
    work = ByTeam(
        reached,
        lambda team, client: _work(house, team, workspaces, client, pipeline, paces),
        Gone(house.ledger, alone, house.events),
    )
    return Worker(name, house.ledger, work, house.events, house.settings.lease_s)


def _work(
    house: House,
    team: str,
    workspaces: Workspaces,
    client: SlackClient,
    pipeline: Pipeline,
    paces: Paces,
) -> Work:
    """The work of one workspace."""
    from adapters.slack.linked import linked_of
    from adapters.slack.replying import OperatorsLine, SlackReplies
    from adapters.slack.unsaying import SlackUnsaying
    from adapters.slack.why import WhyWindow
    from bot.bootstrap.commands import running_of
    from bot.jobs.behind import Behind
    from bot.jobs.errands import Errands
    from bot.jobs.firsts import Firsts
    from bot.jobs.line import Line
    from bot.jobs.voted import Voted
    from bot.jobs.work import Work

    events, sealer, ledger = house.events, house.sealer, house.ledger
    line = OperatorsLine(workspaces, events)
    linked, unsaying = linked_of(client, documents()[0]), SlackUnsaying(client, events)
    running = running_of(house, "worker", line.say, linked, unsaying)
    return Work(
        ledger,
        pipeline,
        _front(house, team, client, paces),
        Firsts(house.store, sealer, house.space),
        house.votes,
        sealer,
        events,
        house.care,
        Line(ledger, paces, lambda: crew(house)),
        paces,
        Behind(ledger, pipeline, WhyWindow(client, events), house.windows, sealer, events),
        Errands(ledger, running, SlackReplies(client, events), sealer, events),
        Voted(ledger, pipeline, sealer, events),
        house.settings.attempts,
    )


def _front(house: House, team: str, client: SlackClient, paces: Paces) -> SlackFront:
    from adapters.slack.alerting import Alerting
    from adapters.slack.front import SlackFront
    from adapters.slack.operators import Operators
    from bot.jobs.defaults import Defaults

    settings, policies = house.settings, house.policies.at(team)
    operators = Operators(
        settings.operators, house.readers, house.events, many=settings.many_workspaces
    )
    return SlackFront(
        client,
        house.seats,
        house.sealer,
        policies,
        house.events,
        documents()[0],
        paces,
        Defaults(house.store, house.sealer, house.space),
        Alerting(client, operators, policies, house.care, house.events),
        house.readers,
    )


def manifest_of(
    mode: Literal["socket", "http"],
    url: str,
    prefix: str,
    name: str,
    label: str,
    *,
    many: bool = False,
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The manifest and the reason for each scope and event."""
    from adapters.slack.manifest import manifest, reasons

    made = manifest(mode, label=label, url=url, prefix=prefix, name=name, many=many)
    return made, reasons()
