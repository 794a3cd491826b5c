""" "Why?" literally: one case for each way a decision comes about."""

from __future__ import annotations

import pytest
from routing_cases import SEATS, answer, request, router

from bot.decision import Cause, Counterfactual, Decision, Estimate, Floor, Reason, instead
from bot.routing.decide import Health
from bot.routing.otherwise import health_of, what_would
from bot.routing.why import breakdown
from bot.seats import Seats
from bot.words import Words

LEGAL = "The vendor wants to cap liability, should we sign?"
PROOF = "Prove by induction that it holds"


def told(
    decision: Decision, changed: Counterfactual | None = None, seats: Seats = SEATS
) -> list[str]:
    return breakdown(answer(decision), seats, Words(), changed=changed, tokens=310)


def overturned(text: str, cause: Cause, detail: str) -> Decision:
    """As a later gate leaves it: handed on in the model's words, or a check failed."""
    decision = instead(router().decide(request(text)), "reasoning", cause, detail)
    if cause == "check_failed":
        return decision
    floors = (Floor(name=cause, tier="reasoning"), *decision.floors[1:])
    return decision.model_copy(update={"floors": floors})


def made(**fields: object) -> Decision:
    """A decision that no training of the classifier changes."""
    return Decision.model_validate({"score": 0.0, "threshold": 0.5, "base": 0.45, **fields})


def reason(name: str, contribution: float, *words: str) -> Reason:
    return Reason(name=name, value=1.0, contribution=contribution, words=words)


def test_the_score_is_told_with_the_words_behind_it_and_adds_up() -> None:
    parts = (
        reason("hard_problem", -0.2),
        reason("proof", 0.4, "prove"),
        reason("several_steps", 0.15, "first", "then"),
    )
    decision = made(tier="reasoning", cause="score", score=0.8, reasons=parts)
    lines = told(decision, Counterfactual(without=("prove",), tier="fast"))
    assert lines[:4] == [
        "R1 answered.",
        "The score decided. It starts at 0.45, and what the question says moves it:\n"
        "• the whole sentence does not read like a hard problem: -0.20\n"
        '• proof "prove": +0.40 of 0.80\n'
        '• several steps "first", "then": +0.15 of 0.80\n'
        "Together 0.80. R1 is asked from 0.50 on.",
        "Length, about 310 tokens: did not matter.",
        'Without "prove" this would have gone to V3.',
    ]


def test_rounded_figures_that_do_not_add_up_are_called_rounded() -> None:
    parts = (reason("proof", 0.404, "prove"), reason("hard_problem", 0.333))
    lines = told(made(tier="reasoning", cause="score", score=1.187, reasons=parts))
    assert "Together 1.19; the figures above are rounded." in lines[1]


def test_a_matter_is_told_with_its_words_and_how_it_was_read() -> None:
    legal = Floor(name="legal", tier="reasoning", words=("cap liability",), rule="meaning")
    lost = (Floor(name="score", tier="fast"),)
    lines = told(made(tier="reasoning", cause="stakes", floors=(legal,), lost=lost))
    assert lines[1:4] == [
        "It looks like a legal question, read from the whole sentence. "
        'The words that show it most: "cap liability".',
        "The wording alone pointed to V3; that did not matter.",
        "Length, about 310 tokens: did not matter.",
    ]
    thread = legal.model_copy(update={"rule": "thread"})
    lines = told(made(tier="reasoning", cause="stakes", floors=(thread,)))
    assert lines[1] == (
        "Together with the thread above, it looks like a legal question. "
        'The words that show it most: "cap liability".'
    )


def test_danger_is_told_by_its_phrase() -> None:
    lines = told(router().decide(request("he collapsed and is not breathing")))
    assert lines[1].startswith("Someone may be in danger. The phrase that says so: ")


def test_a_wish_is_told_with_what_it_overruled() -> None:
    lines = told(router().decide(request(LEGAL, wish=("fast", "!fast"))))
    assert lines[1:3] == [
        "You asked for it: !fast.",
        'It looks like a legal question ("cap liability", "sign"). '
        "By itself that would have gone to R1.",
    ]


