"""`help` and `tour`: what this person may run, and how to begin.

Refuses to list what somebody has no right to.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from bot.commands.command import Call, Command, Home, Nothing, Said, Who
from bot.commands.registry import help_of
from bot.request import Noun


class CommandHelp(Noun):
    """A line of `help --json`."""

    name: str
    help: str
    who: Who


class HelpArgs(BaseModel):
    """A command to be explained; none: all of them."""

    command: str = ""


class Help:
    """Every command of this person, or one with its example."""

    name: ClassVar[str] = "help"
    help: ClassVar[str] = "commands.help.help"
    example: ClassVar[str] = "help status"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = HelpArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: HelpArgs) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: HelpArgs) -> Said:
        """The list. Raises CommandRefused for a command that there is not."""
        call = self._call
        mine = call.registry.all(call.caller)
        if args.command:
            mine = [call.registry.find(args.command)]
        shapes = [_shape(one, call) for one in mine]
        if args.command:
            example = f"{call.prefix} {call.labelled(mine[0].example)}"
            said = call.words.say("commands.help_one", help=shapes[0].help, example=example)
            return Said(said, shapes)
        return Said(self._screen(shapes), shapes)

    def _screen(self, shapes: list[CommandHelp]) -> str:
        """One phone screen: examples to copy, what this person may run, what nobody may."""
        words, prefix = self._call.words, self._call.prefix
        typed = prefix.startswith("/")
        stem = prefix.removesuffix("thinktwice") if typed else f"{prefix} "
        seats = self._call.desk.seats
        values = {"fast": seats.fast.label, "reasoning": seats.reasoning.label, "prefix": prefix}
        key = "commands.help_slack" if typed else "commands.help_terminal"
        lines = [words.say(key, ask=f"{stem}ask", think=f"{stem}think", **values)]
        for who in ("everyone", "operators"):
            names = ", ".join(one.name for one in shapes if one.who == who)
            if names:
                lines.append(words.say(f"commands.help_for.{who}", names=names, prefix=prefix))
        lines.append(words.say("commands.help_foot", prefix=prefix))
        return "\n".join(lines)


def _shape(command: type[Command], call: Call) -> CommandHelp:
    seats = call.desk.seats
    text = help_of(command, call.words, seats.fast.label, seats.reasoning.label)
    return CommandHelp(name=command.name, help=text, who=command.who)


class Tour:
    """The first five things to try."""

    name: ClassVar[str] = "tour"
    help: ClassVar[str] = "commands.help.tour"
    example: ClassVar[str] = "tour"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = Nothing

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: Nothing) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: Nothing) -> Said:
        """The page."""
        seats = self._call.desk.seats
        fast, reasoning = seats.fast.label, seats.reasoning.label
        prefix = self._call.prefix
        return Said(
            self._call.words.say("commands.tour", fast=fast, reasoning=reasoning, prefix=prefix)
        )
