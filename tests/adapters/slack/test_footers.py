"""What stands under an answer, literally, walked row by row: the line, and the button it brings."""

from __future__ import annotations

from typing import Any

import pytest
from office import office
from routing_cases import SEATS, answer, request, router

from adapters.playground.models import Script
from adapters.slack.answering import answer_parts
from bot.answer import Answer, CacheNote
from bot.decision import Decision, Floor, instead
from bot.request import Extent, Place, Request, Unit
from bot.routing.decide import Health
from bot.seats import Seats
from bot.words import Words

LEGAL = "The vendor wants to cap liability, should we sign?"
DEMO = SEATS.model_copy(update={"preset": "offline"})
HIT = CacheNote(state="hit", age_s=240, tier="fast")
NEAR = CacheNote(state="near", age_s=720, tier="fast", similar="What is a 429?")
FILES = tuple(
    Unit(source="file", place=f"{name} p. 1", text="x", file=name) for name in ("a.pdf", "b.pdf")
)


def decided(text: str, health: Health | None = None, **more: Any) -> Decision:
    return router(health=health or Health()).decide(request(text, **more))


def checked(cause: str, detail: str) -> Decision:
    return decided(LEGAL).model_copy(
        update={
            "cause": cause,
            "floors": (Floor(name=cause, tier="reasoning", words=(detail,) if detail else ()),),
        }
    )


def without_r1(cause: Any, detail: str) -> Decision:
    return instead(decided(LEGAL), "fast", cause, detail)


def stopped(made: Answer) -> Answer:
    return made.model_copy(update={"stopped_by": "@dana"})


PROOF = "Prove by induction that it holds, step by step, first, then finally"
ROWS: list[tuple[Answer, str, str]] = [
    (
        answer(decided("what does HTTP 429 mean?")),
        "V3 · short factual question · 1.2 s · $0.0002",
        "Ask R1",
    ),
    (
        answer(decided(LEGAL), seconds=34, cost=0.0031),
        'R1 · legal: "cap liability", "sign" · 34 s · $0.0031',
        "Ask V3",
    ),
    (
        answer(decided("Can we let Dana go next week?"), seconds=34, cost=0.0031),
        "R1 · sensitive topic · 34 s · $0.0031",
        "Why?",
    ),
    (
        answer(decided("hi", Health(tokens=41_300), context=("x",)), seconds=78, cost=0.012),
        "R1 · long: 41,300 tokens, limit 10,000 · 2 files · 78 s · $0.012",
        "Why?",
    ),
    (
        answer(decided(PROOF), seconds=52, cost=0.0029),
        "R1 · needs reasoning: proof, several steps · 52 s · $0.0029",
        "Compare",
    ),
    (
        answer(decided("hello", wish=("reasoning", "!think")), seconds=29, cost=0.0018),
        "R1 · you asked for it (!think) · 29 s · $0.0018",
        "Why?",
    ),
    (
        answer(decided("should we sign the contract?", wish=("fast", "!fast")), seconds=1.4),
        "V3 · you asked for it (!fast) · looks legal, do not rely on it alone · 1.4 s",
        "Check with R1",
    ),
    (
        answer(checked("handed_on", ""), seconds=41, cost=0.0024),
        "R1 · V3 handed it on · 41 s · $0.0024",
        "Why?",
    ),
    (
        answer(checked("check_failed", "sum"), seconds=38, cost=0.0026),
        "R1 · V3's answer failed a check: the sum does not add up · 38 s · $0.0026",
        "Why?",
    ),
    (
        answer(without_r1("unavailable", "timeout 90")),
        "V3 instead of R1 · R1 did not answer in 90 s · not double-checked",
        "Try R1 again",
    ),
    (
        answer(
            instead(decided(LEGAL), "reasoning", "unavailable", "unreachable"),
            seconds=48,
            label="R1-Lite",
        ),
        "R1-Lite instead of R1 · R1 is not answering · 48 s",
        "Why?",
    ),
    (
        answer(without_r1("budget", "channel 2026-12-01")),
        "V3 instead of R1 · this channel's R1 budget is spent until 1 Dec · not double-checked",
        "Ask R1",
    ),
    (
        answer(without_r1("policy", "kept_files channel")),
        "V3 instead of R1 · files in #legal stay on our servers",
        "Why?",
    ),
    (
        answer(decided("what does HTTP 429 mean?"), cache=HIT),
        "V3 · from memory, answered in this channel 4 min ago · $0",
        "Ask again",
    ),
    (
        answer(decided("what does HTTP 429 mean?"), cache=NEAR),
        'V3 · from memory, similar question 12 min ago: "What is a 429?" · $0',
        "Ask mine",
    ),
    (
        answer(decided(LEGAL), seconds=61, cost=0.02, finish="length"),
        "R1 · incomplete: stopped at the length limit · 61 s · $0.020",
        "Continue",
    ),
    (
        stopped(answer(decided(LEGAL), seconds=22, cost=0.0011, finish="stopped")),
        "R1 · stopped by @dana after 22 s · $0.0011",
        "Ask again",
    ),
]


def under(
    made: Answer, seats: Seats = SEATS, place: str = "", **more: Any
) -> tuple[str, list[str]]:
    """The footer, and what the buttons beside it say."""
    asked: Request = request("q").model_copy(update=more)
    (message,) = answer_parts("J1", asked, made, seats, Words(), place=place)
    line = next(one for one in message["blocks"] if one["type"] == "context")
    row = next(one for one in message["blocks"] if one["type"] == "actions")
    return line["elements"][0]["text"], [one["text"]["text"] for one in row["elements"]]


@pytest.mark.parametrize(("made", "footer", "button"), ROWS, ids=[row[1][:40] for row in ROWS])
def test_the_table_row_by_row(made: Answer, footer: str, button: str) -> None:
    line, row = under(made, place="#legal", context=FILES if "2 files" in footer else ())
    assert line == footer
    assert button in row


@pytest.mark.parametrize(
    ("kind", "place", "named"),
    [
        ("private", "#board", "#board"),
        ("channel", "", "this channel"),
        ("dm", "#legal", "direct messages"),
    ],
)
def test_only_a_channel_that_has_a_name_is_named(kind: str, place: str, named: str) -> None:
    line, _ = under(answer(without_r1("policy", f"kept_files {kind}")), place=place)
    assert line == f"V3 instead of R1 · files in {named} stay on our servers"


async def test_the_channel_is_named_as_slack_names_it() -> None:
    async with office(Script(text="Too many requests.")) as here:
        asked = here.ask("@thinktwice what does HTTP 429 mean?")
        await here.answered(asked)
        await here.over()
        (job,) = await here.ledger.recent(1)
        place = Place(team=job.team, channel=job.channel, kind="channel", thread_ts=asked)
        kept = answer(without_r1("policy", "kept_files channel"))
        await here.front.deliver(job, request("q").model_copy(update={"place": place}), kept)
        (message,) = here.ours(asked)
        assert "V3 instead of R1 · files in #general stay on our servers" in message["text"]


def test_part_of_a_thread() -> None:
    made = answer(decided("any news on the proxy?"), seconds=1.6)
    line, row = under(made, extent=Extent(there=312, read=41))
    assert line == "V3 · short question · read 41 of 312 messages · 1.6 s · $0.0002"
    assert "Read everything (R1)" in row


def test_the_demo() -> None:
    line, row = under(answer(decided("should we sign the contract?")), DEMO)
    assert line == (
        'Offline demo · R1 would have been asked: legal, "sign", "contract" · no model connected'
    )
    assert "Compare" not in row
