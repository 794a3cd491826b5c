"""What commands work with: ledger, store, policy, seats, and the log of who did what.

Refuses to know who calls and what for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.briefs import Briefs
from bot.commands.audit import Audit
from bot.commands.findings import Finding
from bot.events import Events
from bot.keys import KeySpace
from bot.ports import FullLedger, Keys, Linked, Store, Unsaying
from bot.routing.policies import Policies
from bot.sealing import Sealer
from bot.seats import Seats
from bot.spending.purse import Purse
from bot.status import StoreFacts, WorkerSeen


@dataclass(frozen=True)
class Desk:
    """Parts of one installation, the same in web, worker and terminal."""

    ledger: FullLedger
    store: Store
    policies: Policies
    seats: Seats
    sealer: Sealer
    space: KeySpace
    events: Events
    audit: Audit
    mode: Literal["socket", "http", "none"]
    purse: Purse
    briefs: Briefs
    linked: Linked | None
    unsaying: Unsaying | None
    keys: Keys
    checks: Callable[[str], Awaitable[Sequence[Finding]]]
    workers: Callable[[], Awaitable[Sequence[WorkerSeen]]]
    facts: Callable[[], Awaitable[StoreFacts | None]]
    presets: Callable[[str], Seats]
