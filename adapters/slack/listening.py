"""Everything that listens to Slack in the web process, in one list.

Refuses to know what each of them does.
"""

from __future__ import annotations

from typing import Protocol

from slack_bolt.async_app import AsyncApp

from adapters.slack.agent import AgentView
from adapters.slack.behind import BehindDoor
from adapters.slack.cancelling import Cancelling
from adapters.slack.commands import Commands
from adapters.slack.confirming import Confirming
from adapters.slack.door import Door
from adapters.slack.edits import Edits
from adapters.slack.feedback import Feedback
from adapters.slack.following import Following
from adapters.slack.handing import Handing
from adapters.slack.hello import Hello
from adapters.slack.homing import Homing
from adapters.slack.leaving import Leaving
from adapters.slack.menu import Menu
from adapters.slack.offering import Offering
from adapters.slack.operators import Operators
from adapters.slack.pressing import Pressing
from adapters.slack.repeating import Repeating
from adapters.slack.reshaping import Reshaping
from adapters.slack.ruling import Ruling
from adapters.slack.sharing import Sharing
from adapters.slack.shortcuts import Shortcuts
from adapters.slack.stopping import Stopping
from adapters.slack.taking import Taking
from adapters.slack.unattended import Unattended
from bot.commands.running import Running
from bot.events import Events
from bot.installations import Installations
from bot.jobs.bursts import Bursts
from bot.jobs.care import Care
from bot.jobs.defaults import Defaults
from bot.jobs.readers import Readers
from bot.jobs.sights import Sights
from bot.jobs.talks import Talks
from bot.jobs.votes import Votes
from bot.jobs.windows import Windows
from bot.keys import KeySpace
from bot.ports import FullLedger, Store
from bot.routing.policies import Policies
from bot.sealing import Sealer
from bot.seats import Seats
from bot.spending.purse import Purse


class Listeners(Protocol):
    """Some listeners of a Bolt app that belong together."""

    def attach(self, app: AsyncApp) -> None:
        """Register them."""


class Desk(Protocol):
    """What the listeners need of the house that they stand in."""

    @property
    def ledger(self) -> FullLedger:
        """Where questions are recorded."""

    @property
    def store(self) -> Store:
        """Small values with a time to live."""

    @property
    def sealer(self) -> Sealer:
        """Seals what is kept."""

    @property
    def space(self) -> KeySpace:
        """Names what is kept."""

    @property
    def seats(self) -> Seats:
        """Who answers."""

    @property
    def policies(self) -> Policies:
        """The policy in force."""

    @property
    def windows(self) -> Windows:
        """Open modals."""

    @property
    def care(self) -> Care:
        """Who was told something already."""

    @property
    def votes(self) -> Votes:
        """What people think of answers."""

    @property
    def installations(self) -> Installations:
        """Where the app is installed."""

    @property
    def readers(self) -> Readers:
        """In which language people read."""

    @property
    def events(self) -> Events:
        """Where events go."""


def _conversing(desk: Desk, taking: Taking, repeating: Repeating) -> tuple[Listeners, ...]:
    """What is said in channels and directly to the app."""
    kept = (desk.store, desk.sealer, desk.space)
    readers, events, sights = desk.readers, desk.events, Sights(*kept)
    following = Following(Talks(*kept), repeating, desk.policies, events)
    edits = Edits(desk.ledger, taking, desk.care, readers, events)
    return (
        Door(taking, edits, sights, following),
        following,
        AgentView(sights, readers, events),
    )


def listening(
    desk: Desk, running: Running, operators: Operators, unattended: Unattended
) -> tuple[Listeners, ...]:
    """Every listener of the web process."""
    ledger, sealer, seats, events = desk.ledger, desk.sealer, desk.seats, desk.events
    readers, bursts = desk.readers, Bursts(desk.store, sealer, desk.space)
    taking = Taking(ledger, sealer, desk.care, bursts, readers, unattended, events)
    handing = Handing(running, ledger, sealer, events)
    menu = Menu(handing, taking, operators, desk.policies, events)
    repeating = Repeating(ledger, sealer, taking, readers, events)
    return (
        *_conversing(desk, taking, repeating),
        menu,
        Commands(handing, taking, operators, menu, desk.policies, readers),
        Confirming(handing, operators),
        Ruling(handing, operators, events),
        Leaving(ledger, desk.installations, sealer, events),
        Hello(repeating, desk.care, seats, desk.policies, events),
        Homing(
            ledger,
            sealer,
            seats,
            desk.policies,
            Purse(desk.store, sealer, desk.space, events),
            Defaults(desk.store, sealer, desk.space),
            operators,
            events,
        ),
        Offering(taking, repeating),
        Sharing(taking, repeating, sealer),
        Shortcuts(taking, seats, desk.policies, readers, events),
        Pressing(repeating, sealer, seats),
        Cancelling(ledger, repeating),
        Stopping(ledger, sealer, events),
        Reshaping(repeating, sealer),
        Feedback(ledger, sealer, desk.votes, seats, readers, events),
        BehindDoor(ledger, sealer, seats, desk.windows, readers, events),
    )
