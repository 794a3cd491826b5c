"""What another policy would have decided on questions that are over.

Refuses to show their text, to ask models, and to change a record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pydantic import ValidationError

from bot.decision import Decision
from bot.errors import RequestRefused, SealError
from bot.explained import decision_in
from bot.jobs.record import Job, seal_scope
from bot.ports import Classifier, TokenCounter
from bot.request import Noun, Request
from bot.routing.decide import Health
from bot.routing.length import bounds
from bot.routing.policy import Book
from bot.routing.reach import kept
from bot.routing.router import Router
from bot.routing.rules import Policy
from bot.routing.shown import KeyChange
from bot.sealing import Sealer
from bot.seats import Seats


class Verdict(Noun):
    """A tier and the cause; `refused` with the reason's name when nobody would be asked."""

    tier: str
    cause: str


class Changed(Noun):
    """A question on which the first gate would now decide otherwise."""

    id: str
    channel: str
    old: Verdict
    new: Verdict


class PolicyDiff(Noun):
    """The shape of `policy diff --json`.

    `examined` recorded decisions were looked at, `unreadable` ones could not be; `already` counts
    those that the policy in force would decide otherwise than recorded, whatever the file says.
    """

    file: str
    before: str
    after: str
    keys: tuple[KeyChange, ...]
    decisions: tuple[Changed, ...] = ()
    examined: int = 0
    unreadable: int = 0
    already: int = 0


class Anew:
    """Routes recorded questions anew: what the first gate says under a policy."""

    def __init__(self, seats: Seats, classifier: Classifier, counter: TokenCounter) -> None:
        self._seats = seats
        self._classifier = classifier
        self._counter = counter

    async def verdict(self, request: Request, policy: Policy) -> Verdict:
        """What it would say now; circumstances that pass (budgets, failures) left out."""
        try:
            health = await self._health(request, policy)
        except RequestRefused as error:
            return Verdict(tier="refused", cause=error.key.removeprefix("refused."))
        router = Router(policy, health, self._classifier)
        (decision,) = await asyncio.to_thread(router.decisions, [request], words=False)
        return Verdict(tier=decision.tier, cause=decision.cause)

    async def _health(self, request: Request, policy: Policy) -> Health:
        if len(request.text) > policy.length.limit_characters:
            raise RequestRefused(said="refused.too_long")
        tokens = None
        if bounds(request).straddles(policy.length.limit_tokens):
            texts = [request.text, *(unit.text for unit in request.context)]
            tokens = await self._counter.count(texts)
        kept_in, kept_to = kept(request, self._seats, policy.text)
        return Health(tokens=tokens, kept_in=kept_in, kept_to=kept_to)


class Review:
    """Recorded questions under two books; one for a comparison."""

    def __init__(
        self,
        before: Book,
        after: Book,
        seats: Seats,
        classifier: Classifier,
        counter: TokenCounter,
    ) -> None:
        self._before = before
        self._after = after
        self._anew = Anew(seats, classifier, counter)

    async def add(self, found: PolicyDiff, jobs: Sequence[Job], sealer: Sealer) -> PolicyDiff:
        """The comparison with these jobs in it, in their order."""
        changed, examined, unreadable, already = [], 0, 0, 0
        for job in jobs:
            try:
                decision, request = decision_in(job, sealer), _request(job, sealer)
            except (SealError, ValidationError):
                unreadable += 1
                continue
            if decision is None or request is None:
                continue
            examined += 1
            old = first_verdict(decision)
            new = await self._verdict(request, self._after)
            if new == old:
                continue
            # What has changed since then by itself is not this file's doing.
            if new == await self._verdict(request, self._before):
                already += 1
                continue
            changed.append(Changed(id=job.id, channel=job.channel, old=old, new=new))
        return found.model_copy(
            update={
                "decisions": (*found.decisions, *changed),
                "examined": found.examined + examined,
                "unreadable": found.unreadable + unreadable,
                "already": found.already + already,
            }
        )

    async def _verdict(self, request: Request, book: Book) -> Verdict:
        policy = book.in_force(request.place.channel, request.asker.groups).policy
        return await self._anew.verdict(request, policy)


def first_verdict(decision: Decision) -> Verdict:
    """What the first gate said: budgets, failures and later gates come after it."""
    first = decision.escalated_from or decision
    return Verdict(tier=first.tier, cause=first.cause)


def _request(job: Job, sealer: Sealer) -> Request | None:
    if not job.request:
        return None
    return Request.model_validate_json(sealer.open(job.request, seal_scope(job.team, job.id)))
