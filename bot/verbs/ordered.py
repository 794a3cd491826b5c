"""One command given in a terminal: asked about where it changes something, then run here.

Refuses to parse flags; `commanding` does.
"""

from __future__ import annotations

import asyncio
import getpass
import sys

from bot.bootstrap.commands import operators_line, running_of
from bot.bootstrap.house import open_house
from bot.commands.command import Caller
from bot.commands.running import Ended, Person
from bot.events import Silence
from bot.settings import Settings

PREFIX = "python -m bot"


async def carry_out(settings: Settings, text: str, *, yes: bool) -> Ended:
    """How it ended. Without `yes` a person at a terminal is asked, and nobody else agrees for
    them. Raises SettingsError, StoreError."""
    async with open_house(settings, Silence()) as house:
        running = running_of(house, "worker", operators_line(house))
        caller = _caller()
        words = await house.readers.words(caller.team, caller.id)
        person = Person(caller, words, PREFIX)
        ended = await running.typed(text, person)
        if ended.outcome.state != "asks":
            return ended
        if not yes and sys.stdin.isatty():
            print(ended.outcome.text)
            said = await asyncio.to_thread(input, words.say("commands.do_question"))
            yes = said.strip().lower() in ("y", "yes")
            if not yes:
                await running.pending.drop(ended.outcome.token, person.caller)
        return await running.pressed(ended.outcome.token, person) if yes else ended


def _caller() -> Caller:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        # A container's user may have no name.
        name = "somebody"
    return Caller(id=name, name=name, kind="terminal", operator=True)
