"""The policy in force in this process, looked at anew every two seconds while it runs.

Refuses to let a broken file in: the last policy that held stays, and the log says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.ending import ended
from bot.errors import PolicyError, SealError, StoreError
from bot.events import Events
from bot.request import Request
from bot.routing.overlay import Edits, Overlay
from bot.routing.policy import Book, InForce, combined, read_file
from bot.routing.rules import Policy

LOOK_S = 2.0
Seen = tuple[object, bytes | None, int]


class Policies:
    """What `of` gives for a request is one frozen policy; a change swaps the whole book at once.

    Every process of an installation has one and looks by itself, so that a change is in force
    everywhere within `LOOK_S` and the time that a store and a disk take to answer. With `by_team`
    changes that are made in a workspace hold there alone, over those of the installation.
    """

    def __init__(
        self,
        path: Path | None,
        overlay: Overlay | None,
        events: Events,
        *,
        by_team: bool = False,
        below: Policies | None = None,
    ) -> None:
        """`below` is the installation's, of which these are one workspace's."""
        self._by_team = by_team
        self._below = below
        self._teams: dict[str, Policies] = {}
        self._path = path
        self._overlay = overlay
        self._events = events
        self._book = Book.of(Policy.default())
        self._seen: Seen | None = None
        self._lapses: tuple[datetime, ...] = ()
        self._store_down = False
        #: Why the newest state of file and changes is not in force; None: it is.
        self.refused: PolicyError | SealError | None = None

    @staticmethod
    def of_one(policy: Policy, events: Events) -> Policies:
        """One policy for everybody that never changes."""
        made = Policies(None, None, events)
        made._book = Book.of(policy)
        return made

    def at(self, team: str) -> Policies:
        """Those of a workspace; before `know` those of the installation."""
        return self._teams.get(team, self)

    async def know(self, team: str) -> None:
        """Read what that workspace has changed, unless it is known, and look at it from now on."""
        if self._by_team and team and team not in self._teams:
            own = Policies(self._path, self.overlay.of_team(team), self._events, below=self)
            own._book = self._book
            await own.refresh()
            self._teams[team] = own

    @property
    def overlay(self) -> Overlay:
        """Where changes are made. Raises LookupError where there are none to make."""
        if self._overlay is None:
            raise LookupError("this policy never changes")
        return self._overlay

    @property
    def book(self) -> Book:
        """All of it, with origins."""
        return self._book

    @property
    def base(self) -> Policy:
        """Where no channel or group has an override."""
        return self._book.in_force().policy

    def of(self, request: Request) -> Policy:
        """For this request: its channel over its asker's groups over the rest."""
        return self.in_force(request).policy

    def in_force(self, request: Request) -> InForce:
        """The same with each value's origin."""
        book = self.at(request.place.team)._book
        return book.in_force(request.place.channel, request.asker.groups)

    async def open(self) -> None:
        """The first look. Raises PolicyError for a file that is broken from the start; changes
        that cannot be read or do not fit the file are left out, and the log says so."""
        stamp = await asyncio.to_thread(_stamp, self._path)
        self._book = await asyncio.to_thread(self._made, None)
        self._seen = stamp, None, 0
        await self.refresh()

    async def refresh(self) -> None:
        """Look again; swap the policy where file or changes are new and hold together."""
        try:
            seen = await self._look()
            self._store_down = False
        except StoreError as error:
            if not self._store_down:
                self._events.emit("store_failed", what="policy", detail=str(error))
            self._store_down = True
            return
        if seen == self._seen:
            return
        try:
            await self._take(seen)
        except (PolicyError, SealError) as error:
            # Said once for each state of file and changes, not every two seconds.
            self._seen, self.refused = seen, error
            self._events.emit(
                "policy_kept",
                file=str(error.values.get("file", "")),
                where=str(error.values.get("where", "")),
                problem=str(error.values.get("problem") or error.detail),
            )

    async def _look(self) -> Seen:
        sealed = await self._overlay.sealed() if self._overlay else None
        if self._below is not None:
            return self._below._seen, sealed, self._lapsed()
        return await asyncio.to_thread(_stamp, self._path), sealed, self._lapsed()

    def _lapsed(self) -> int:
        """How many changes have lapsed since they were read: then the policy is made anew."""
        now = datetime.now(UTC)
        return sum(until <= now for until in self._lapses)

    async def _take(self, seen: Seen) -> None:
        book = await asyncio.to_thread(self._made, seen[1])
        changed = book.tree != self._book.tree
        self._book, self.refused = book, None
        self._seen = seen[0], seen[1], self._lapsed()
        if changed:
            self._events.emit("policy_changed", policy=self.base.fingerprint)
        for edit in book.ignored:
            self._events.emit("policy_ignored", key=edit.key, file=book.file)

    def _made(self, sealed: bytes | None) -> Book:
        edits = self._overlay.opened(sealed) if self._overlay else Edits()
        self._lapses = tuple(edit.until for edit in edits.all if edit.until)
        held = edits.holding(datetime.now(UTC))
        if self._below is not None:
            return combined(self._below._book.as_written(), held)
        return combined(read_file(self._path) if self._path else None, held)

    async def watch(self) -> None:
        """Refresh for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.refresh()
                for team in tuple(self._teams.values()):
                    await team.refresh()
            except Exception as error:  # noqa: BLE001 - a defect must not end the looking
                self._events.emit("policy_kept", file="", where="", problem=type(error).__name__)


def _stamp(path: Path | None) -> object:
    """What changes when the file does, replaced, rewritten or removed."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError as error:
        return type(error).__name__
    return found.st_mtime_ns, found.st_size, found.st_ino


@asynccontextmanager
async def watched(
    path: Path | None, overlay: Overlay | None, events: Events, *, by_team: bool = False
) -> AsyncIterator[Policies]:
    """The policy in force, kept up to date as long as this is open. Raises PolicyError."""
    policies = Policies(path, overlay, events, by_team=by_team)
    await policies.open()
    watching = asyncio.create_task(policies.watch())
    try:
        yield policies
    finally:
        await ended(watching)
