"""`ask`, `think`, `compare`, `summarize`: a question as a command, answered where others are.

Refuses to answer.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from bot.commands.command import Call, Home, Said, Who
from bot.commands.reading import Rest, Usual
from bot.errors import CommandRefused
from bot.request import Prose, Tier


class Question(BaseModel):
    """What is asked."""

    text: Annotated[Prose, Rest()] = ""


class Ask:
    """A question, and the router decides who answers."""

    name: ClassVar[str] = "ask"
    help: ClassVar[str] = "commands.help.ask"
    example: ClassVar[str] = "ask what does HTTP 429 mean?"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = Question
    tier: ClassVar[Tier | None] = None
    both: ClassVar[bool] = False

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: Question) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: Question) -> Said:
        """Take it on. Raises CommandRefused where no answer could reach the asker."""
        if not args.text:
            raise CommandRefused(said="refused.empty")
        if self._call.questions is None:
            raise CommandRefused(said="commands.no_questions")
        return Said(await self._call.questions.take(args.text, self.tier, both=self.both))


class Think(Ask):
    """The same for the reasoning tier."""

    name: ClassVar[str] = "think"
    help: ClassVar[str] = "commands.help.think"
    example: ClassVar[str] = "think should we sign clause 9.2?"
    tier: ClassVar[Tier | None] = "reasoning"


class Source(BaseModel):
    """A link to a message, a channel, a time, or a channel and a time."""

    what: Annotated[
        Prose,
        Rest(),
        Usual(usual="commands.which.usual", hint="commands.which.hint"),
        Field(description="commands.which.label"),
    ] = ""


class Summarize:
    """A thread or a channel, in short."""

    name: ClassVar[str] = "summarize"
    help: ClassVar[str] = "commands.help.summarize"
    example: ClassVar[str] = "summarize #general since yesterday"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = Source

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: Source) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: Source) -> Said:
        """Take it on. Raises CommandRefused where nothing is named, or nobody could read it."""
        if not args.what:
            raise CommandRefused(said="commands.missing", field="what")
        if self._call.questions is None:
            raise CommandRefused(said="commands.no_questions")
        return Said(await self._call.questions.summarize(args.what))


class Compare(Ask):
    """The same for both tiers at once."""

    name: ClassVar[str] = "compare"
    help: ClassVar[str] = "commands.help.compare"
    example: ClassVar[str] = "compare UUIDs or integers as keys?"
    tier: ClassVar[Tier | None] = "reasoning"
    both: ClassVar[bool] = True
