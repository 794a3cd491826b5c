"""Who changed what, when: written once, sealed, read back by operators; never text of people.

Refuses to change or drop a line: the journal lets go of what is older than its retention.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import AwareDatetime, ValidationError

from bot.commands.outcome import State
from bot.errors import SealError
from bot.keys import DAY_S, KeySpace
from bot.ports import Journal
from bot.request import Noun
from bot.sealing import Sealer

KEPT_S = 365 * DAY_S


class AuditLine(Noun):
    """The shape of `audit --json`, a line each. `line` says what was done and what was before."""

    at: AwareDatetime
    who: str
    team: str
    channel: str
    command: str
    outcome: State
    line: str


class Audit:
    """The log of a workspace; that of the terminal ("") concerns everybody. Raises StoreError."""

    def __init__(self, journal: Journal, sealer: Sealer, space: KeySpace) -> None:
        self._journal = journal
        self._sealer = sealer
        self._space = space

    def _names(self, team: str) -> list[str]:
        found = self._sealer.digests("audit", team)
        return [self._space.audit(team, name) for name in found]

    async def write(self, line: AuditLine) -> None:
        """Append it."""
        sealed = self._sealer.seal(line.model_dump_json().encode(), f"audit:{line.team}")
        await self._journal.append(self._names(line.team)[0], sealed, KEPT_S)

    async def latest(self, team: str, limit: int) -> Sequence[AuditLine]:
        """The newest first, those written in a terminal and under older keys among them; what does
        not open is a line that says so."""
        found: list[AuditLine] = []
        for of in dict.fromkeys((team, "")):
            for name in self._names(of):
                for at, sealed in await self._journal.latest(name, limit):
                    found.append(self._opened(sealed, of, at))
        return sorted(found, key=lambda line: line.at, reverse=True)[:limit]

    def _opened(self, sealed: bytes, team: str, at: AwareDatetime) -> AuditLine:
        try:
            return AuditLine.model_validate_json(self._sealer.open(sealed, f"audit:{team}"))
        except (SealError, ValidationError) as error:
            return AuditLine(
                at=at,
                who="?",
                team=team,
                channel="",
                command="?",
                outcome="failed",
                line=type(error).__name__,
            )
