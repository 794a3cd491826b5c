"""`cache clear`: remembered answers are forgotten; whoever asks again gets a fresh one.

Refuses to touch anything else that is kept.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel

from bot.commands.command import Call, Home, Said, Who

#: Every remembered answer, whatever its partition and realm.
ANSWERS = "{*}:answer:*"
#: The lists by which a similar question finds them.
NEAR = "{*}:near:*"


class CacheArgs(BaseModel):
    """There is one thing to do with it."""

    what: Literal["clear"]


class ClearCache:
    """Forget every remembered answer of the installation."""

    name: ClassVar[str] = "cache"
    help: ClassVar[str] = "commands.help.cache"
    example: ClassVar[str] = "cache clear"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "worker"
    Arguments: ClassVar[type[BaseModel]] = CacheArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: CacheArgs) -> str:
        """How many there are."""
        names = await self._call.desk.keys.names(ANSWERS)
        return self._call.words.counted("commands.cache_asks", len(names))

    async def run(self, args: CacheArgs) -> Said:
        """They are looked up again afterwards, so that the figure is true."""
        words, keys = self._call.words, self._call.desk.keys
        count = await keys.drop(await keys.names(ANSWERS))
        await keys.drop(await keys.names(NEAR))
        return Said(
            words.counted("commands.cache_cleared", count),
            line=words.counted("commands.cache_line", count),
        )
