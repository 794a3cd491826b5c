"""`advise`: the selection guide in Slack, as a form of seven questions or with the same flags.

Refuses to reckon; `bot.advice` does.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from bot.advice.advising import advise
from bot.advice.choosing import choose
from bot.advice.situation import MOST_CONTEXT, Data, Hardware, Latency, Situation, Stakes, Task
from bot.advice.telling import compared_lines, in_lines
from bot.commands.command import Call, Home, Said, Who
from bot.commands.reading import After


class AdviceArgs(BaseModel):
    """The situation, each by its flag."""

    task: Annotated[Task, After("--task"), Field(description="advise.ask.task")] = "simple"
    latency: Annotated[Latency, After("--latency"), Field(description="advise.ask.latency")] = (
        "minutes"
    )
    hardware: Annotated[Hardware, After("--hardware"), Field(description="advise.ask.hardware")] = (
        "none"
    )
    data: Annotated[Data, After("--data"), Field(description="advise.ask.data")] = "none"
    stakes: Annotated[Stakes, After("--stakes"), Field(description="advise.ask.stakes")] = "none"
    context: Annotated[int, After("--context"), Field(description="advise.ask.context")] = Field(
        default=1_000, gt=0, le=MOST_CONTEXT
    )
    requests_per_day: Annotated[
        int, After("--requests-per-day"), Field(description="advise.ask.requests_per_day")
    ] = Field(default=1_000, gt=0, le=1_000_000_000)


class Advise:
    """For everybody: it asks no model and changes nothing."""

    name: ClassVar[str] = "advise"
    help: ClassVar[str] = "commands.help.advise"
    example: ClassVar[str] = "advise --task complex --stakes high"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = AdviceArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: AdviceArgs) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: AdviceArgs) -> Said:
        """The advice, then both tiers beside each other."""
        return await asyncio.to_thread(self._advised, Situation(**args.model_dump()))

    def _advised(self, asked: Situation) -> Said:
        words, seats = self._call.words, self._call.desk.presets(choose(asked).preset)
        found = advise(asked, seats, words)
        lines = [*in_lines(found, asked, seats, words), *compared_lines(asked, seats, words)]
        return Said("\n".join(lines), (found,))
