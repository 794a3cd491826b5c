"""Caps per person and workspace and day, and per channel and month: looked at before a model is
asked, charged after.

Refuses to know models and prices: it is told dollars. Counters live in the store, by UTC day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.answer import Usage
from bot.errors import RequestRefused, StoreError
from bot.events import Events
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Noun, Place, Request, Tier
from bot.sealing import Sealer
from bot.spending.caps import Caps
from bot.words.figures import Dollars

MICRO = 1_000_000
_KEPT_S, _MONTH_S = 2 * 86_400.0, 32 * 86_400.0
#: How a channel's spent budget is recorded, before the day on which it begins anew.
CHANNEL = "channel"


class Spent(Noun):
    """What a person and their workspace have used up today, and the channel this month."""

    person_usd: float = 0.0
    team_usd: float = 0.0
    reasoning: int = 0
    channel_usd: float = 0.0


class Purse:
    """Charges and balances, held against the caps in force for a request.

    When the store is down nothing is refused, and the log says so.
    """

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace, events: Events) -> None:
        self._store = store
        self._sealer = sealer
        self._space = space
        self._events = events

    def _keys(self, team: str, user: str, now: datetime) -> tuple[str, str, str]:
        day = now.date().isoformat()
        person = self._sealer.digest("purse", team, user)
        whole = self._sealer.digest("purse", team)
        return (
            self._space.counter(team, f"usd:{person}:{day}"),
            self._space.counter(team, f"usd:{whole}:{day}"),
            self._space.counter(team, f"reasoning:{person}:{day}"),
        )

    def _month(self, place: Place, now: datetime) -> str:
        """The channel's counter; "" for a direct message, which is the person's alone."""
        if place.kind == "dm" or not place.channel:
            return ""
        channel = self._sealer.digest("purse", place.team, place.channel)
        return self._space.month(place.team, f"{channel}:{now.astimezone(UTC):%Y-%m}")

    async def spent(self, request: Request, now: datetime) -> Spent:
        """What has been used up until now today, and where it is asked this month; nothing while
        the store does not answer: a question is not held up by that."""
        place = request.place
        try:
            return await self._read(place.team, request.asker.id, now, self._month(place, now))
        except StoreError as error:
            self._events.emit("store_failed", what="purse", detail=str(error))
            return Spent()

    async def balance(self, team: str, user: str, now: datetime) -> Spent:
        """The same for a person and their workspace, to be shown to them. Raises StoreError."""
        return await self._read(team, user, now)

    async def _read(self, team: str, user: str, now: datetime, month: str = "") -> Spent:
        values = []
        for key in (*self._keys(team, user, now), *([month] if month else [])):
            raw = await self._store.get(key)
            values.append(int(raw) if raw is not None and raw.isdigit() else 0)
        return Spent(
            person_usd=values[0] / MICRO,
            team_usd=values[1] / MICRO,
            reasoning=values[2],
            channel_usd=values[3] / MICRO if month else 0.0,
        )

    def refusal(
        self, spent: Spent, caps: Caps, now: datetime, zone: str = "UTC"
    ) -> RequestRefused | None:
        """Why nothing at all may be asked any more today, told in that zone's time, or None."""
        reset = next_reset(now, zone)
        if spent.person_usd >= caps.usd_person_day:
            return RequestRefused(
                said="refused.budget_person",
                spent=Dollars(spent.person_usd),
                cap=Dollars(caps.usd_person_day),
                reset=reset,
            )
        if spent.team_usd >= caps.usd_team_day:
            return RequestRefused(
                said="refused.budget_team",
                spent=Dollars(spent.team_usd),
                cap=Dollars(caps.usd_team_day),
                reset=reset,
            )
        return None

    def reasoning_spent(self, spent: Spent, caps: Caps, now: datetime, zone: str = "UTC") -> str:
        """Until when the reasoning tier is out of reach, as it is recorded: `channel 2026-12-01`
        where this channel's month is used up, else the hour at which this person's day is over; ""
        while there is something left."""
        if spent.channel_usd >= caps.reasoning_usd_channel_month:
            return f"{CHANNEL} {next_month(now)}"
        return next_reset(now, zone) if spent.reasoning >= caps.reasoning_person_day else ""

    def needs_confirmation(self, cost_usd: float, caps: Caps) -> bool:
        """Whether a request of that estimated cost waits for a person's `Go ahead`."""
        return cost_usd > caps.usd_request_unconfirmed

    async def charge(self, request: Request, tier: Tier, usage: Usage, now: datetime) -> None:
        """Book what calls have cost, whatever came of them. Never raises for the store."""
        person, whole, reasoning = self._keys(request.place.team, request.asker.id, now)
        micros = round(usage.cost_usd * MICRO)
        try:
            if micros:
                await self._store.count(person, micros, _KEPT_S)
                await self._store.count(whole, micros, _KEPT_S)
            month = self._month(request.place, now) if tier == "reasoning" else ""
            if micros and month:
                await self._store.count(month, micros, _MONTH_S)
            if tier == "reasoning" and usage.calls:
                await self._store.count(reasoning, 1, _KEPT_S)
        except StoreError as error:
            self._events.emit("charge_failed", job=request.id, micros=micros, detail=str(error))


def next_month(now: datetime) -> date:
    """The first day of the month that follows."""
    first = now.astimezone(UTC).date().replace(day=1)
    return (first + timedelta(days=31)).replace(day=1)


def month_reset(now: datetime, zone: str) -> str:
    """At which hour that month begins for a person in this time zone: `01:00 Europe/Berlin`."""
    return _hour(next_month(now), zone)


def next_reset(now: datetime, zone: str = "UTC") -> str:
    """When counters begin anew, for a person in this time zone."""
    return _hour((now.astimezone(UTC) + timedelta(days=1)).date(), zone)


def _hour(day: date, zone: str) -> str:
    """When that day of UTC begins there: `01:00 Europe/Berlin`."""
    begins = datetime.combine(day, time(), UTC)
    try:
        return f"{begins.astimezone(ZoneInfo(zone)):%H:%M} {zone}"
    except (ZoneInfoNotFoundError, ValueError):
        return f"{begins:%H:%M} UTC"