def test_a_model_s_own_words_are_quoted_cut_and_harmless() -> None:
    said = 'an "error" would be\ncostly <!channel> ' + "and so on " * 30
    decision = overturned("what is it?", "handed_on", said)
    lines = told(decision, Counterfactual(without=(), tier="fast", rule="handed_on"))
    assert lines[1] == "V3 began and handed the question on."
    assert lines[2].startswith("V3's own words (not verified): \"an 'error' would be costly <!")
    assert len(lines[2]) <= 120 + len('V3\'s own words (not verified): ""')
    assert "Had V3 not handed it on, its answer would have stood." in lines


def test_a_failed_check_is_told() -> None:
    decision = overturned("what is it?", "check_failed", "sum")
    lines = told(decision, Counterfactual(without=(), tier="fast", rule="check_failed"))
    assert lines[1] == "V3's answer failed a check: the sum does not add up."
    assert "Had V3's answer passed the check, it would have stood." in lines
    assert not any("own words" in line for line in lines)


def test_what_a_later_gate_overturned_is_found_by_routing_again() -> None:
    causes: tuple[Cause, ...] = ("handed_on", "check_failed")
    for cause in causes:
        decision = overturned("what is it?", cause, "-")
        found = what_would(decision, request("what is it?"), router(), health_of(decision))
        assert found == Counterfactual(without=(), tier="fast", rule=cause)
        down = instead(decision, "fast", "unavailable", "timeout 90")
        found = what_would(down, request("what is it?"), router(), health_of(down))
        assert found == Counterfactual(without=(), tier="reasoning", rule="unavailable")


def test_who_stands_in_is_told_truly() -> None:
    down = instead(router().decide(request(LEGAL)), "fast", "unavailable", "timeout 90")
    assert told(down)[1] == "R1 did not answer in 90 s, so V3 stood in."
    lighter = instead(router().decide(request(LEGAL)), "reasoning", "unavailable", "timeout 90")
    given = answer(lighter, label="R1-Lite")
    lines = breakdown(given, SEATS, Words(), changed=None, tokens=9)
    assert lines[0] == "R1-Lite answered."
    assert lines[1].startswith("R1 did not answer in 90 s, so a lighter model")
    assert health_of(lighter) == Health()


def test_an_own_reason_is_not_taken_for_the_reason_of_an_outage() -> None:
    decision = instead(
        overturned("what is it?", "handed_on", "needs care"), "fast", "unavailable", "status 503"
    )
    lines = told(decision)
    assert lines[1] == "R1's server failed (503), so V3 stood in."
    assert lines[2] == 'V3\'s own words (not verified): "needs care"'
    assert "V3 had begun and handed the question on to R1." in lines


def test_a_rule_that_changed_nothing_is_told_as_such() -> None:
    lines = told(router().decide(request(LEGAL, wish=("reasoning", "!think"))))
    assert "Without that, it would have gone to R1 all the same." in lines


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (
            Health(tokens=41_300),
            "It is long: about 41,300 tokens to read, and the limit is 10,000.",
        ),
        (Health(budget_until="1 Dec"), "Your budget for R1 is spent until 1 Dec."),
        (
            Health(kept_in="files stay here"),
            "A rule on where text may go decided: files stay here.",
        ),
    ],
)
def test_circumstances(health: Health, said: str) -> None:
    assert told(router().decide(request("hello there"), health))[1].startswith(said)


def test_expected_stands_beside_actual_and_the_settings_beside_the_server_s_word() -> None:
    decision = router().decide(request("hello there"))
    expected = (
        Estimate(tier="fast", seconds=1.4, cost_usd=0.0002),
        Estimate(tier="reasoning", seconds=45, cost_usd=0.0029),
    )
    lines = breakdown(answer(decision), SEATS, Words(), changed=None, tokens=9, expected=expected)
    assert lines[-3:-1] == [
        "Expected: V3 about 1.4 s and $0.0002, R1 about 45 s and $0.0029. "
        "It took 1.2 s and $0.0002.",
        "The server says the model was m; the settings name v3.",
    ]


def test_who_sits_in_the_seat_is_said_once() -> None:
    seat = SEATS.fast.model_copy(update={"sitter": "deepseek-flash"})
    seats = SEATS.model_copy(update={"fast": seat})
    lines = told(router().decide(request("hello there")), seats=seats)
    assert lines[0] == "V3 answered; deepseek-flash sits in that seat."
    assert sum("deepseek-flash" in line for line in lines) == 1
