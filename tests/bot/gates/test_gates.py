"""The gates in a RoutedChatModel over scripted models: what a reader sees, and what it records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import reduce
from operator import add
from typing import Any

import pytest
from house_cases import Parts, parts
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage

from adapters.playground.models import Script
from bot.errors import ModelUnavailable
from bot.escalated import Escalated
from bot.routing.policy import Policy

PLAIN = "hello there"
MARKER = "**ESCALATE：** needs a lawyer"
SLOW = Script(model="slow-model", text="R says so.", reasoning="Let me think.", served="slow-1")
DOWN = Script(model="slow-model", status=503)
#: Everything that the score decides is uncertain.
DOUBTFUL = Policy.default().model_copy(
    update={"routing": Policy.default().routing.model_copy(update={"band": 9.0})}
)
AGREE = Script(model="fast-model", match="VERDICT", text="Same here.\nVERDICT: agree")
DISAGREE = Script(model="fast-model", match="VERDICT", text="It is 8.\n**VERDICT: disagree**")


def fast(text: str, **more: Any) -> Script:
    return Script(model="fast-model", text=text, served="fast-1", **more)


@asynccontextmanager
async def doubtful(*scripts: Script, **more: Any) -> AsyncIterator[Parts]:
    async with parts(*scripts, policy=DOUBTFUL, **more) as house:
        yield house


async def every_way(house: Parts, question: Any = PLAIN) -> dict[str, AIMessage]:
    """The same question asked in all four ways of LangChain."""

    def streamed() -> AIMessage:
        return reduce(add, house.model.stream(question))

    chunks = [chunk async for chunk in house.model.astream(question)]
    return {
        "invoke": await asyncio.to_thread(house.model.invoke, question),
        "ainvoke": await house.model.ainvoke(question),
        "stream": await asyncio.to_thread(streamed),
        "astream": reduce(add, chunks),
    }


def routing(message: AIMessage) -> dict[str, Any]:
    found: dict[str, Any] = message.response_metadata["routing"]
    return found


async def test_a_raised_hand_is_answered_by_the_reasoning_model_in_every_way() -> None:
    async with parts(fast(MARKER), SLOW) as house:
        for way, message in (await every_way(house)).items():
            assert message.text == "R says so.", way
            told = routing(message)
            assert (told["tier"], told["cause"]) == ("reasoning", "handed_on")
            assert told["escalated_from"] == {
                "tier": "fast",
                "cause": "score",
                "detail": "needs a lawyer",
            }
            assert told["served_model"] == message.response_metadata["model_name"] == "slow-1"
            assert message.response_metadata["finish_reason"] == "stop"
            assert message.response_metadata["model_provider"] == "deepseek"
            assert told["actual"]["calls"] == 2
            assert message.usage_metadata is not None
            # Four words of the marker, three of the answer, three of its thoughts.
            assert message.usage_metadata["output_tokens"] == 4 + 3 + 3


async def test_the_marker_is_never_seen_wherever_the_stream_is_cut() -> None:
    cuts = range(1, len(MARKER))
    scripts = [fast("", pieces=(MARKER[:cut], MARKER[cut:]), times=1) for cut in cuts]
    async with parts(*scripts, SLOW) as house:
        for _ in cuts:
            chunks = [chunk async for chunk in house.model.astream(PLAIN)]
            assert "".join(chunk.text for chunk in chunks) == "R says so."


async def test_a_late_hand_closes_what_was_shown_and_takes_nothing_back() -> None:
    late = fast("It may be so.\nESCALATE: money is at stake\nand more")
    async with parts(late, SLOW) as house:
        for way, message in (await every_way(house)).items():
            closed = "*V3 stopped here and handed the question on. R1 answers:*"
            shown = "" if "invoke" in way else f"It may be so.\n\n{closed}\n\n"
            assert message.text == f"{shown}R says so."
            assert routing(message)["escalated_from"]["detail"] == "money is at stake"


async def test_an_open_code_block_ends_before_the_line_that_closes_the_answer() -> None:
    cut = fast("```sh\nls -l", finish=None)
    async with parts(cut, SLOW) as house:
        message = reduce(add, [chunk async for chunk in house.model.astream(PLAIN)])
        assert message.text == (
            "```sh\nls -l\n```\n\n*V3's answer failed a check: it broke off. R1 answers:*\n\n"
            "R says so."
        )


@pytest.mark.parametrize(
    ("script", "key", "shown"),
    [
        (fast(""), "blank", ""),
        (fast("Half an", finish="length"), "cut", "Half an"),
        (fast("Half an", finish=None), "cut", "Half an"),
        (fast("I'm sorry, but I can't help with that."), "refusal", "I'm sorry, but I can't help"),
    ],
)
async def test_outside_the_band_no_answer_is_followed_by_one(
    script: Script, key: str, shown: str
) -> None:
    async with parts(script, SLOW) as house:
        chunks = [chunk async for chunk in house.model.astream(PLAIN)]
        message = reduce(add, chunks)
        assert message.text.startswith(shown)
        assert message.text.endswith("R says so.")
        assert ("R1 answers:" in message.text) == bool(shown)
        assert routing(message)["cause"] == "check_failed"
        assert routing(message)["floors"][0]["words"] == [key]
        assert all("routing" not in chunk.response_metadata for chunk in chunks[:-2])


async def test_outside_the_band_nothing_else_is_checked_and_the_text_comes_as_it_is_made() -> None:
    async with parts(fast("The sum: 2 + 2 = 5, I'm not sure."), SLOW) as house:
        chunks = [chunk async for chunk in house.model.astream(PLAIN)]
        assert len([chunk for chunk in chunks if chunk.text]) > 3
        assert routing(reduce(add, chunks))["tier"] == "fast"
        assert len(house.server.journal) == 1


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


@pytest.mark.parametrize(
    "steering", [{"tier": "fast"}, {"gates": (1,)}], ids=["the person's wish", "switched off"]
)
async def test_who_shall_answer_gets_no_instruction_and_no_check(steering: dict[str, Any]) -> None:
    async with doubtful(DISAGREE, fast("2 + 2 = 5"), SLOW) as house:
        message = await house.model.ainvoke(PLAIN, {"configurable": steering})
        assert message.text == "2 + 2 = 5"
        assert "ESCALATE" not in str(house.server.journal)


async def test_the_rule_stands_beside_what_people_wrote() -> None:
    async with parts(fast("Hello."), SLOW) as house:
        await house.model.ainvoke([SystemMessage("Be brief."), HumanMessage(PLAIN)])
        await house.model.ainvoke(PLAIN)
        first, second = (body["messages"] for body in house.server.journal)
        assert first[0]["content"].startswith("Be brief.\n\n")
        assert [one["role"] for one in second] == ["system", "user"]
        assert all("ESCALATE: <" in one[0]["content"] for one in (first, second))
        assert second[1]["content"] == PLAIN


async def test_a_model_without_system_prompt_is_told_at_the_head_of_the_question() -> None:
    async with parts(fast("Hello."), SLOW, system_prompt=False) as house:
        await house.model.ainvoke(PLAIN)
        (only,) = house.server.journal[0]["messages"]
        assert only["role"] == "user"
        assert only["content"].endswith(f"\n\n{PLAIN}")


@pytest.mark.parametrize(
    ("answer", "key", "kept"),
    [("2 + 2 = 5", "sum", "2 + 2 = 5"), (MARKER, "", None), ("", "blank", None)],
)
async def test_raising_carries_the_decision_and_what_was_used(
    answer: str, key: str, kept: str | None
) -> None:
    async with doubtful(DISAGREE, fast(answer), SLOW) as house:
        model = house.model.model_copy(update={"on_escalation": "raise"})
        with pytest.raises(Escalated) as caught:
            await model.ainvoke(PLAIN)
        with pytest.raises(Escalated):
            await asyncio.to_thread(lambda: list(model.stream(PLAIN)))
        decision, earlier = caught.value.decision, caught.value.earlier
        assert decision.tier == "reasoning"
        assert decision.floors[0].words == ((key,) if key else ())
        assert earlier.usage.calls == 1
        assert earlier.usage.input_tokens > 0
        assert (earlier.answer.text if earlier.answer else None) == kept
        assert {body["model"] for body in house.server.journal} == {"fast-model"}


async def test_when_nobody_better_answers_the_first_answer_stands_and_says_so() -> None:
    async with doubtful(fast("2 + 2 = 5"), DOWN) as house:
        for message in (await every_way(house)).values():
            assert message.text == "2 + 2 = 5"
            told = routing(message)
            assert (told["tier"], told["cause"]) == ("fast", "unavailable")
            assert told["floors"][0]["words"] == ["status 503"]
            assert [rule["name"] for rule in told["lost"]] == ["check_failed"]


async def test_what_was_shown_already_stands_with_a_line_when_nobody_better_answers() -> None:
    async with parts(fast("Half an", finish="length"), DOWN) as house:
        message = reduce(add, [chunk async for chunk in house.model.astream(PLAIN)])
        assert message.text == (
            "Half an\n\n*V3's answer failed a check: it broke off. R1 answers:*\n\n"
            "*R1's server failed (503). What stands above is V3's answer, not double-checked.*"
        )
        assert message.response_metadata["finish_reason"] == "length"


async def test_a_raised_hand_and_nobody_there_is_an_error() -> None:
    async with parts(fast(MARKER), DOWN) as house:
        with pytest.raises(ModelUnavailable):
            await house.model.ainvoke(PLAIN)


async def test_callbacks_count_both_calls_once() -> None:
    async with parts(fast(MARKER), SLOW) as house:
        for ask in (house.model.ainvoke, house.model.astream):
            counted = UsageMetadataCallbackHandler()
            config: Any = {"callbacks": [counted]}
            if ask is house.model.ainvoke:
                await house.model.ainvoke(PLAIN, config)
            else:
                assert [chunk async for chunk in house.model.astream(PLAIN, config)]
            assert [usage["output_tokens"] for usage in counted.usage_metadata.values()] == [10]


async def test_a_stream_of_blocks_shows_no_marker_either() -> None:
    from bot.gates.hand import Hand
    from bot.gates.turn import Turn

    async with parts(SLOW) as house:
        turn = Turn(house.seats.fast, house.model.fast, [], hand=Hand())
        blocks = [
            AIMessageChunk(content=[{"type": "text", "text": piece, "index": 0}])
            for piece in MARKER
        ]
        shown = [chunk.text for raw in blocks for chunk in turn.released(raw)]
        assert "".join(shown) == ""
        assert turn.finished()
        assert turn.hand is not None
        assert turn.hand.raised
