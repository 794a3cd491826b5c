"""A server that is down is left in peace, tried by one question, asked again when it is well."""

from __future__ import annotations

import asyncio

import pytest
from house_cases import Heard, parts
from hypothesis import given
from hypothesis import strategies as st
from routing_cases import request

from adapters.playground.models import Script
from bot.asking import Asking
from bot.breaking import FAILURES, LONGEST_REST_S, REST_S, Breaker, Breakers, ModelResting
from bot.errors import ModelGarbage, ModelTimeout, ModelUnavailable
from bot.routing.footer import footer
from bot.seats import Seat
from bot.words import Words

SEAT = Seat(tier="reasoning", label="R1", model="slow-model", base_url="http://127.0.0.1:1/v1")
LEGAL = "should we sign the contract?"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock, events: Heard) -> Breakers:
    breakers = Breakers(events, clock, lambda: 0.0)
    for _ in range(FAILURES):
        fail(breakers, ModelUnavailable("down", status=503))
    return breakers


def fail(breakers: Breakers, error: BaseException) -> None:
    with pytest.raises(type(error)), breakers.calling(SEAT):
        raise error


def test_after_failures_in_a_row_one_question_tries_it_for_all() -> None:
    clock, events = Clock(), Heard()
    breakers = broken(clock, events)
    with pytest.raises(ModelResting) as refused:
        breakers.ask(SEAT)
    assert refused.value.code == "status 503"
    clock.now += REST_S
    breakers.ask(SEAT)
    with pytest.raises(ModelResting):
        breakers.ask(SEAT)
    with breakers.calling(SEAT):
        pass
    breakers.ask(SEAT)
    breakers.ask(SEAT)
    assert [one["state"] for name, one in events.all if name == "breaker"] == ["open", "closed"]


def test_what_is_no_outage_opens_nothing() -> None:
    breakers = Breakers(Heard(), Clock(), lambda: 0.0)
    for error in (ModelUnavailable("busy", status=429), ModelGarbage("?"), KeyError("ours")):
        for _ in range(FAILURES + 1):
            fail(breakers, error)
    breakers.ask(SEAT)


def test_a_trial_that_was_cancelled_leaves_it_to_the_next() -> None:
    clock = Clock()
    breakers = broken(clock, Heard())
    clock.now += REST_S
    breakers.ask(SEAT)
    fail(breakers, asyncio.CancelledError())
    breakers.ask(SEAT)


def test_each_trial_that_fails_doubles_the_rest() -> None:
    clock = Clock()
    breakers = broken(clock, Heard())
    rest = REST_S
    for _ in range(8):
        clock.now += rest
        breakers.ask(SEAT)
        fail(breakers, ModelTimeout(seconds=1.0))
        rest = min(2 * rest, LONGEST_REST_S)
        clock.now += rest - 0.01
        with pytest.raises(ModelResting):
            breakers.ask(SEAT)
        clock.now -= rest - 0.01


@given(st.lists(st.sampled_from(["ask", "fail", "work", "leave", "wait"]), max_size=60))
def test_never_two_trials_at_once_and_never_for_ever_shut(steps: list[str]) -> None:
    clock = Clock()
    breaker = Breaker(clock, lambda: 1.0)
    trying = 0
    for step in steps:
        was_open = breaker.is_open
        if step == "ask" and breaker.admits() and was_open:
            trying += 1
        elif step == "wait":
            clock.now += REST_S
        elif step in ("fail", "work", "leave"):
            {"fail": lambda: breaker.failed(500), "work": breaker.worked, "leave": breaker.left}[
                step
            ]()
            trying = 0
        assert trying <= 1
    breaker.left()
    clock.now += 2 * LONGEST_REST_S
    assert breaker.admits()


async def test_a_dead_server_is_not_asked_and_the_footer_says_who_stood_in() -> None:
    fast = Script(model="fast-model", text="Ask a lawyer.")
    dead = Script(model="slow-model", status=503, times=FAILURES + 1)
    well = Script(model="slow-model", text="Do not sign yet.")
    async with parts(fast, dead, well) as house:
        clock = Clock()
        breakers = Breakers(house.events, clock, lambda: 0.0)
        model = house.model.model_copy(update={"on_escalation": "raise"})
        asking = Asking(
            model, house.seats, house.purse, house.events, house.pipeline._clock, (), breakers
        )
        asked = request(LEGAL)
        decision = await house.pipeline.decide(asked)
        for _ in range(FAILURES):
            answer = await asking.ask(asked, decision)
            assert footer(answer, house.seats, Words()).startswith(
                "V3 instead of R1 · R1's server failed (503)"
            )
        calls = [one["model"] for one in house.server.journal]
        # The third question's second try was the sixth failure; after it nobody disturbs it.
        assert calls.count("slow-model") == FAILURES + 1
        clock.now += 2 * REST_S
        assert (await asking.ask(asked, decision)).answer.text == "Do not sign yet."
