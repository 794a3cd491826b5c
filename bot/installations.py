"""Where the app is installed: each workspace's bot token, sealed; renewed by one process at a time.

Refuses to know Slack's calls: whoever renews a token is handed in.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence

from pydantic import ValidationError

from bot.errors import SealError, StoreError, ThinktwiceError
from bot.events import Events
from bot.jobs.ids import new_id
from bot.keys import KeySpace
from bot.ports import Keys, Store
from bot.request import Noun
from bot.sealing import Sealer

#: A token is renewed when less than this is left of its twelve hours (slack_sdk's default).
AHEAD_S = 2 * 3600.0
LOCK_S, WAIT_S, LOOK_S = 30.0, 2.0, 0.05
STATE_S = 600.0
TRIES = 5


class NotInstalled(ThinktwiceError):
    """The app is not, or no longer, installed in that workspace."""

    said = "teams.not_installed"


class Installed(Noun):
    """An installation in a workspace, or in all workspaces of an organisation (`team` is empty).

    `refresh` and `until` (seconds since the epoch) are set where tokens are rotated.
    """

    team: str
    enterprise: str = ""
    name: str
    app: str
    bot: str
    user: str
    token: str
    scopes: tuple[str, ...]
    by: str = ""
    refresh: str = ""
    until: float | None = None
    at: float

    @property
    def place(self) -> str:
        """The id under which it is kept."""
        return self.team or self.enterprise


class _Record(Noun):
    """What is kept under a place: an installation, or the organisation that has one."""

    version: int = 1
    installed: Installed | None = None
    inside: str = ""


#: The installation with its next token; None: it could not be had.
Renew = Callable[[Installed], Awaitable[Installed | None]]


class Installations:
    """All of them. Methods raise StoreError; SealError where the key of a record is gone."""

    def __init__(
        self, store: Store, keys: Keys, sealer: Sealer, space: KeySpace, events: Events
    ) -> None:
        self._store = store
        self._keys = keys
        self._sealer = sealer
        self._space = space
        self._events = events

    async def save(self, installed: Installed) -> None:
        """In place of what was there."""
        await self._put(installed.place, _Record(installed=installed))

    async def note_inside(self, team: str, enterprise: str) -> None:
        """The workspace goes by its organisation's installation: a worker knows only the team."""
        found = await self._record(team)
        if found is None or found.inside != enterprise:
            await self._put(team, _Record(inside=enterprise))

    async def find(self, place: str) -> Installed | None:
        """For a workspace or an organisation; of a workspace its own, else its organisation's."""
        found = await self._record(place)
        if found is not None and found.inside:
            found = await self._record(found.inside)
        return found.installed if found else None

    async def all(self) -> Sequence[Installed]:
        """By id; what cannot be opened is logged and left out."""
        found: list[Installed] = []
        for name in await self._names():
            try:
                record = await self._record(_place(name))
            except SealError as error:
                self._events.emit("store_failed", what=name, detail=str(error))
                continue
            if record is not None and record.installed is not None:
                found.append(record.installed)
        return found

    async def inside(self, enterprise: str) -> Sequence[str]:
        """The workspaces that went by an organisation's installation, as far as they were used."""
        found: list[str] = []
        for name in await self._names():
            record = await self._record(_place(name))
            if record is not None and record.inside == enterprise:
                found.append(_place(name))
        return found

    async def drop(self, place: str, before: float) -> None:
        """Forget it, unless it was made anew since (seconds since the epoch): Slack may tell late
        that an app was removed."""
        found = await self._record(place)
        if found is None:
            return
        if found.installed is None or found.installed.at <= before:
            await self._keys.drop([self._space.installation(place)])

    async def reseal(self) -> int:
        """Seal anew what an older key has sealed, so that that key can go; how many there were."""
        count = 0
        for name in await self._names():
            sealed = await self._store.get(name)
            if sealed is None or self._sealer.is_newest(sealed):
                continue
            try:
                text = self._sealer.open(sealed, _scope(_place(name)))
            except SealError as error:
                self._events.emit("store_failed", what=name, detail=str(error))
                continue
            again = self._sealer.seal(text, _scope(_place(name)))
            count += await self._store.swap(name, sealed, again)
        return count

    async def fresh(self, place: str, renew: Renew) -> Installed:
        """The installation with a token that is good for a while: of all processes that need one
        at the same time, one calls `renew`, the others take what that one wrote. Raises
        NotInstalled, also when a token has run out and there is no other."""
        found = await self._known(place)
        if not _ageing(found):
            return found
        lock, owner = self._space.renewing(found.place), new_id().encode()
        if not await self._store.add(lock, owner, LOCK_S):
            return await self._by_another(found, lock)
        try:
            # Another one may have been here between our look and our lock.
            found = await self._known(place)
            if not _ageing(found):
                return found
            renewed = await renew(found)
            if renewed is None:
                if _over(found):
                    raise NotInstalled(place)
                return found
            await self.save(renewed)
            self._events.emit("token_renewed", team=renewed.place)
            return renewed
        finally:
            await self._store.drop(lock, owner)

    async def _by_another(self, found: Installed, lock: str) -> Installed:
        """While another process renews: the old token as long as it is good, else the new one."""
        until = time.monotonic() + WAIT_S
        while _over(found):
            if time.monotonic() > until:
                raise StoreError("another process is still renewing the token")
            await asyncio.sleep(LOOK_S)
            found = await self._known(found.place)
        return found

    async def begin(self) -> str:
        """A state for an installation in a browser: good for one use within ten minutes."""
        state = secrets.token_urlsafe(24)
        await self._store.put(self._state(state), b"1", STATE_S)
        return state

    async def ended(self, state: str) -> bool:
        """Whether that state was given out, is young enough, and had not come back yet."""
        return bool(await self._keys.drop([self._state(state)]))

    def _state(self, state: str) -> str:
        return self._space.state(self._sealer.digest("state", state))

    async def _known(self, place: str) -> Installed:
        found = await self.find(place)
        if found is None:
            raise NotInstalled(place)
        return found

    async def _names(self) -> list[str]:
        found = [await self._keys.names(pattern) for pattern in self._space.installations()]
        return sorted(name for names in found for name in names)

    async def _record(self, place: str) -> _Record | None:
        sealed = await self._store.get(self._space.installation(place))
        if sealed is None:
            return None
        try:
            return _Record.model_validate_json(self._sealer.open(sealed, _scope(place)))
        except ValidationError as error:
            raise SealError("an installation was written by another version") from error

    async def _put(self, place: str, record: _Record) -> None:
        key = self._space.installation(place)
        sealed = self._sealer.seal(record.model_dump_json().encode(), _scope(place))
        for _ in range(TRIES):
            if await self._store.swap(key, await self._store.get(key), sealed):
                return
        raise StoreError("an installation is written by others all the time")


def _scope(place: str) -> str:
    return f"installation:{place}"


def _place(name: str) -> str:
    return name.rsplit("installation:", 1)[1]


def _ageing(installed: Installed) -> bool:
    return installed.until is not None and installed.until - time.time() < AHEAD_S


def _over(installed: Installed) -> bool:
    return installed.until is not None and installed.until <= time.time()
