"""A question that goes up on the road: what is charged, remembered, told, and who answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from house_cases import Parts, parts
from routing_cases import request

from adapters.playground.models import Script
from bot.answer import Answer
from bot.errors import RequestRefused
from bot.escalated import Escalated
from bot.routing.footer import footer
from bot.routing.policy import Policy
from bot.routing.waiting import waiting
from bot.routing.why import breakdown
from bot.words import Words

WORDS = Words()
QUICK = "what does HTTP 429 mean?"
RAISED = Script(model="fast-model", text="ESCALATE: the <contract> is *at stake*", served="fast-1")
REFUSED = Script(model="fast-model", text="I cannot help with that.", served="fast-1")
WRONG = Script(model="fast-model", text="The total: 20 + 20 = 41.", served="fast-1")
PLAIN = Script(model="fast-model", text="Too many requests.", served="fast-1")
SLOW = Script(model="slow-model", text="Wait, then retry.", reasoning="Hm.", served="slow-1")
DOWN = Script(model="slow-model", status=503)
DOUBTFUL = Policy.default().model_copy(
    update={"routing": Policy.default().routing.model_copy(update={"band": 9.0})}
)


def line(house: Parts, answer: Answer) -> str:
    return footer(answer, house.seats, WORDS)


def why(house: Parts, answer: Answer) -> str:
    return "\n".join(breakdown(answer, house.seats, WORDS, changed=None, tokens=9))


async def spent(house: Parts) -> Any:
    return await house.purse.spent(request(QUICK), datetime.now(UTC))


def caps(**changed: Any) -> Policy:
    found = Policy.default().caps.model_copy(update=changed)
    return Policy.default().model_copy(update={"caps": found})


async def test_a_raised_hand_is_answered_charged_and_explained() -> None:
    async with parts(RAISED, SLOW) as house:
        answer = await house.pipeline.answer(request(QUICK))
        assert answer.answer.text == "Wait, then retry."
        assert line(house, answer).startswith("R1 · V3 handed it on · ")
        told = why(house, answer)
        assert "V3 began and handed the question on." in told
        assert 'V3\'s own words (not verified): "the contract is at stake"' in told
        assert "contract" not in line(house, answer)
        assert answer.usage.calls == 2
        assert answer.usage.input_tokens > 200
        assert (await spent(house)).person_usd == pytest.approx(answer.usage.cost_usd, abs=2e-6)
        assert (await spent(house)).reasoning == 1
        assert [body["model"] for body in house.server.journal] == ["fast-model", "slow-model"]
        assert "ESCALATE" not in str(house.server.journal[1])


async def test_a_failed_check_is_told_in_words() -> None:
    async with parts(WRONG, SLOW, policy=DOUBTFUL) as house:
        answer = await house.pipeline.answer(request(QUICK))
        shown = line(house, answer)
        assert shown.startswith("R1 · V3's answer failed a check: the sum does not add up · ")
        assert "V3's answer failed a check: the sum does not add up." in why(house, answer)
        assert waiting(answer.decision, house.seats, WORDS, 40).startswith(
            "V3's answer failed a check (the sum does not add up), so R1 is thinking it through."
        )


async def test_an_escalated_answer_is_remembered_as_one_of_the_reasoning_tier() -> None:
    async with parts(RAISED, SLOW) as house:
        await house.pipeline.answer(request(QUICK))
        again = await house.pipeline.answer(request(QUICK))
        assert (again.cache.state, again.cache.tier) == ("hit", "reasoning")
        assert again.decision.cause == "handed_on"
        assert len(house.server.journal) == 2


async def test_a_refused_answer_stands_when_reasoning_is_down_and_says_what_is_wrong() -> None:
    async with parts(REFUSED, DOWN) as house:
        answer = await house.pipeline.answer(request(QUICK))
        assert answer.answer.text == "I cannot help with that."
        assert line(house, answer) == (
            "V3 instead of R1 · R1's server failed (503) · failed a check: it declined to answer"
        )
        assert "V3's answer failed a check (it declined to answer)." in why(house, answer)
        fast = [body for body in house.server.journal if body["model"] == "fast-model"]
        assert len(fast) == 1
        assert (await house.pipeline.answer(request(QUICK))).cache.state == "miss"


async def test_a_raised_hand_and_no_reasoning_tier_is_answered_by_the_fast_one_all_the_same() -> (
    None
):
    hand = Script(model="fast-model", match="ESCALATE", text="ESCALATE: too hard")
    async with parts(hand, PLAIN, DOWN) as house:
        answer = await house.pipeline.answer(request(QUICK))
        assert answer.answer.text == "Too many requests."
        assert answer.decision.cause == "unavailable"
        assert 'V3\'s own words (not verified): "too hard"' in why(house, answer)
        assert "ESCALATE" not in str(house.server.journal[-1])


async def test_when_the_reasoning_budget_is_spent_nobody_is_told_to_hand_on() -> None:
    hand = Script(model="fast-model", match="ESCALATE", text="ESCALATE: too hard")
    async with parts(hand, PLAIN, SLOW, policy=caps(reasoning_person_day=0)) as house:
        answer = await house.pipeline.answer(request(QUICK))
        assert answer.answer.text == "Too many requests."
        assert (answer.decision.tier, answer.decision.cause) == ("fast", "score")
        assert len(house.server.journal) == 1


async def test_a_budget_spent_in_between_leaves_the_first_answer() -> None:
    async with parts(WRONG, SLOW, policy=DOUBTFUL) as house:
        asked = request(QUICK)
        decision = await house.pipeline.decide(asked)
        with pytest.raises(Escalated) as up:
            await house.pipeline.think(asked, decision)
        caps = DOUBTFUL.caps.model_copy(update={"usd_person_day": 0.0})
        house.rule(DOUBTFUL.model_copy(update={"caps": caps}))
        earlier = up.value.earlier
        settled = await house.pipeline.reserve(asked, up.value.decision, earlier)
        answer = await house.pipeline.think(asked, settled, earlier)
        assert answer.answer.text == "The total: 20 + 20 = 41."
        assert (answer.decision.cause, answer.usage) == ("budget", earlier.usage)
        assert line(house, answer).startswith("V3 instead of R1 · your R1 budget is spent until")
        assert "failed a check: the sum" in line(house, answer)
        bare = earlier.model_copy(update={"answer": None})
        with pytest.raises(RequestRefused):
            await house.pipeline.reserve(asked, up.value.decision, bare)


async def test_an_answer_from_memory_still_tells_what_the_first_model_used() -> None:
    async with parts(RAISED, SLOW) as house:
        asked = request(QUICK)
        decision = await house.pipeline.decide(asked)
        with pytest.raises(Escalated) as up:
            await house.pipeline.think(asked, decision)
        await house.pipeline.think(asked, up.value.decision)
        again = await house.pipeline.think(asked, up.value.decision, up.value.earlier)
        assert again.cache.state == "hit"
        assert again.usage == up.value.earlier.usage


async def test_fresh_questions_go_up_too() -> None:
    async with parts(RAISED, SLOW) as house:
        fresh = request(QUICK).model_copy(update={"fresh": True})
        answer = await house.pipeline.answer(fresh)
        assert (answer.decision.cause, answer.cache.state) == ("handed_on", "off")
        assert "went_up" in house.events.names()
