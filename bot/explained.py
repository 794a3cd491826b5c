"""What is known of one question afterwards: its steps, its decision, what it used.

Refuses to look anything up; the ledger's record is handed in.
"""

from __future__ import annotations

from bot.answer import Answer, CacheNote, Usage
from bot.decision import Decision
from bot.escalated import Earlier
from bot.jobs.record import Job, State, Step, seal_scope
from bot.request import Noun, Request
from bot.sealing import Sealer


class Explained(Noun):
    """The shape of `explain --json`."""

    id: str
    state: State
    history: tuple[Step, ...]
    decision: Decision | None
    usage: Usage
    cache: CacheNote


def answer_in(job: Job, sealer: Sealer) -> Answer | None:
    """The answer that the record holds. Raises SealError."""
    if not job.answer:
        return None
    return Answer.model_validate_json(sealer.open(job.answer, seal_scope(job.team, job.id)))


def request_in(job: Job, sealer: Sealer) -> Request | None:
    """The question as it was answered: with what was read. Raises SealError."""
    if not job.request:
        return None
    return Request.model_validate_json(sealer.open(job.request, seal_scope(job.team, job.id)))


def decision_in(job: Job, sealer: Sealer) -> Decision | None:
    """Today's decision; on a memory hit the answer carries the one that produced it."""
    if not job.decision:
        return None
    return Decision.model_validate_json(sealer.open(job.decision, seal_scope(job.team, job.id)))


def used_in(job: Job, sealer: Sealer) -> Usage:
    """What has been used so far; of a question on its way up, by the first model."""
    answer = answer_in(job, sealer)
    if answer is not None or not job.earlier:
        return answer.usage if answer else Usage()
    raw = sealer.open(job.earlier, seal_scope(job.team, job.id))
    return Earlier.model_validate_json(raw).usage


def explained(job: Job, sealer: Sealer) -> Explained:
    """The record in the shape that is shown. Raises SealError."""
    answer = answer_in(job, sealer)
    return Explained(
        id=job.id,
        state=job.state,
        history=job.history,
        decision=decision_in(job, sealer),
        usage=used_in(job, sealer),
        cache=answer.cache if answer else CacheNote(state="off"),
    )
