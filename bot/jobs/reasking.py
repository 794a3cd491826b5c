"""Somebody who asks the same again in a thread was not helped by the answer there.

Refuses to guess what they meant: the question has to ask the same, by the same person.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.caching.near.same import judged
from bot.errors import SealError, UnknownVersion
from bot.explained import answer_in, request_in
from bot.jobs.record import Job
from bot.jobs.votes import Votes, vote_on
from bot.ports import FullLedger
from bot.request import Request
from bot.sealing import Sealer

#: So many finished questions are looked through for the one that was asked before.
MOST = 200


class Reasking:
    """Over ledger and votes."""

    def __init__(self, ledger: FullLedger, votes: Votes, sealer: Sealer) -> None:
        self._ledger = ledger
        self._votes = votes
        self._sealer = sealer

    async def note(self, job: Job, request: Request) -> None:
        """Keep that as an act on the earlier answer, if it is so. Raises StoreError."""
        made = request.second_of or request.so_far or request.shape or request.shared_of
        if made or request.compare or request.first_for or not request.place.thread_ts:
            return
        if not await asyncio.to_thread(_asked_before, request):
            return
        for old in await self._ledger.recent(MOST):
            if old.id != job.id and (old.team, old.user) == (job.team, job.user):
                await self._credit(old, job, request)

    async def _credit(self, old: Job, job: Job, request: Request) -> None:
        try:
            before, answer = request_in(old, self._sealer), answer_in(old, self._sealer)
        except (SealError, UnknownVersion):
            return
        if before is None or answer is None or before.compare or before.second_of:
            return
        thread = before.place.thread_ts or before.place.message_ts
        here = (before.place.channel, thread) == (request.place.channel, request.place.thread_ts)
        if here and (await asyncio.to_thread(judged, before.text, request.text)).same:
            vote = vote_on(old, answer, job.user, "asked_again", datetime.now(UTC))
            await self._votes.keep(old.team, vote)


def _asked_before(request: Request) -> bool:
    return any(
        unit.source == "thread"
        and not unit.by_assistant
        and unit.author == request.asker.name
        and judged(unit.text, request.text).same
        for unit in request.context
    )
