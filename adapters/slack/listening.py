"""Everything that listens to Slack in the web process, in one list.

Refuses to know what each of them does.
"""

from __future__ import annotations

from typing import Protocol

from slack_bolt.async_app import AsyncApp

from adapters.slack.behind import BehindDoor
from adapters.slack.commands import Commands
from adapters.slack.door import Door
from adapters.slack.pressing import Pressing
from adapters.slack.repeating import Repeating
from adapters.slack.taking import Taking
from bot.events import Events
from bot.jobs.care import Care
from bot.jobs.windows import Windows
from bot.ports import FullLedger
from bot.sealing import Sealer
from bot.seats import Seats


class Listeners(Protocol):
    """Some listeners of a Bolt app that belong together."""

    def attach(self, app: AsyncApp) -> None:
        """Register them."""


def listening(
    ledger: FullLedger,
    sealer: Sealer,
    seats: Seats,
    windows: Windows,
    care: Care,
    events: Events,
) -> tuple[Listeners, ...]:
    """Every listener of the web process."""
    taking = Taking(ledger, sealer, care, events)
    repeating = Repeating(ledger, sealer, taking, events)
    return (
        Door(taking),
        Commands(taking, seats, events),
        Pressing(repeating, sealer, seats),
        BehindDoor(ledger, sealer, seats, windows, events),
    )
