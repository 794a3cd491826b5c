"""The footer, literally: one case of WORDS.md each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_cases import SEATS, answer, request, router

from bot.answer import Answer, CacheNote
from bot.decision import Decision, Escalation, instead
from bot.request import Extent
from bot.routing.decide import Health
from bot.routing.footer import LIMIT, footer
from bot.routing.waiting import waiting
from bot.routing.why import breakdown
from bot.seats import Seats
from bot.words import Words

WORDS = Words()


def line(decision: Decision, **more: Any) -> str:
    return footer(answer(decision, **more), SEATS, WORDS)


def decided(text: str, **more: Any) -> Decision:
    return router().decide(request(text, **more))


def test_quick() -> None:
    assert line(decided("what does HTTP 429 mean?")) == (
        "V3 · short factual question · 1.2 s · $0.0002"
    )


@pytest.mark.parametrize("text", ["a" * 40_000, "这" * 2_000])
def test_a_long_text_without_spaces_is_not_called_short(text: str) -> None:
    assert "short" not in line(decided(text))


def test_stakes() -> None:
    decision = decided("The vendor wants to cap liability, should we sign?")
    assert line(decision, seconds=34, cost=0.0031) == (
        'R1 · legal: "cap liability", "sign" · 34 s · $0.0031'
    )


@pytest.mark.parametrize(
    "text", ["how much ibuprofen can I give a 3 year old?", "Can we let Dana go next week?"]
)
def test_personal_matters_keep_their_words_to_themselves(text: str) -> None:
    assert line(decided(text), seconds=34, cost=0.0031) == "R1 · sensitive topic · 34 s · $0.0031"


@pytest.mark.parametrize(
    ("extent", "told"),
    [
        (None, "V3 · short question · 1.6 s"),
        (Extent(there=312, read=312), "V3 · short question · 1.6 s"),
        (Extent(there=312, read=41), "V3 · short question · read 41 of 312 messages · 1.6 s"),
        (
            Extent(there=2, read=2, cut=1),
            "V3 · short question · read 2 of 2 messages, 1 only in part · 1.6 s",
        ),
        (
            Extent(there=9, read=4, cut=3),
            "V3 · short question · read 4 of 9 messages, 3 only in part · 1.6 s",
        ),
    ],
)
def test_part_of_a_thread(extent: Extent | None, told: str) -> None:
    given = answer(decided("any news on the proxy?"), seconds=1.6)
    assert footer(given, SEATS, WORDS, cost=False, extent=extent) == told


@pytest.mark.parametrize(
    "made",
    [
        answer(decided("what does HTTP 429 mean?"), cache=CacheNote(state="hit", age_s=240.0)),
        answer(decided("what does HTTP 429 mean?"), finish="length"),
        answer(decided("The vendor wants to cap liability, should we sign?")),
        answer(decided("Can we let Dana go next week?")),
        answer(decided("Can we let Dana go next week?", wish=("fast", "!fast"))),
        answer(router(health=Health(reasoning_down="timeout 90")).decide(request("sign it?"))),
        answer(router(health=Health(budget_until="1 Dec")).decide(request("sign it?"))),
        answer(router(health=Health(tokens=41_300)).decide(request("sign it?"))),
    ],
)
@pytest.mark.parametrize("seats", [SEATS, SEATS.model_copy(update={"preset": "offline"})])
def test_whatever_decided_what_was_not_read_is_told(made: Answer, seats: Seats) -> None:
    told = footer(made, seats, WORDS, extent=Extent(there=312, read=41))
    assert " · read 41 of 312 messages" in told
    assert len(told) <= LIMIT


def test_length() -> None:
    decision = router().decide(request("hi", context=("x",)), Health(tokens=41_300))
    shown = footer(answer(decision, seconds=78, cost=0.012), SEATS, WORDS, files=2)
    assert shown == "R1 · long: 41,300 tokens, limit 10,000 · 2 files · 78 s · $0.012"


def test_complexity() -> None:
    decision = decided("Prove by induction that it holds, step by step, first, then finally")
    assert line(decision, seconds=52, cost=0.0029) == (
        "R1 · needs reasoning: proof, several steps · 52 s · $0.0029"
    )


def test_wish() -> None:
    decision = decided("hello", wish=("reasoning", "!think"))
    assert line(decision, seconds=29, cost=0.0018) == (
        "R1 · you asked for it (!think) · 29 s · $0.0018"
    )


def test_wish_against_stakes() -> None:
    decision = decided("should we sign the contract?", wish=("fast", "!fast"))
    assert line(decision, seconds=1.4) == (
        "V3 · you asked for it (!fast) · looks legal, do not rely on it alone · 1.4 s"
    )


def test_reasoning_down() -> None:
    decision = instead(decided("should we sign the contract?"), "fast", "unavailable", "timeout 90")
    assert line(decision) == "V3 instead of R1 · R1 did not answer in 90 s · not double-checked"
    refused = instead(decided("should we sign the contract?"), "fast", "unavailable", "status 401")
    assert line(refused) == (
        "V3 instead of R1 · R1's server refused the key (401) · not double-checked"
    )


def test_budget() -> None:
    decision = router().decide(request("prove this theorem"), Health(budget_until="00:00 UTC"))
    assert line(decision) == (
        "V3 instead of R1 · your R1 budget is spent until 00:00 UTC · not double-checked"
    )


def test_memory() -> None:
    note = CacheNote(state="hit", age_s=240, tier="fast")
    assert line(decided("hello"), cache=note) == (
        "V3 · from memory, answered in this channel 4 min ago · $0"
    )


def test_cut_answers_say_so() -> None:
    decision = decided("should we sign the contract?")
    assert line(decision, seconds=61, cost=0.02, finish="length") == (
        "R1 · incomplete: stopped at the length limit · 61 s · $0.020"
    )
    assert "the connection broke" in line(decision, finish="cut")


def test_raised_hand_and_failed_check_are_told() -> None:
    raised = decided("should we sign the contract?").model_copy(
        update={
            "cause": "handed_on",
            "escalated_from": Escalation(tier="fast", cause="score", detail="needs care"),
        }
    )
    assert line(raised, seconds=41, cost=0.0024) == "R1 · V3 handed it on · 41 s · $0.0024"


def test_nearly_nothing_is_said_as_such() -> None:
    assert line(decided("hello"), cost=0.00001).endswith("· < $0.0001")


def test_who_sits_in_the_seat_is_said() -> None:
    seat = SEATS.fast.model_copy(update={"sitter": "deepseek-flash"})
    seats = Seats(preset="deepseek", fast=seat, reasoning=SEATS.reasoning)
    shown = footer(answer(decided("what does HTTP 429 mean?")), seats, WORDS)
    assert shown.startswith("V3 seat: deepseek-flash · short factual question")


def test_offline() -> None:
    seats = SEATS.model_copy(update={"preset": "offline"})
    shown = footer(answer(decided("should we sign the contract?")), seats, WORDS)
    assert shown == (
        'Offline demo · R1 would have been asked: legal, "sign", "contract" · no model connected'
    )


def test_labels_come_from_the_seats() -> None:
    renamed = Seats(
        preset="v3-r1",
        fast=SEATS.fast.model_copy(update={"label": "Hare"}),
        reasoning=SEATS.reasoning.model_copy(update={"label": "Owl"}),
    )
    texts = ("hello", "should we sign the contract?", "prove this theorem step by step")
    for text in texts:
        one = answer(decided(text), label="Owl" if decided(text).tier == "reasoning" else "Hare")
        lines = [
            footer(one, renamed, WORDS),
            waiting(one.decision, renamed, WORDS, 30),
            *breakdown(one, renamed, WORDS, changed=None, tokens=12),
        ]
        assert not any("V3" in shown or "R1" in shown for shown in lines)


@given(st.text(max_size=200), st.floats(0, 5000), st.floats(0, 500))
@settings(max_examples=40)
def test_a_footer_is_one_short_line(text: str, seconds: float, cost: float) -> None:
    shown = line(decided(text), seconds=seconds, cost=cost)
    assert len(shown) <= LIMIT
    assert "\n" not in shown


def test_before_a_slow_answer_the_reason_is_said() -> None:
    decision = decided("The vendor wants to cap liability, should we sign?")
    assert waiting(decision, SEATS, WORDS, 45) == (
        'This looks like a legal question ("cap liability", "sign"), so R1 is thinking it through. '
        "Usually 20 to 90 s."
    )
    # Measured bounds that meet when they are rounded are still told as a range.
    assert waiting(decision, SEATS, WORDS, 4.2, 5.1).endswith("Usually 5 to 10 s.")
    assert waiting(decision, SEATS, WORDS, 41, 42).endswith("Usually 40 to 50 s.")
