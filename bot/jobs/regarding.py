"""Votes beside the decisions they are about: what the router would decide now.

Refuses to change a policy and to show anybody's text; what would have chosen better is proposed by
`bot.evaluation`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from pydantic import AwareDatetime, Field, ValidationError

from bot.errors import SealError
from bot.evaluation.outcomes_known import known_from
from bot.evaluation.proposing import Proposal, propose
from bot.evaluation.reliability import Reliability, reliability
from bot.explained import request_in
from bot.jobs.record import Job
from bot.jobs.reviewing import Anew, Verdict, first_verdict
from bot.jobs.votes import Fault, Said, Vote
from bot.ports import LedgerReader
from bot.request import Noun, Request
from bot.routing.policy import Book
from bot.sealing import Sealer


class Regarded(Noun):
    """A vote. `was` is what the first gate decided then, `now` what it would decide in force today
    (None: the question's record is gone), `proposed` the same with another threshold."""

    id: str
    channel: str
    at: AwareDatetime
    said: Said
    faults: tuple[Fault, ...]
    label: str
    seconds: float
    cost_usd: float
    score: float
    threshold: float
    was: Verdict
    now: Verdict | None = None
    proposed: Verdict | None = None


class Calibration(Noun):
    """The shape of `calibrate --json`. `threshold` is the one that was asked about, if any;
    `known` counts the outcomes that speak of the score, by source."""

    threshold: float | None = None
    votes: tuple[Regarded, ...] = ()
    unreadable: int = 0
    known: dict[str, int] = Field(default_factory=dict)
    needed: int = 0
    reliability: Reliability | None = None
    proposal: Proposal | None = None
    exploring: float = 0.0


class Regarding:
    """Routes what was voted on anew; one for a look."""

    def __init__(self, ledger: LedgerReader, sealer: Sealer, book: Book, anew: Anew) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._book = book
        self._anew = anew

    async def look(
        self, votes: Sequence[Vote], unreadable: int, threshold: float | None
    ) -> Calibration:
        """Each vote with both verdicts, in the order given. Raises StoreError."""
        told = [await self._one(vote, threshold) for vote in votes]
        known = [one for one in map(known_from, votes) if one is not None]
        rule = self._book.in_force().policy
        proposal = await asyncio.to_thread(propose, known, rule.routing)
        return Calibration(
            threshold=threshold,
            votes=tuple(told),
            unreadable=unreadable,
            known=dict(Counter(one.source for one in known)),
            needed=sum(one.needed for one in known),
            reliability=reliability(known),
            proposal=proposal,
            exploring=rule.exploration.share if rule.exploration.on else 0.0,
        )

    async def _one(self, vote: Vote, threshold: float | None) -> Regarded:
        decision = vote.decision
        was, now, proposed = first_verdict(decision), None, None
        request = self._asked(await self._ledger.find(vote.of))
        if request is not None:
            place = (request.place.channel, request.asker.groups)
            policy = self._book.in_force(*place).policy
            now = await self._anew.verdict(request, policy)
            if threshold is not None:
                routing = policy.routing.model_copy(update={"threshold": threshold})
                moved = policy.model_copy(update={"routing": routing})
                proposed = await self._anew.verdict(request, moved)
        elif threshold is not None:
            proposed = was
            if was.cause == "score":
                tier = "reasoning" if decision.score >= threshold else "fast"
                proposed = Verdict(tier=tier, cause="score")
        return Regarded(
            id=vote.of,
            channel=vote.channel,
            at=vote.at,
            said=vote.said,
            faults=vote.faults,
            label=vote.label,
            seconds=vote.seconds,
            cost_usd=vote.cost_usd,
            score=decision.score,
            threshold=decision.threshold,
            was=was,
            now=now,
            proposed=proposed,
        )

    def _asked(self, job: Job | None) -> Request | None:
        try:
            return request_in(job, self._sealer) if job else None
        except (SealError, ValidationError):
            return None
