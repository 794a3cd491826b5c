"""What changes in one workspace while a day is played, with its time.

Refuses to know the script.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from adapters.playground.team import Team
from adapters.playground.workspace import Json

SETTLE_S = 40.0


@dataclass
class Seen:
    """One change that somebody saw: a message as it stood then, a line under a thread, a window."""

    at: float
    kind: str
    channel: str
    thread: str
    message: Json
    only: str = ""


class Watching:
    """Everything that changes in one workspace, with its time."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.seen: list[Seen] = []
        self.changed = asyncio.Condition()

    async def run(self) -> None:
        """Until cancelled."""
        place = self.team.workspace
        number, queue = place.watch()
        try:
            while True:
                change = await queue.get()
                found = self._seen(change)
                async with self.changed:
                    if found is not None:
                        self.seen.append(found)
                    self.changed.notify_all()
        finally:
            place.unwatch(number)

    def _seen(self, change: Json) -> Seen | None:
        place, kind, at = self.team.workspace, change["kind"], time.monotonic()
        if kind == "view":
            view = place.views.get(change["view"], {})
            return Seen(at, kind, "", "", dict(view), only=change["user"])
        channel = str(change.get("channel", ""))
        ts = str(change.get("ts", ""))
        if kind == "status":
            said = place.status(place.channels[channel], ts)
            return Seen(at, kind, channel, ts, {"text": said})
        if kind == "ephemeral":
            found = next(one for one in place.ephemeral[::-1] if one["ts"] == ts)
            thread = str(found.get("thread_ts", ""))
            return Seen(at, kind, channel, thread, dict(found), found["ephemeral_to"])
        if kind == "message":
            message = place.message(place.channels[channel], ts)
            if message is None or not message.get("bot_id"):
                return None
            return Seen(at, kind, channel, str(message.get("thread_ts") or ts), dict(message))
        if kind == "deleted":
            gone = [one for one in self.seen if one.message.get("ts") == ts]
            thread = gone[-1].thread if gone else ts
            return Seen(at, kind, channel, thread, {"ts": ts})
        return None

    async def until(self, holds: Any) -> bool:
        """Wait until it holds; False when it never did."""
        try:
            async with asyncio.timeout(SETTLE_S), self.changed:
                await self.changed.wait_for(holds)
        except TimeoutError:
            return False
        return True
