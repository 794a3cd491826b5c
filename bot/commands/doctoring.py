"""`doctor`: a check of the installation as far as it concerns who asks, with remedies.

Refuses to repair.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from bot.commands.command import Call, Home, Nothing, Said, Who
from bot.commands.findings import finding_line


class Doctor:
    """Settings, store, models, Slack."""

    name: ClassVar[str] = "doctor"
    help: ClassVar[str] = "commands.help.doctor"
    example: ClassVar[str] = "doctor"
    who: ClassVar[Who] = "operators"
    home: ClassVar[Home] = "worker"
    Arguments: ClassVar[type[BaseModel]] = Nothing

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: Nothing) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: Nothing) -> Said:
        """Every finding."""
        found = await self._call.desk.checks(self._call.caller.team)
        return Said("\n".join(finding_line(one, self._call.words) for one in found), found)
