"""The road under a policy that differs by channel: caps, memory, prices, where text may go."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from house_cases import Heard, parts
from routing_cases import request, router

from adapters.playground.models import Script
from adapters.stores.memory import MemoryStore
from bot.errors import ModelUnavailable, RequestRefused
from bot.keys import KeySpace
from bot.request import Request
from bot.routing.exploring import explored
from bot.routing.footer import footer
from bot.routing.overlay import Overlay
from bot.routing.policies import Policies
from bot.routing.policy import Policy
from bot.routing.rules import ListPrice, PriceRule, TextRule
from bot.sealing import Sealer, new_key
from bot.words import Words

QUICK, LEGAL = "what does HTTP 429 mean?", "should we sign the contract?"
FAST = Script(model="fast-model", text="Too many requests.")
SLOW = Script(model="slow-model", text="Do not sign yet.")
OWN = TextRule(may_go="own", hosts=())


def policy(**more: object) -> Policy:
    return Policy.default().model_copy(update=more)


def elsewhere(asked: Request, channel: str) -> Request:
    place = asked.place.model_copy(update={"channel": channel})
    return asked.model_copy(update={"place": place})


async def test_a_change_for_one_channel_holds_there_from_the_next_question_on() -> None:
    overlay = Overlay(MemoryStore(), Sealer(new_key()), KeySpace())
    policies = Policies(None, overlay, Heard())
    await policies.open()
    async with parts(FAST, SLOW, policies=policies) as house:
        await house.pipeline.answer(request(QUICK))
        assert (await house.pipeline.answer(request(QUICK))).cache.state == "hit"
        now = datetime.now(UTC)
        await overlay.set(None, "channels.C1.memory.on", "false", "dana", now)
        await overlay.set(None, "channels.C1.caps.reasoning_person_day", "0", "dana", now)
        await policies.refresh()
        assert (await house.pipeline.answer(request(QUICK))).cache.state == "off"
        assert (await house.pipeline.answer(request(LEGAL))).decision.cause == "budget"
        there = await house.pipeline.answer(elsewhere(request(LEGAL), "C2"))
        assert (there.decision.tier, there.cache.state) == ("reasoning", "miss")
        assert there.decision.policy == policies.base.fingerprint


async def test_what_is_older_than_the_policy_allows_is_not_served() -> None:
    seconds = policy(memory=Policy.default().memory.model_copy(update={"ttl_h": 1e-9}))
    async with parts(FAST) as house:
        await house.pipeline.answer(request(QUICK))
        decision = await house.pipeline.decide(request(QUICK))
        assert await house.pipeline.recall(request(QUICK), decision) is not None
        house.rule(seconds)
        assert await house.pipeline.recall(request(QUICK), decision) is None


async def test_the_policy_s_prices_are_what_is_charged() -> None:
    dear = ListPrice(input=10_000, output=0, as_of=date(2026, 11, 24))
    async with parts(FAST, policy=policy(prices=PriceRule(fast=dear))) as house:
        with pytest.raises(RequestRefused) as caught:
            await house.pipeline.answer(request(QUICK))
        assert caught.value.key == "refused.confirm"
        agreed = request(QUICK).model_copy(update={"confirmed": True})
        answer = await house.pipeline.answer(agreed)
        assert answer.usage.cost_usd == pytest.approx(answer.usage.input_tokens / 100)


async def test_text_that_must_stay_is_answered_here_and_the_footer_says_why() -> None:
    async with parts(FAST, SLOW, policy=policy(text=OWN)) as house:
        house.move("reasoning")
        answer = await house.pipeline.answer(request(LEGAL))
        assert (answer.decision.tier, answer.decision.cause) == ("fast", "policy")
        line = footer(answer, house.seats, Words())
        assert line == "V3 instead of R1 · text in this channel stays on our servers"
        wished = await house.pipeline.answer(request(QUICK, wish=("reasoning", "!think")))
        assert wished.decision.cause == "policy"
        assert "wish" in {floor.name for floor in wished.decision.lost}
        assert {body["model"] for body in house.server.journal} == {"fast-model"}


async def test_nobody_stands_in_to_whom_the_text_may_not_go() -> None:
    down = Script(model="slow-model", status=503)
    async with parts(FAST, down, policy=policy(text=OWN)) as house:
        house.move("fast")
        with pytest.raises(ModelUnavailable):
            await house.pipeline.answer(request(LEGAL))
        caps = Policy.default().caps.model_copy(update={"reasoning_person_day": 0})
        house.rule(policy(text=OWN, caps=caps))
        with pytest.raises(RequestRefused) as caught:
            await house.pipeline.answer(request(LEGAL))
        assert caught.value.key == "refused.kept"
        assert "fast-model" not in {body["model"] for body in house.server.journal}


async def test_with_no_server_of_our_own_nothing_is_sent() -> None:
    async with parts(FAST, SLOW) as house:
        decision = await house.pipeline.decide(request(QUICK))
        house.move("fast", "reasoning")
        house.rule(policy(text=OWN))
        for recorded in (None, decision):
            with pytest.raises(RequestRefused) as caught:
                await house.pipeline.answer(request(QUICK), recorded)
            assert caught.value.key == "refused.kept"
        assert Words().say("refused.kept")
        assert house.server.journal == []


async def test_a_question_drawn_by_lot_is_answered_by_the_other_model_and_says_so() -> None:
    rule = Policy.default().exploration.model_copy(update={"on": True, "share": 0.05})
    drawn = next(
        one
        for n in range(1_000)
        for one in [request(QUICK).model_copy(update={"id": f"J{n}"})]
        if explored(one, router().decide(one), policy(exploration=rule)).cause == "explored"
    )
    async with parts(FAST, SLOW, policy=policy(exploration=rule)) as house:
        found = await house.pipeline.answer(drawn)
        assert (found.decision.tier, found.decision.propensity) == ("reasoning", 0.05)
        assert found.answer.text == "Do not sign yet."
        other = await house.pipeline.answer(request(QUICK).model_copy(update={"id": "J1"}))
        assert other.decision.propensity in (0.95, 0.05)
        legal = await house.pipeline.decide(request(LEGAL).model_copy(update={"id": drawn.id}))
        assert (legal.cause, legal.propensity) == ("stakes", 1)
