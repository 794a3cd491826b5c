"""The terminal as a front: a question from the command line, its answer into the ledger.

Refuses to print: the verb does, from the record.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.answer import Answer
from bot.decision import Decision
from bot.errors import ThinktwiceError
from bot.hearing import Alone, Keep, Listener
from bot.jobs.ids import new_id
from bot.jobs.record import Ahead, Job, Received, seal_scope
from bot.provisional import First
from bot.request import Noun, Person, Place, Request, Wish
from bot.routing.marks import read_marks
from bot.sealing import Sealer
from bot.words.languages import ENGLISH, spoken_in

TEAM = "local"


class Asked(Noun):
    """The envelope: what was typed, by whom on this machine."""

    text: str
    user: str
    tier: Wish | None = None
    fresh: bool = False


class TerminalFront:
    """`bot.ports.Front` for `ask`: nothing to show but the record itself."""

    async def gather(self, job: Job, envelope: bytes) -> Request:
        """The typed question, marks read."""
        asked = Asked.model_validate_json(envelope)
        marks = read_marks(asked.text)
        return Request(
            id=job.id,
            text=marks.text,
            asker=Person(id=asked.user, name=asked.user),
            place=Place(team=TEAM, channel="", kind="terminal"),
            asked_at=datetime.now(UTC),
            wish=marks.wish or asked.tier,
            fresh=marks.fresh or asked.fresh,
            private=True,
            language=spoken_in(marks.text) or ENGLISH,
        )

    async def warn(self, job: Job) -> None:
        """The verb that waits prints it."""

    async def attend(self, job: Job) -> None:
        """The verb that waits shows it."""

    async def leave(self, job: Job) -> None:
        """Nothing was begun."""

    async def queued(
        self, job: Job, request: Request, decision: Decision, ahead: Ahead
    ) -> dict[str, str]:
        """Nothing to show before the end."""
        return {}

    async def open(self, job: Job, request: Request, decision: Decision) -> dict[str, str]:
        """Nothing to open."""
        return {}

    def listener(
        self, job: Job, request: Request, decision: Decision, keep: Keep, alone: Alone
    ) -> Listener | None:
        """The verb prints the whole."""
        return None

    async def progress(
        self, job: Job, request: Request, done: int, total: int, left_s: float | None
    ) -> None:
        """Nothing to show before the end."""

    async def provisional(self, job: Job, request: Request, first: First) -> dict[str, str]:
        """Nothing to show before the end."""
        return {}

    async def deliver(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> dict[str, str]:
        """The ledger has it; the verb that waits reads it there."""
        return {}

    async def seconded(
        self, job: Job, request: Request, answer: Answer, first: First | None = None
    ) -> None:
        """There are no second opinions here."""

    async def refuse(self, job: Job, request: Request | None, error: ThinktwiceError) -> None:
        """The reason is in the record, too."""


def received(asked: Asked, sealer: Sealer) -> Received:
    """The entry for the ledger."""
    job_id = new_id()
    return Received(
        id=job_id,
        kind="terminal",
        team=TEAM,
        channel="",
        user=asked.user,
        sealed=sealer.seal(asked.model_dump_json().encode(), seal_scope(TEAM, job_id)),
        dedupe=(f"terminal:{job_id}",),
    )
