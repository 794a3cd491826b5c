"""What is proposed from outcomes: only what holds on others, in small steps, and why not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing_cases import POLICY, answer, request, router
from slack_cases import job_of

from bot.decision import Decision, instead
from bot.evaluation.outcomes_known import MOST_WEIGHT, Known, known_from
from bot.evaluation.proposing import MOST_SHIFT, cost, propose, score_of
from bot.evaluation.proposing import MOST_WEIGHT as MOST_STEP
from bot.evaluation.reliability import curve, likely, reliability
from bot.jobs.votes import Fault, Said, Vote, vote_on
from bot.routing.layers import found_at
from bot.routing.policy import Book

RULE = POLICY.routing
PLAIN = router().decide(request("what does HTTP 429 mean?"))
LEGAL = router().decide(request("should we sign the contract that caps our liability?"))


def vote(said: Said, decision: Decision = PLAIN, faults: tuple[Fault, ...] = ()) -> Vote:
    return vote_on(job_of(id="J1", state="done"), answer(decision), "U1", said, AT, faults)


AT = request("x").asked_at
UP = instead(PLAIN, "reasoning", "explored", "", words=("2 %",)).model_copy(
    update={"propensity": 0.02}
)
HANDED = instead(PLAIN, "reasoning", "handed_on", "hard")


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        (vote("up"), False),
        (vote("down"), True),
        (vote("down", faults=("slow",)), None),
        (vote("down", faults=("slow", "wrong")), True),
        (vote("fast_enough"), False),
        (vote("reasoning_worth"), True),
        (vote("neither"), None),
        (vote("second_same"), False),
        (vote("second_differs"), True),
        (vote("asked_again"), True),
        (vote("up", UP), None),
        (vote("down", UP, ("wrong_model",)), False),
        (vote("up", HANDED), True),
        (vote("down", LEGAL), None),
        (vote("reasoning_worth", LEGAL), None),
    ],
)
def test_what_an_outcome_says_of_the_choice(given: Vote, needed: bool | None) -> None:
    known = known_from(given)
    assert (known.needed if known else None) is needed
    if known is not None:
        assert score_of(known, RULE) == pytest.approx(given.decision.score)


def test_what_the_lot_drew_stands_for_those_that_it_did_not() -> None:
    drawn = known_from(vote("down", UP, ("wrong_model",)))
    assert drawn is not None
    assert drawn.weight == pytest.approx(50)
    rare = UP.model_copy(update={"propensity": 0.001})
    clipped = known_from(vote("down", rare, ("wrong_model",)))
    assert clipped is not None
    assert clipped.weight == MOST_WEIGHT


def outcomes(line: float, n: int, seed: int, noise: float = 0.1) -> list[Known]:
    """The reasoning model is needed from that score on, nearly always."""
    draw, found = random.Random(seed), []
    for place in range(n):
        values = {"hard_problem": draw.choice((-1.0, 0.0, 1.0)), "proof": draw.choice((0.0, 1.0))}
        values["look_up"] = draw.choice((0.0, 1.0))
        score = RULE.base + sum(RULE.weights[name] * value for name, value in values.items())
        needed = (score >= line) != (draw.random() < noise)
        found.append(
            Known(of=f"J{place}", source="up", score=score, needed=needed, weight=1, values=values)
        )
    return found


def test_a_line_that_lies_elsewhere_is_found_and_small_steps_are_taken() -> None:
    known = outcomes(0.42, 120, 1)
    found = propose(known, RULE)
    assert found.why == "better"
    assert found.now is not None
    assert found.then is not None
    assert found.then.missed < found.now.missed
    (change,) = found.changes
    assert change.key == "routing.threshold"
    assert abs(change.after - change.before) <= MOST_SHIFT + 1e-9
    after = RULE.model_copy(update={"threshold": change.after})
    assert cost(known, after) < cost(known, RULE)
    assert change.command == f"python -m bot policy set routing.threshold {change.after:g}"
    assert propose(known, RULE) == found


def test_few_outcomes_one_sided_ones_and_a_line_that_is_right_change_nothing() -> None:
    assert propose(outcomes(0.5, 29, 1), RULE).why == "few"
    alike = [one.model_copy(update={"needed": True}) for one in outcomes(0.5, 60, 1)]
    assert propose(alike, RULE).why == "one_sided"
    right = propose(outcomes(RULE.threshold, 120, 2, noise=0.0), RULE)
    assert (right.why, right.changes) == ("no_better", ())


@given(st.integers(0, 10_000))
def test_pure_chance_is_hardly_ever_proposed_and_nothing_beyond_the_clamp(seed: int) -> None:
    draw = random.Random(seed)
    known = [
        one.model_copy(update={"needed": draw.random() < 0.5}) for one in outcomes(0.5, 40, seed)
    ]
    for change in propose(known, RULE).changes:
        most = MOST_SHIFT if change.key == "routing.threshold" else MOST_STEP
        assert abs(change.after - change.before) <= most + 1e-9


def test_weights_are_proposed_from_two_hundred_on_and_are_keys_of_the_policy() -> None:
    known = [
        one.model_copy(update={"needed": one.score + 0.4 * one.values["look_up"] >= 0.6})
        for one in outcomes(0.5, 240, 3)
    ]
    changes = {one.key: one for one in propose(known, RULE).changes}
    assert changes["routing.weights.look_up"].after > changes["routing.weights.look_up"].before
    tree = Book.of(POLICY).tree
    for key, one in changes.items():
        assert found_at(tree, tuple(key.split("."))) is not None
        most = MOST_SHIFT if key == "routing.threshold" else MOST_STEP
        assert abs(one.after - one.before) <= most + 1e-9


def test_reliability_tells_a_score_that_means_something_from_one_that_does_not() -> None:
    good, chance = outcomes(0.5, 200, 4), outcomes(0.5, 200, 5, noise=0.5)
    for known, useful in ((good, True), (chance, False)):
        found = reliability(known)
        assert found is not None
        assert (found.brier < 0.8 * found.base) is useful
        assert sum(one.n for one in found.bins) == found.n == 200
        assert all(one.needed_low <= one.needed <= one.needed_high for one in found.bins)
    assert reliability(good[:4]) is None
    slope, start = curve(good)
    assert slope > 0
    assert likely((slope, start), 0.2) < 0.5 < likely((slope, start), 0.8)
