"""Recorded questions decided anew: what a file would change, without their text."""

from __future__ import annotations

from house_cases import seats_at
from routing_cases import CLASSIFIER, POLICY, request, router
from slack_cases import job_of

from adapters.models.tokens import DeepSeekTokens
from bot.decision import Decision, instead
from bot.jobs.record import Job, seal_scope
from bot.jobs.reviewing import PolicyDiff, Review, Verdict
from bot.request import Request
from bot.routing.policy import Book, combined, parsed
from bot.routing.shown import differences, shown
from bot.sealing import Sealer, new_key

SEALER = Sealer(new_key())
PACKAGED = combined(None)
LEGAL = "should we sign the contract?"


def book(text: str) -> Book:
    return combined(parsed(text.encode(), "new.toml"))


def recorded(name: str, asked: Request, decision: Decision | None = None) -> Job:
    scope = seal_scope("T1", name)
    known = decision or router().decide(asked)
    return job_of(
        id=name,
        channel=asked.place.channel,
        state="done",
        request=SEALER.seal(asked.model_dump_json().encode(), scope),
        decision=SEALER.seal(known.model_dump_json().encode(), scope),
    )


async def review(before: Book, after: Book, *jobs: Job) -> PolicyDiff:
    seats = seats_at("http://127.0.0.1:9/v1")
    empty = PolicyDiff(file="new.toml", before="", after="", keys=differences(before, after))
    return await Review(before, after, seats, CLASSIFIER, DeepSeekTokens()).add(empty, jobs, SEALER)


async def test_what_would_be_decided_otherwise_is_listed() -> None:
    jobs = [recorded("K1", request(LEGAL)), recorded("K2", request("what does HTTP 429 mean?"))]
    found = await review(PACKAGED, book("[stakes]\nlegal = false\n"), *jobs)
    assert found.examined == 2
    (one,) = found.decisions
    assert (one.id, one.channel) == ("K1", "C1")
    assert one.old == Verdict(tier="reasoning", cause="stakes")
    assert one.new == Verdict(tier="fast", cause="score")
    assert "sign" not in found.model_dump_json()


async def test_an_override_changes_its_own_channel_only() -> None:
    after = book("[channels.C2.stakes]\nlegal = false\n")
    asked = request(LEGAL)
    there = asked.model_copy(update={"place": asked.place.model_copy(update={"channel": "C2"})})
    found = await review(PACKAGED, after, recorded("K1", asked), recorded("K2", there))
    assert [one.id for one in found.decisions] == ["K2"]


async def test_the_first_gate_is_compared_whatever_came_after_it() -> None:
    decision = instead(router().decide(request(LEGAL)), "fast", "unavailable", "status 503")
    after = book("[stakes]\nlegal = false\n")
    found = await review(PACKAGED, after, recorded("K1", request(LEGAL), decision))
    assert found.decisions[0].old == Verdict(tier="reasoning", cause="stakes")
    same = await review(
        PACKAGED, book("[memory]\non = false\n"), recorded("K1", request(LEGAL), decision)
    )
    assert same.decisions == ()


async def test_what_today_s_policy_changes_already_is_not_the_file_s_doing() -> None:
    today = book("[stakes]\nlegal = false\n")
    after = book("[stakes]\nlegal = false\n[memory]\non = false\n")
    found = await review(today, after, recorded("K1", request(LEGAL)))
    assert (found.decisions, found.already, found.examined) == ((), 1, 1)


async def test_a_refusal_is_a_verdict_too() -> None:
    after = book("[length]\nlimit_characters = 10\n")
    found = await review(PACKAGED, after, recorded("K1", request(LEGAL)))
    assert found.decisions[0].new == Verdict(tier="refused", cause="too_long")


async def test_what_cannot_be_read_is_counted_and_what_was_never_decided_is_not() -> None:
    other = Sealer(new_key()).seal(b"{}", "x")
    jobs = (job_of(id="K1", request=other, decision=other), job_of(id="K2"))
    found = await review(PACKAGED, book("[memory]\non = false\n"), *jobs)
    assert (found.unreadable, found.examined) == (1, 0)


def test_keys_that_differ_are_named_overrides_included() -> None:
    text = "[caps]\nusd_team_day = 20\nusd_person_day = 3\n[channels.C1.memory]\non = false\n"
    changed = differences(PACKAGED, book(text))
    assert [(one.key, one.before, one.after) for one in changed] == [
        ("caps.usd_person_day", "2.0", "3.0"),
        ("channels.C1.memory.on", "", "false"),
    ]
    assert differences(PACKAGED, PACKAGED) == ()


def test_every_key_is_shown_with_its_origin() -> None:
    text = "lock = ['caps']\n[caps]\nusd_team_day = 5\n[channels.C1.memory]\non = false\n"
    everywhere = {line.key: line for line in shown(book(text)).keys}
    here = {line.key: line for line in shown(book(text), "C1").keys}
    dumped = POLICY.model_dump(exclude_none=True)
    assert len(here) == sum(len(table) for table in dumped.values()) - 2 + len(
        dumped["routing"]["weights"]
    )
    assert (everywhere["caps.usd_team_day"].origin.line, here["caps.usd_team_day"].value) == (3, 5)
    assert everywhere["caps.usd_team_day"].locked
    assert everywhere["memory.on"].value is True
    assert everywhere["channels.C1.memory.on"].value is False
    assert (here["memory.on"].value, here["memory.on"].origin.line) == (False, 5)
    assert here["memory.ttl_h"].origin.kind == "packaged"
    assert "channels.C1.memory.on" not in here
