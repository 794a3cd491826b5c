"""One question from the command line: asked, told, explained.

Refuses to parse flags; `asking` does.
"""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.answer import Answer
from bot.bootstrap.house import House, crew, open_house
from bot.bootstrap.road import pipeline_of
from bot.ending import ended
from bot.errors import ThinktwiceError
from bot.events import Silence
from bot.explained import Explained, answer_in, request_in
from bot.explained import explained as explain_job
from bot.jobs.firsts import Firsts
from bot.jobs.line import Line
from bot.jobs.paces import Paces
from bot.jobs.record import FINAL, Job
from bot.jobs.work import Work
from bot.jobs.worker import Worker
from bot.request import Extent, Request, Tier, Wish
from bot.routing.footer import footer
from bot.seats import Seats
from bot.settings import Settings
from bot.terminal import TEAM, Asked, TerminalFront, received
from bot.verbs.printing import stop
from bot.words import Words

POLL_S = 0.02
SLOTS = 2


class _Front(TerminalFront):
    """The terminal's front, remembering why a question was refused."""

    def __init__(self) -> None:
        self.refused: dict[str, ThinktwiceError] = {}

    async def warn(self, job: Job) -> None:
        """At once, before there is an answer."""
        print(Words().say("danger.now"), file=sys.stderr, flush=True)

    async def refuse(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        """Keep the reason for the one who waits."""
        self.refused[job.id] = error


@asynccontextmanager
async def _working(house: House, front: _Front) -> AsyncIterator[None]:
    paces = Paces(house.store, house.space)
    firsts = Firsts(house.store, house.sealer, house.space)
    work = Work(
        house.ledger,
        pipeline_of(house),
        front,
        firsts,
        house.votes,
        house.sealer,
        house.events,
        house.care,
        Line(house.ledger, paces, lambda: crew(house)),
        paces,
    )
    worker = Worker("ask", house.ledger, work, house.events, house.settings.lease_s)
    task = asyncio.create_task(worker.run(("quick", "deep"), SLOTS))
    try:
        yield
        # Somebody else's question may be in our hands: it is finished, too.
        worker.stop()
        await task
    finally:
        await ended(task)


async def ask_once(
    settings: Settings, text: str, tier: Tier | None, *, fresh: bool
) -> tuple[Answer, Seats, Extent | None]:
    """The answer, who sits in the seats, how much of a thread was read.

    Leaves with code 1 and one sentence when there is no answer.
    """
    front = _Front()
    wish = Wish(tier=tier, said=f"--tier {tier}") if tier else None
    asked = Asked(text=text, user=getpass.getuser(), tier=wish, fresh=fresh)
    async with open_house(settings, Silence(), realm="t") as house:
        entry = received(asked, house.sealer)
        await house.ledger.receive(entry)
        async with _working(house, front):
            while True:
                job = await house.ledger.job(TEAM, entry.id)
                if job is not None and job.state in FINAL:
                    break
                await asyncio.sleep(POLL_S)
        answer = answer_in(job, house.sealer)
        if answer is None:
            stop(_reason(front, job))
        request = request_in(job, house.sealer)
        return answer, house.seats, request.extent if request else None


def _reason(front: _Front, job: Job) -> str:
    error = front.refused.get(job.id)
    values: dict[str, str | int | float] = {"label": "", **(error.values if error else {})}
    return Words().say(job.reason, **{**values, "id": job.id})


def told(answer: Answer, seats: Seats, extent: Extent | None, language: str) -> str:
    """The answer and its footer, as the terminal shows them."""
    line = footer(answer, seats, Words(language), alone=True, extent=extent)
    return f"{answer.answer.text}\n\n{line} (id {answer.id})"


async def explained(settings: Settings, job_id: str) -> tuple[Explained, Job]:
    """What the ledger knows of a question, asked in Slack or here."""
    for realm in ("p", "t"):
        async with open_house(settings, Silence(), realm=realm) as house:
            job = await house.ledger.find(job_id)
            if job is not None:
                return explain_job(job, house.sealer), job
    stop(Words().say("terminal.unknown_id", id=job_id))


def story(found: Explained, job: Job) -> str:
    """The way of a question in lines: since when, through which states."""
    words = Words()
    lines = [words.say("terminal.state", id=found.id, state=found.state)]
    for step in found.history:
        lines.append(
            words.say(
                "terminal.step",
                after=f"{(step.at - job.received_at) * 1000:,.0f}",
                state=step.state,
                attempt=step.attempt,
            )
        )
    if found.decision is not None:
        decision = found.decision
        lines.append(words.say("terminal.decision", tier=decision.tier, cause=decision.cause))
    used = found.usage
    lines.append(
        words.say(
            "terminal.usage",
            input=f"{used.input_tokens:,}",
            output=f"{used.output_tokens:,}",
            cost=f"${used.cost_usd:.4f}",
            cache=found.cache.state,
        )
    )
    return "\n".join(lines)
