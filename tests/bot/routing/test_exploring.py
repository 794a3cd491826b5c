"""Questions drawn by lot: only where it is on, only everyday ones, always said."""

from __future__ import annotations

import pytest
from routing_cases import POLICY, SEATS, answer, request, router

from bot.decision import Decision
from bot.jobs.reviewing import first_verdict
from bot.request import Request
from bot.routing.exploring import explored
from bot.routing.footer import footer
from bot.routing.otherwise import what_would
from bot.routing.why import breakdown
from bot.words import Words

ON = POLICY.model_copy(
    update={"exploration": POLICY.exploration.model_copy(update={"on": True, "share": 0.02})}
)
PLAIN = request("what does HTTP 429 mean?")
DECIDED = router(ON).decide(PLAIN)


def drawn(asked: Request = PLAIN, decided: Decision = DECIDED) -> tuple[Request, Decision]:
    """The first name on which the lot falls."""
    for n in range(1_000):
        one = asked.model_copy(update={"id": f"J{n}"})
        found = explored(one, decided, ON)
        if found.cause == "explored":
            return one, found
    raise AssertionError("the lot falls on nobody")


def test_off_from_the_start() -> None:
    assert not POLICY.exploration.on
    assert explored(PLAIN, DECIDED, POLICY) is DECIDED
    assert DECIDED.propensity == 1


def test_about_as_many_as_the_policy_says_and_each_time_the_same() -> None:
    names = [PLAIN.model_copy(update={"id": f"J{n}"}) for n in range(5_000)]
    found = [explored(one, DECIDED, ON) for one in names]
    hits = [one for one in found if one.cause == "explored"]
    assert 60 < len(hits) < 145
    assert {one.propensity for one in hits} == {0.02}
    assert {one.propensity for one in found if one.cause == "score"} == {0.98}
    assert {one.tier for one in hits} == {"reasoning"}
    assert found == [explored(one, DECIDED, ON) for one in names]
    assert first_verdict(hits[0]).tier == "fast"


@pytest.mark.parametrize(
    "asked",
    [
        request("should we sign the contract that caps our liability?"),
        request("my chest hurts and my left arm is numb"),
        request("hello", wish=("reasoning", "!think")),
        request("hello", context=("word " * 12_000,)),
        PLAIN.model_copy(update={"second_of": "J0"}),
        PLAIN.model_copy(update={"compare": True}),
        PLAIN.model_copy(update={"so_far": "Half"}),
    ],
)
def test_never_where_a_rule_has_spoken_or_something_is_gone_on_with(asked: Request) -> None:
    decided = router(ON).decide(asked)
    for n in range(500):
        assert explored(asked.model_copy(update={"id": f"J{n}"}), decided, ON) is decided


def test_the_footer_and_why_say_so() -> None:
    asked, decided = drawn()
    words = Words()
    told = footer(answer(decided), SEATS, words)
    assert told == "R1 · drawn by lot instead of V3 (2 % of everyday questions) · 1.2 s · $0.0002"
    changed = what_would(decided, asked, router(ON), router(ON).health)
    lines = "\n".join(breakdown(answer(decided), SEATS, words, changed=changed, tokens=9))
    assert "By its score this would have gone to V3. It was drawn by lot" in lines
    assert "has 2 % of everyday questions answered by the other model" in lines
    assert "Without the draw this would have gone to V3." in lines
