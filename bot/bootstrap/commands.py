"""The room of commands, with everything that they work with.

Refuses to do anything at import; each function imports what it assembles.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from bot.bootstrap.house import House, store_facts, workers_seen
from bot.bootstrap.parts import preset_seats

if TYPE_CHECKING:
    from bot.commands.command import Home
    from bot.commands.registry import Registry
    from bot.commands.running import Running, Tell
    from bot.ports import Linked, Unsaying


@cache
def commands() -> Registry:
    """Built-in commands and installed ones. Looks through package metadata: not on a loop."""
    from bot.commands.registry import Registry
    from bot.plugins import COMMANDS, installed

    return Registry.of(installed(COMMANDS))


def running_of(
    house: House,
    here: Home,
    tell: Tell | None = None,
    linked: Linked | None = None,
    unsaying: Unsaying | None = None,
) -> Running:
    """Where commands are run in this process."""
    from adapters.stores.journal import ValkeyJournal
    from adapters.stores.sweeping import ValkeyKeys
    from bot.bootstrap.checking import checks
    from bot.briefs import Briefs
    from bot.commands.audit import Audit
    from bot.commands.desk import Desk
    from bot.commands.running import Running
    from bot.spending.purse import Purse

    desk = Desk(
        ledger=house.ledger,
        store=house.store,
        policies=house.policies,
        seats=house.seats,
        sealer=house.sealer,
        space=house.space,
        events=house.events,
        audit=Audit(ValkeyJournal(house.client), house.sealer, house.space),
        mode=_mode(house),
        purse=Purse(house.store, house.sealer, house.space, house.events),
        briefs=Briefs(house.store, house.sealer, house.space),
        linked=linked,
        unsaying=unsaying,
        keys=ValkeyKeys(house.client, house.cache_client),
        checks=partial(checks, house.settings),
        workers=partial(workers_seen, house),
        facts=partial(store_facts, house),
        presets=preset_seats,
    )
    return Running(commands(), desk, here, tell)


def _mode(house: House) -> Literal["socket", "http", "none"]:
    if house.settings.slack_app_token.get_secret_value():
        return "socket"
    return "http" if house.settings.slack_signing_secret.get_secret_value() else "none"


def operators_line(house: House) -> Tell | None:
    """Telling operators in their channel, from a process that has no Slack client of its own."""
    from adapters.slack.replying import OperatorsLine
    from bot.bootstrap.workspaces import workspaces_of

    settings = house.settings
    if not settings.many_workspaces and not settings.slack_bot_token.get_secret_value():
        return None
    return OperatorsLine(workspaces_of(house), house.events).say
