"""Every command there is, by name: built-in ones and other people's, through one door.

Refuses to run them. A plug-in that cannot be loaded, or takes a name that is taken, is named.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint
from typing import cast

from pydantic import BaseModel

from bot.commands.command import Caller, Command
from bot.commands.names import NAMES
from bot.errors import CommandRefused, PluginError
from bot.plugins import COMMANDS, Plugin, load
from bot.words import Words, catalogue

_NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
BUILT_IN = tuple(
    EntryPoint(name, f"bot.commands.{where}", COMMANDS) for name, where in NAMES.items()
)


def is_command(part: object) -> type[Command]:
    """The part, if it is a command. Raises TypeError saying what is missing."""
    if not isinstance(part, type):
        raise TypeError("a command is a class")
    for name in ("name", "help", "example"):
        if not isinstance(getattr(part, name, None), str):
            raise TypeError(f"a command has `{name}`, a string")
    if not _NAME.fullmatch(str(getattr(part, "name", ""))):
        raise TypeError("a command's `name` is one word of a-z, 0-9 and hyphens")
    if getattr(part, "who", None) not in ("everyone", "operators"):
        raise TypeError("a command's `who` is 'everyone' or 'operators'")
    if getattr(part, "home", None) not in ("web", "worker"):
        raise TypeError("a command's `home` is 'web' or 'worker'")
    model = getattr(part, "Arguments", None)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise TypeError("a command has `Arguments`, a pydantic model")
    if not all(callable(getattr(part, name, None)) for name in ("preview", "run")):
        raise TypeError("a command has `preview(args)` and `run(args)`")
    return cast(type[Command], part)


class Registry:
    """All of them; `failed` are plug-ins that could not be taken in."""

    def __init__(
        self, plugins: Iterable[Plugin[type[Command]]], failed: Sequence[PluginError] = ()
    ) -> None:
        self._by_name: dict[str, type[Command]] = {}
        refused = list(failed)
        for one in plugins:
            if one.part.name in self._by_name:
                problem = f"there is a command {one.part.name} already"
                refused.append(
                    PluginError(problem, plugin=one.name, group=COMMANDS, problem=problem)
                )
                continue
            self._by_name[one.part.name] = one.part
        self.failed = tuple(refused)

    @staticmethod
    def of(others: Iterable[EntryPoint] = ()) -> Registry:
        """The built-in ones and these. Imports their modules."""
        loaded = load(COMMANDS, BUILT_IN, others, is_command)
        return Registry(loaded.plugins, loaded.failed)

    def all(self, caller: Caller) -> list[type[Command]]:
        """What this person may run, in order."""
        return [one for one in self._by_name.values() if may_run(one, caller)]

    def find(self, name: str) -> type[Command]:
        """The command of that name. Raises CommandRefused with the nearest one."""
        found = self._by_name.get(name.lower())
        if found is None:
            close = difflib.get_close_matches(name.lower(), self._by_name, n=1)
            if close:
                raise CommandRefused(said="commands.did_you_mean", name=name, near=close[0])
            raise CommandRefused(said="commands.unknown", name=name)
        return found


def may_run(command: type[Command], caller: Caller) -> bool:
    """Whether this person has the right to."""
    return command.who == "everyone" or caller.operator


def help_of(command: type[Command], words: Words, fast: str = "", reasoning: str = "") -> str:
    """Its line of help: from the catalogue where that has it, else as the class says it."""
    if command.help not in catalogue("en"):
        return command.help
    return words.say(command.help, fast=fast, reasoning=reasoning)
