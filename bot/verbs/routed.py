"""Texts as requests, and requests decided: one with what would have changed it, or many at a time.

Refuses to know where texts come from and how decisions are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.bootstrap.parts import token_counter
from bot.decision import Decision
from bot.request import Person, Place, Request
from bot.routing.decide import Health
from bot.routing.length import bounds
from bot.routing.marks import read_marks
from bot.routing.meaning import Meaning
from bot.routing.otherwise import counterfactual
from bot.routing.policy import Policy
from bot.routing.router import Router, as_request

#: Read together, which is three times as fast as one by one.
BATCH = 64


def request_of(text: str) -> Request:
    """A typed text as a request, marks read. Raises RequestRefused."""
    marks = read_marks(text)
    return as_request(marks.text).model_copy(update={"wish": marks.wish})


def plain_request(text: str) -> Request:
    """The text as it stands: a mark in it is text, and even an empty one is routed."""
    return Request(
        id="local",
        text=text,
        asker=Person(id="local"),
        place=Place(team="local", channel="", kind="terminal"),
        asked_at=datetime.now(UTC),
    )


def counted(request: Request, policy: Policy) -> Health:
    """The exact length, where its bounds leave open on which side of the limit it lies."""
    if not bounds(request).straddles(policy.length.limit_tokens):
        return Health()
    return Health(tokens=asyncio.run(token_counter().count([request.text])))


def decided(request: Request, router: Router, health: Health) -> Decision:
    """The decision, with what would have changed it."""
    decision = router.decide(request, health)
    changed = counterfactual(request, router, health, decision)
    return decision.model_copy(update={"counterfactual": changed})


def judged(
    requests: Sequence[Request], router: Router, *, words: bool = True
) -> Iterator[tuple[Decision, Meaning]]:
    """Decision and meaning of each, in order, as soon as its batch is through."""
    limit = router.policy.length.limit_tokens
    for start in range(0, len(requests), BATCH):
        batch = requests[start : start + BATCH]
        for request, found in zip(batch, router.judged(batch, words=words), strict=True):
            if bounds(request).straddles(limit):
                health = counted(request, router.policy)
                yield router.judged([request], health, words=words)[0]
            else:
                yield found
