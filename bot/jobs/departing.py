"""What becomes of a workspace's open questions when nothing of it can be answered any more.

Refuses to forget anything: records keep their time to live.
"""

from __future__ import annotations

from bot.events import Events
from bot.jobs.record import ASIDE, Job
from bot.ports import FullLedger

MOST = 1000


async def stop_all(ledger: FullLedger, last: Job, events: Events) -> None:
    """End every open question of the workspace but this one. Raises StoreError."""
    stopped = 0
    for one in await ledger.jobs(MOST):
        if one.team == last.team and one.id != last.id and one.kind not in ASIDE:
            stopped += await ledger.cancel(one.team, one.id)
    events.emit("shut_out", team=last.team, stopped=stopped)
