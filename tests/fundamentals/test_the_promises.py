"""What Thinktwice promises, each promise in a few lines that run. Read this file first."""

from __future__ import annotations

import pytest
from house_cases import parts
from routing_cases import SEATS, request, router

from adapters.playground.models import Script
from bot.errors import RequestRefused, SealError
from bot.request import Place
from bot.routing.footer import footer
from bot.routing.policy import Policy
from bot.routing.router import Router
from bot.sealing import Sealer, new_key
from bot.words import Words

POLICY = Policy.default()
FAST = Script(model="fast-model", text="Seven days.")
SLOW = Script(model="slow-model", text="Do not sign.", reasoning="Let me think.")


def test_a_quick_question_goes_to_the_fast_model() -> None:
    assert router().decide(request("what does HTTP 429 mean?")).tier == "fast"


def test_a_high_stakes_question_goes_to_the_reasoning_model_and_names_its_words() -> None:
    decision = router().decide(request("The vendor wants to cap liability, should we sign?"))
    assert decision.tier == "reasoning"
    assert decision.cause == "stakes"
    assert "cap liability" in decision.floors[0].words


def test_a_long_question_goes_to_the_reasoning_model() -> None:
    thread = tuple(f"Note {number}: " + "the pump ran and ran. " * 500 for number in range(20))
    decision = router().decide(request("summarize this thread", context=thread))
    assert (decision.tier, decision.cause) == ("reasoning", "length")


def test_a_persons_wish_beats_stakes_and_the_rule_that_lost_is_recorded() -> None:
    decision = router().decide(request("should we sign the contract?", wish=("fast", "!fast")))
    assert (decision.tier, decision.cause) == ("fast", "wish")
    assert [floor.name for floor in decision.lost] == ["legal"]


def test_the_contributions_sum_to_the_score() -> None:
    decision = router().decide(request("Prove it by induction, step by step, and compare both."))
    total = decision.base + sum(reason.contribution for reason in decision.reasons)
    assert decision.score == pytest.approx(total)


def test_the_same_question_and_policy_give_the_same_decision_byte_for_byte() -> None:
    asked = request("should we refund the customer?")
    first, second = (router().decide(asked).model_dump_json() for _ in range(2))
    assert first == second


def test_the_router_is_a_langchain_runnable() -> None:
    first, second = Router(POLICY).batch(["what is a mutex?", "should we sign the contract?"])
    assert (first.tier, second.tier) == ("fast", "reasoning")


async def test_every_answer_says_who_gave_it_and_why() -> None:
    async with parts(FAST, SLOW) as house:
        answer = await house.pipeline.answer(request("should we sign the contract?"))
        shown = footer(answer, SEATS, Words())
        assert shown.startswith("R1 · ")
        assert "contract" in shown


async def test_what_the_model_thought_is_kept_for_its_asker_and_is_no_part_of_the_answer() -> None:
    async with parts(FAST, SLOW) as house:
        answer = await house.pipeline.answer(request("should we sign the contract?"))
        assert answer.thoughts == "Let me think."
        assert "Let me think" not in answer.answer.model_dump_json()
        again = await house.pipeline.answer(request("should we sign the contract?"))
        assert (again.cache.state, again.thoughts) == ("hit", "")


async def test_an_answer_is_remembered_for_those_who_may_see_it_and_nobody_else() -> None:
    async with parts(FAST, SLOW) as house:
        asked = request("how long is the notice period?")
        elsewhere = asked.model_copy(
            update={"place": Place(team="T1", channel="C2", kind="private")}
        )
        assert (await house.pipeline.answer(asked)).cache.state == "miss"
        assert (await house.pipeline.answer(asked)).cache.state == "hit"
        assert (await house.pipeline.answer(elsewhere)).cache.state == "miss"


def test_what_is_sealed_for_one_scope_does_not_open_in_another() -> None:
    sealer = Sealer(new_key())
    sealed = sealer.seal(b"text of people", "T1 C1")
    assert b"people" not in sealed
    assert sealer.open(sealed, "T1 C1") == b"text of people"
    with pytest.raises(SealError):
        sealer.open(sealed, "T1 C2")


async def test_an_empty_question_is_refused_and_no_model_is_asked() -> None:
    async with parts(FAST, SLOW) as house:
        with pytest.raises(RequestRefused):
            await house.pipeline.answer(request("   "))
        assert house.server.journal == []
