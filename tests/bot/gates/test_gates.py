"""The gates in a RoutedChatModel over scripted models: what a reader sees, what it records."""

from __future__ import annotations

import asyncio
from functools import reduce
from operator import add
from typing import Any

import pytest
from gate_cases import DISAGREE, DOWN, MARKER, PLAIN, SLOW, doubtful, every_way, fast, routing
from house_cases import parts
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from adapters.playground.models import Script
from bot.errors import ModelUnavailable
from bot.escalated import Escalated
from bot.gates.hand import Hand
from bot.gates.turn import Turn


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
