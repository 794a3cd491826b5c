"""`audit`: who did what, newest first.

Refuses to show another workspace's.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from bot.commands.command import Call, Home, Said, Who
from bot.spans import stamped


class AuditArgs(BaseModel):
    """How many at most."""

    limit: Annotated[int, Field(ge=1, le=500)] = 20


class ShowAudit:
    """The log of commands that changed something."""

    name: ClassVar[str] = "audit"
    help: ClassVar[str] = "commands.help.audit"
    example: ClassVar[str] = "audit 20"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = AuditArgs

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: AuditArgs) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: AuditArgs) -> Said:
        """The lines."""
        words = self._call.words
        lines = await self._call.desk.audit.latest(self._call.caller.team, args.limit)
        told = [
            words.say(
                "commands.audit_line",
                at=stamped(line.at, self._call.caller.zone),
                who=line.who,
                what=line.line or f"{line.command}: {line.outcome}",
            )
            for line in lines
        ]
        return Said("\n".join(told) or words.say("commands.audit_empty"), lines)
