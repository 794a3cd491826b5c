"""`status` and `explain`: how the installation is, and why an answer came out as it did.

Refuses to change anything, to call a model, and to open what is another person's alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from bot import __version__
from bot.caching.tally import Tally
from bot.commands.command import Call, Home, Nothing, Said, Who
from bot.commands.desk import Desk
from bot.commands.orders import orders_in
from bot.commands.stating import in_words
from bot.decision import Counterfactual
from bot.errors import CommandRefused, SealError, UnknownVersion
from bot.explained import answer_in, explained, request_in
from bot.jobs.record import ASIDE, Job
from bot.looking import page
from bot.request import Request
from bot.routing.why import Sought
from bot.seats import Seat
from bot.status import ModelState, Status


class ShowStatus:
    """Workers, queues, seats, store: from the store alone, so that it works without workers."""

    name: ClassVar[str] = "status"
    help: ClassVar[str] = "commands.help.status"
    example: ClassVar[str] = "status"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = Nothing

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: Nothing) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: Nothing) -> Said:
        """The status as it can be told without asking the models' servers."""
        desk = self._call.desk
        seats = (desk.seats.fast, desk.seats.reasoning)
        found = await state_of(desk, tuple(_unasked(seat) for seat in seats))
        return Said(in_words(found, self._call.words, self._call.caller.zone), (found,))


def _unasked(seat: Seat) -> ModelState:
    host = urlsplit(seat.base_url).hostname or "this machine"
    return ModelState(tier=seat.tier, served=seat.model, host=host, ok=None)


async def state_of(desk: Desk, models: tuple[ModelState, ...]) -> Status:
    """The whole status; the caller has asked the models, or has not. Raises StoreError."""
    facts = await desk.facts()
    policy = desk.policies.base
    orders = tuple(orders_in(desk.policies.book))
    tally = Tally(desk.store, desk.space, desk.events)
    return Status(
        version=__version__,
        mode=desk.mode,
        workers=tuple(await desk.workers()),
        queues=dict(await desk.ledger.depth()),
        models=models,
        redis=f"{facts.product} {facts.version}" if facts else "not answering",
        cache="on" if policy.memory.on else "off",
        budget=policy.caps.model_dump(),
        memory=await tally.total(datetime.now(UTC).date()),
        paused=tuple(order.shown for order in orders),
        orders=orders,
    )


class JobId(BaseModel):
    """The id that stands with an answer or an error."""

    id: str


class Explain:
    """The same as "Why?" under the answer, by its id."""

    name: ClassVar[str] = "explain"
    help: ClassVar[str] = "commands.help.explain"
    example: ClassVar[str] = "explain K7F3ABCDEF"
    who: ClassVar[Who] = "everyone"
    home: ClassVar[Home] = "web"
    Arguments: ClassVar[type[BaseModel]] = JobId

    def __init__(self, call: Call) -> None:
        self._call = call

    async def preview(self, args: JobId) -> str:
        """Nothing is changed."""
        return ""

    async def run(self, args: JobId) -> Said:
        """Why it came out so. Raises CommandRefused: unknown, or not for these eyes."""
        call, name = self._call, args.id.strip().upper()
        try:
            job = await call.desk.ledger.job(call.caller.team, name)
            request = request_in(job, call.desk.sealer) if job else None
            answer = answer_in(job, call.desk.sealer) if job else None
        except (SealError, UnknownVersion) as error:
            raise CommandRefused(said="commands.unreadable", id=name) from error
        if job is None or not self._for_these_eyes(job, request):
            raise CommandRefused(said="commands.no_job", id=name)
        state = call.words.say("commands.explain_state", id=job.id, state=job.state)
        if request is None or answer is None:
            return Said(state, (explained(job, call.desk.sealer),))
        changed: Counterfactual | Sought = answer.decision.counterfactual or "unknown"
        seen = page(
            answer, request, call.desk.seats, call.words, user=call.caller.id, changed=changed
        )
        lines = seen.why.lines() if seen.why else [seen.note]
        shapes = (explained(job, call.desk.sealer),) if seen.why else ()
        return Said("\n".join([state, *lines]), shapes)

    def _for_these_eyes(self, job: Job, request: Request | None) -> bool:
        """One's own, and what stands openly in the channel where the command is typed."""
        caller = self._call.caller
        if job.team != caller.team or job.kind in ASIDE:
            return False
        if caller.id in (job.user, request.asker.id if request else ""):
            return True
        openly = request is not None and not request.private
        return openly and request is not None and request.place.channel == caller.channel
