"""`cache clear`: remembered answers are forgotten; whoever asks again gets a fresh one.

Refuses to touch anything else that is kept.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel

from bot.commands.command import Call, Home, Said, Who
from bot.erasing import Erasing

#: Every remembered answer, whatever its partition and realm.
ANSWERS = "{*}:answer:*"
#: The lists by which a similar question finds them.
NEAR = "{*}:near:*"


class CacheArgs(BaseModel):
    """There is one thing to do with it."""

    what: Literal["clear"]


class ClearCache:
    """Forget every remembered answer of the workspace."""

    name: ClassVar[str] = "cache"
    help: ClassVar[str] = "commands.help.cache"
    example: ClassVar[str] = "cache clear"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "worker"
    Arguments: ClassVar[type[BaseModel]] = CacheArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def _found(self) -> list[str]:
        """Answers and lists: of the caller's workspace, from a terminal of all."""
        desk, team = self._call.desk, self._call.caller.team
        if not team:
            return [*await desk.keys.names(ANSWERS), *await desk.keys.names(NEAR)]
        erasing = Erasing(desk.ledger, desk.keys, desk.sealer, desk.space)
        return await erasing.remembered(team)

    async def preview(self, args: CacheArgs) -> str:
        """How many there are."""
        names = [name for name in await self._found() if ":answer:" in name]
        return self._call.words.counted("commands.cache_asks", len(names))

    async def run(self, args: CacheArgs) -> Said:
        """They are looked up again afterwards, so that the figure is true."""
        words, keys = self._call.words, self._call.desk.keys
        found = await self._found()
        count = await keys.drop([name for name in found if ":answer:" in name])
        await keys.drop([name for name in found if ":near:" in name])
        return Said(
            words.counted("commands.cache_cleared", count),
            line=self._call.log.counted("commands.cache_line", count),
        )
