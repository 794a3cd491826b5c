"""A room of commands over real parts in memory, and people who use it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint

from house_cases import Heard
from routing_cases import SEATS

from adapters.queue.memory import MemoryLedger
from adapters.stores.memory import MemoryJournal, MemoryKeys, MemoryStore
from bot.bootstrap.parts import preset_seats
from bot.briefs import Briefs
from bot.commands.audit import Audit
from bot.commands.command import Caller, Home
from bot.commands.desk import Desk
from bot.commands.findings import Finding
from bot.commands.registry import Registry
from bot.commands.running import Person, Running, Tell
from bot.keys import KeySpace
from bot.ports import FullLedger, Linked
from bot.routing.overlay import Overlay
from bot.routing.policies import Policies
from bot.sealing import Sealer
from bot.spending.purse import Purse
from bot.status import WorkerSeen
from bot.words import Words

DANA = Caller(id="U0DANA", team="T1", channel="C0GENERAL", operator=True)
SAM = Caller(id="U0SAM", team="T1", channel="C0GENERAL")
FOREIGN = Caller(id="U0EVE", team="T2", channel="C0OTHER", operator=True)


def person(caller: Caller) -> Person:
    return Person(caller, Words(), holders="The operators are dana.")


async def no_worker() -> list[WorkerSeen]:
    return []


async def no_findings(team: str) -> list[Finding]:
    return [Finding(what="store", ok=False, found="asleep", remedy="Wake it.")]


async def no_facts() -> None:
    return None


def desk(
    sealer: Sealer,
    ledger: FullLedger | None = None,
    heard: Heard | None = None,
    linked: Linked | None = None,
    store: MemoryStore | None = None,
) -> Desk:
    """Everything in memory; the policy is the packaged one with changes on top."""
    store, space, heard = store or MemoryStore(), KeySpace(), heard or Heard()
    keys = MemoryKeys(store)
    return Desk(
        ledger=ledger or MemoryLedger(),
        store=store,
        policies=Policies(None, Overlay(store, sealer, space), heard),
        seats=SEATS,
        sealer=sealer,
        space=space,
        events=heard,
        audit=Audit(MemoryJournal(), sealer, space),
        mode="http",
        purse=Purse(store, sealer, space, heard),
        briefs=Briefs(store, sealer, space),
        linked=linked,
        unsaying=None,
        keys=keys,
        checks=no_findings,
        workers=no_worker,
        facts=no_facts,
        presets=preset_seats,
    )


def running(
    at: Desk, here: Home = "web", others: Iterable[EntryPoint] = (), tell: Tell | None = None
) -> Running:
    return Running(Registry.of(others), at, here, tell)
