"""An answer in the uncertain band: held whole, looked over twice, released or never seen."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import pytest
from gate_cases import AGREE, DISAGREE, DOUBTFUL, PLAIN, SLOW, doubtful, every_way, fast, routing
from house_cases import parts

from adapters.playground.models import Script


async def test_a_held_answer_is_looked_at_twice_and_then_released_whole() -> None:
    async with doubtful(AGREE, fast("It is 2 + 2 = 4."), SLOW) as house:
        chunks = [chunk async for chunk in house.model.astream(PLAIN)]
        assert [chunk.text for chunk in chunks if chunk.text] == ["It is 2 + 2 = 4."]
        told = routing(reduce(add, chunks))
        assert (told["tier"], told["cause"], told["escalated_from"]) == ("fast", "score", None)
        assert told["actual"]["calls"] == 2
        look = house.server.journal[1]["messages"][-1]["content"]
        assert look.startswith(PLAIN)
        assert "<answer>\nIt is 2 + 2 = 4.\n</answer>" in look


@pytest.mark.parametrize(
    ("answer", "question", "key", "calls"),
    [
        ("2 + 2 = 5.", PLAIN, "sum", 1),
        ("3 x 4 is 13, so 3 × 4 = 13.", PLAIN, "calculation", 1),
        ("I'm not sure.", PLAIN, "unsure", 1),
        ("Berlin and Bonn", "name three towns", "list", 1),
        ("It is 7.", PLAIN, "second_look", 2),
    ],
)
async def test_a_held_answer_that_fails_is_never_seen(
    answer: str, question: str, key: str, calls: int
) -> None:
    async with doubtful(DISAGREE, fast(answer), SLOW) as house:
        for message in (await every_way(house, question)).values():
            assert message.text == "R says so."
            assert routing(message)["cause"] == "check_failed"
            assert routing(message)["escalated_from"]["detail"] == key
            assert routing(message)["actual"]["calls"] == calls + 1


@pytest.mark.parametrize(
    "look",
    [
        Script(model="fast-model", match="VERDICT", status=503),
        Script(model="fast-model", match="VERDICT", text="I would say it is fine."),
        Script(model="fast-model", match="VERDICT", text="VERDICT: unsure"),
        Script(model="fast-model", match="VERDICT", text="VERDICT: disagree\nor perhaps not"),
    ],
)
async def test_a_look_that_says_nothing_lets_the_answer_pass(look: Script) -> None:
    async with doubtful(look, fast("It is 7."), SLOW) as house:
        message = await house.model.ainvoke(PLAIN)
        assert message.text == "It is 7."
        assert routing(message)["tier"] == "fast"


@pytest.mark.parametrize("rule", [{"on": False}, {"usd": 0.0000001}])
async def test_the_look_has_a_price_and_a_switch(rule: dict[str, Any]) -> None:
    look = DOUBTFUL.second_look.model_copy(update=rule)
    policy = DOUBTFUL.model_copy(update={"second_look": look})
    async with parts(DISAGREE, fast("It is 7."), SLOW, policy=policy) as house:
        assert (await house.model.ainvoke(PLAIN)).text == "It is 7."
        assert len(house.server.journal) == 1
