"""What `status` and `jobs` show, collected from ledger, store and seats.

Refuses to change anything.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot import __version__
from bot.bootstrap.house import House, open_house, store_facts, workers_seen
from bot.bootstrap.parts import probe_seat
from bot.caching.tally import Saved, Tally
from bot.errors import StoreError
from bot.events import Silence
from bot.settings import Settings
from bot.status import JobLine, ModelState, Status


async def status_of(settings: Settings) -> Status:
    """The whole status. Raises SettingsError, StoreError."""
    async with open_house(settings, Silence()) as house:
        facts = await store_facts(house)
        models = [await _model(house, tier) for tier in ("fast", "reasoning")]
        mode = "http" if settings.slack_signing_secret.get_secret_value() else "none"
        if settings.slack_app_token.get_secret_value():
            mode = "socket"
        caps = house.policies.base.caps
        return Status.model_validate(
            {
                "version": __version__,
                "mode": mode,
                "workers": await workers_seen(house),
                "queues": await house.ledger.depth(),
                "models": models,
                "redis": f"{facts.product} {facts.version}" if facts else "not answering",
                "cache": "on" if house.policies.base.memory.on else "off",
                "budget": caps.model_dump(),
                "memory": await _saved(house),
            }
        )


async def _saved(house: House) -> Saved:
    tally = Tally(house.store, house.space, house.events)
    try:
        return await tally.total(datetime.now(UTC).date())
    except StoreError:
        return Saved()


async def _model(house: House, tier: str) -> ModelState:
    seat = house.seats.fast if tier == "fast" else house.seats.reasoning
    ok, found = await probe_seat(seat)
    host = urlsplit(seat.base_url).hostname or "this machine"
    return ModelState(tier=seat.tier, served=found if ok else seat.model, host=host, ok=ok)


async def jobs_of(settings: Settings, limit: int) -> list[JobLine]:
    """Unfinished questions from Slack."""
    async with open_house(settings, Silence()) as house:
        now = time.time()
        return [JobLine.of(job, now) for job in await house.ledger.jobs(limit)]
