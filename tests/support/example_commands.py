"""Two commands as other people write them: one reads a file, one changes something."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from bot.commands.command import Call, Home, Nothing, Order, Said, Who

ROTA = Path("rota.txt")
LAMP = {"colour": "green"}


class OnCall:
    """Who is on call, from a file on this machine."""

    name: ClassVar[str] = "oncall"
    help: ClassVar[str] = "Who is on call this week."
    example: ClassVar[str] = "oncall"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "worker"
    Arguments: ClassVar[type[BaseModel]] = Nothing

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: Nothing) -> str:
        return ""

    async def run(self, args: Nothing) -> Said:
        return Said((await asyncio.to_thread(ROTA.read_text, "utf-8")).strip())


class LampArgs(BaseModel):
    colour: Annotated[str, Field(pattern="^(red|green)$")]


class Lamp:
    """Change the lamp in the office."""

    name: ClassVar[str] = "lamp"
    help: ClassVar[str] = "Change the lamp."
    example: ClassVar[str] = "lamp red"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = LampArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: LampArgs) -> str:
        return f"The lamp will be {args.colour}; it is {LAMP['colour']} now."

    async def run(self, args: LampArgs) -> Said:
        before, LAMP["colour"] = LAMP["colour"], args.colour
        return Said(
            f"The lamp is {args.colour}.",
            line=f"turned the lamp {args.colour}, was: {before}",
            undo=Order(command="lamp", args={"colour": before}),
        )


class Broken(Lamp):
    """Breaks at once, or takes for ever."""

    name: ClassVar[str] = "broken"

    async def preview(self, args: LampArgs) -> str:
        if args.colour == "green":
            await asyncio.sleep(60)
        raise KeyError("what dana wrote")
