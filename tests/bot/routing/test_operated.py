"""Orders for now: a pause and a choice, each told, each lapsing by itself, for one channel too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from house_cases import Heard, Parts, parts
from routing_cases import request

from adapters.playground.models import Script
from adapters.stores.memory import MemoryStore
from bot.decision import Decision
from bot.errors import ModelError, RequestRefused
from bot.keys import KeySpace
from bot.request import Wish
from bot.routing.footer import footer
from bot.routing.operated import standing_orders
from bot.routing.overlay import Overlay
from bot.routing.policies import Policies
from bot.sealing import Sealer, new_key
from bot.words import Words

QUICK, LEGAL = "what does HTTP 429 mean?", "should we sign the contract?"
FAST = Script(model="fast-model", text="Too many requests.")
SLOW = Script(model="slow-model", text="Do not sign yet.")
NOW = datetime.now(UTC)


async def ruled(*orders: tuple[str, str], until: datetime | None = None) -> Policies:
    """Policies with these orders in force."""
    overlay = Overlay(MemoryStore(), Sealer(new_key()), KeySpace())
    policies = Policies(None, overlay, Heard())
    await policies.open()
    for key, value in orders:
        await overlay.order(None, key, value, "dana", NOW, until)
    await policies.refresh()
    return policies


def thinks_not(policies: Policies) -> bool:
    return policies.base.paused.reasoning


async def asked(house: Parts, text: str, tier: str = "") -> tuple[Decision, str]:
    wish = Wish.model_validate({"tier": tier, "said": "!wish"}) if tier else None
    question = request(text).model_copy(update={"wish": wish})
    answer = await house.pipeline.answer(question)
    return answer.decision, footer(answer, house.seats, Words())


async def test_a_paused_tier_is_stood_in_for_and_the_footer_says_so() -> None:
    policies = await ruled(("paused.reasoning", "true"))
    async with parts(FAST, SLOW, policies=policies) as house:
        decision, line = await asked(house, LEGAL)
        assert (decision.tier, decision.cause) == ("fast", "unavailable")
        assert line == "V3 instead of R1 · R1 is paused by an operator · not double-checked"
        # What would not have gone there says nothing of it.
        decision, line = await asked(house, QUICK)
        assert (decision.tier, decision.cause) == ("fast", "score")
        assert "paused" not in line
        decision, line = await asked(house, "what does HTTP 404 mean?", tier="reasoning")
        assert (decision.tier, decision.cause) == ("fast", "unavailable")
        assert [one["model"] for one in house.server.journal] == ["fast-model"] * 3


async def test_a_paused_fast_tier_is_stood_in_for_and_never_stands_in() -> None:
    policies = await ruled(("paused.fast", "true"))
    async with parts(FAST, SLOW, policies=policies) as house:
        decision, line = await asked(house, QUICK)
        assert decision.tier == "reasoning"
        assert line.startswith("R1 instead of V3 · V3 is paused by an operator")
    broken = Script(model="slow-model", status=500)
    async with parts(FAST, broken, policies=policies) as house:
        with pytest.raises(ModelError):
            await asked(house, LEGAL)
        assert {one["model"] for one in house.server.journal} == {"slow-model"}


@pytest.mark.parametrize(
    "orders",
    [[("paused.all", "true")], [("paused.fast", "true"), ("paused.reasoning", "true")]],
)
async def test_with_everything_paused_the_asker_is_told_until_when(
    orders: list[tuple[str, str]],
) -> None:
    until = NOW + timedelta(hours=1)
    async with parts(FAST, SLOW, policies=await ruled(*orders, until=until)) as house:
        with pytest.raises(RequestRefused) as refused:
            await asked(house, QUICK)
        said = Words().say(refused.value.key, id="K7F3", **refused.value.values)
        assert f"paused me here until {until:%H:%M} (" in said
        assert house.server.journal == []
    async with parts(FAST, SLOW, policies=await ruled(*orders)) as house:
        with pytest.raises(RequestRefused) as refused:
            await asked(house, QUICK)
        assert refused.value.key == "refused.paused"


async def test_an_order_for_one_channel_holds_there_alone() -> None:
    policies = await ruled(("channels.C1.paused.all", "true"))
    async with parts(FAST, SLOW, policies=policies) as house:
        with pytest.raises(RequestRefused):
            await asked(house, QUICK)
        place = request(QUICK).place.model_copy(update={"channel": "C2"})
        elsewhere = request(QUICK).model_copy(update={"place": place})
        assert (await house.pipeline.answer(elsewhere)).answer.text == "Too many requests."


async def test_a_chosen_tier_answers_whatever_was_wished_and_is_explained() -> None:
    policies = await ruled(("use.tier", '"fast"'))
    async with parts(FAST, SLOW, policies=policies) as house:
        decision, line = await asked(house, LEGAL)
        assert (decision.tier, decision.cause) == ("fast", "policy")
        assert line == "V3 instead of R1 · chosen by an operator for now"
        decision, line = await asked(house, QUICK)
        assert decision.cause == "score"
        # A pause comes before a choice.
        await policies.overlay.order(None, "paused.fast", "true", "dana", NOW)
        await policies.refresh()
        decision, _ = await asked(house, QUICK)
        assert (decision.tier, decision.cause) == ("reasoning", "unavailable")


async def test_an_order_lapses_by_itself_and_what_was_below_holds_again() -> None:
    until = datetime.now(UTC) + timedelta(milliseconds=300)
    policies = await ruled(("paused.reasoning", "true"), until=until)
    assert thinks_not(policies)
    while datetime.now(UTC) <= until:
        await policies.refresh()
    await policies.refresh()
    assert not thinks_not(policies)
    assert await policies.overlay.last(datetime.now(UTC)) is None


async def test_an_order_takes_the_place_of_the_one_before_it() -> None:
    policies = await ruled()
    overlay = policies.overlay
    await overlay.order(None, "paused.all", "true", "dana", NOW, NOW + timedelta(hours=1))
    second = await overlay.order(None, "paused.all", "true", "sam", NOW)
    assert second is not None
    assert (second.before, second.until) == ("true", None)
    (held,) = await overlay.holding(NOW)
    assert held.who == "sam"
    (lifted,) = await overlay.lift({"paused.all"}, "dana", NOW)
    assert lifted.who == "sam"
    assert await overlay.holding(NOW) == ()
    assert await overlay.lift({"paused.all"}, "dana", NOW) == ()


async def test_a_question_that_waited_meets_the_pause_of_meanwhile() -> None:
    question = request(LEGAL)
    rule = (await ruled(("paused.reasoning", "true"))).in_force(question)
    waited = Decision(tier="reasoning", cause="stakes", score=0, threshold=0.5, base=0)
    now = standing_orders(rule, question, waited)
    assert (now.tier, now.cause) == ("fast", "unavailable")
    checking = question.model_copy(update={"first": "Sign it."})
    assert standing_orders(rule, checking, waited) == waited
