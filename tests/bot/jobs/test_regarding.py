"""Votes beside decisions: then, now, and with another threshold."""

from __future__ import annotations

from datetime import UTC, datetime

from house_cases import seats_at
from routing_cases import CLASSIFIER, answer, request, router
from slack_cases import job_of

from adapters.models.tokens import DeepSeekTokens
from adapters.queue.memory import MemoryLedger
from bot.jobs.record import Job, seal_scope
from bot.jobs.regarding import Calibration, Regarding
from bot.jobs.reviewing import Anew, Verdict
from bot.jobs.votes import Vote, vote_on
from bot.routing.policy import Book, combined, parsed
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
NOW = datetime(2026, 11, 30, tzinfo=UTC)
PLAIN = "what does HTTP 429 mean?"
LEGAL = "should we sign the contract?"


def recorded(text: str, name: str = "J1") -> tuple[Job, Vote]:
    asked = request(text)
    given = answer(router().decide(asked))
    raw = asked.model_dump_json().encode()
    job = job_of(id=name, state="done", request=SEALER.seal(raw, seal_scope("T1", name)))
    return job, vote_on(job, given, "U1", "down", NOW, ("wrong_model",))


async def looked(
    *votes: tuple[Job, Vote],
    threshold: float | None = None,
    book: Book | None = None,
    kept: bool = True,
) -> Calibration:
    ledger = MemoryLedger()
    if kept:
        ledger._jobs = {job.id: job for job, _ in votes}
    anew = Anew(seats_at("http://127.0.0.1:9/v1"), CLASSIFIER, DeepSeekTokens())
    regarding = Regarding(ledger, SEALER, book or combined(None), anew)
    return await regarding.look([vote for _, vote in votes], 0, threshold)


async def test_then_and_now_are_told_without_the_text() -> None:
    found = await looked(recorded(PLAIN), recorded(LEGAL, "J2"))
    assert [(one.was.tier, one.was.cause) for one in found.votes] == [
        ("fast", "score"),
        ("reasoning", "stakes"),
    ]
    assert all(one.now == one.was and one.proposed is None for one in found.votes)
    assert not any(word in found.model_dump_json() for word in ("429", "sign", "contract"))


async def test_today_s_policy_decides_now() -> None:
    book = combined(parsed(b"[stakes]\nlegal = false\n", "new.toml"))
    (one,) = (await looked(recorded(LEGAL), book=book)).votes
    assert (one.was.tier, one.now) == ("reasoning", Verdict(tier="fast", cause="score"))


async def test_another_threshold_moves_what_the_score_decides_and_nothing_else() -> None:
    votes = (recorded(PLAIN), recorded(LEGAL, "J2"))
    low = votes[0][1].decision.score - 0.01
    for kept in (True, False):
        plain, legal = (await looked(*votes, threshold=low, kept=kept)).votes
        assert plain.proposed == Verdict(tier="reasoning", cause="score")
        assert legal.proposed == Verdict(tier="reasoning", cause="stakes")


async def test_where_the_record_is_gone_nothing_is_said_of_now() -> None:
    (one,) = (await looked(recorded(PLAIN), kept=False)).votes
    assert (one.now, one.was.tier) == (None, "fast")
