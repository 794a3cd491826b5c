"""RoutedChatModel in other people's chains: one model to them, two behind it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from house_cases import parts
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.messages import AIMessageChunk
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate

from adapters.models.offline import OfflineChatModel
from adapters.playground.models import Script
from bot.errors import ModelUnavailable
from bot.reply import REASONING, Thoughts
from bot.routed_model import RoutedChatModel
from bot.seats import Seat

LEGAL = "should we sign the contract?"
FAST = Script(model="fast-model", text="Quick words here.", served="fast-1")


def offline() -> RoutedChatModel:
    fast, slow = Seat(tier="fast", label="V3"), Seat(tier="reasoning", label="R1")
    return RoutedChatModel(
        fast=OfflineChatModel(seat=fast, pace=0), reasoning=OfflineChatModel(seat=slow, pace=0)
    )


def test_the_choice_travels_with_the_answer() -> None:
    routing = offline().invoke(LEGAL).response_metadata["routing"]
    assert (routing["tier"], routing["cause"]) == ("reasoning", "stakes")
    assert routing["served_model"] == "offline-demo"
    assert [one["tier"] for one in routing["estimated"]] == ["fast", "reasoning"]
    assert routing["actual"]["seconds"] >= 0


def test_one_call_can_be_steered() -> None:
    model = offline()
    steered = model.invoke("hello there", {"configurable": {"tier": "reasoning"}})
    assert steered.response_metadata["routing"]["cause"] == "wish"
    answers = model.batch(["hello there", LEGAL])
    tiers = [one.response_metadata["routing"]["tier"] for one in answers]
    assert tiers == ["fast", "reasoning"]


async def test_it_is_a_link_in_a_chain() -> None:
    chain = ChatPromptTemplate.from_template("{question}") | offline() | StrOutputParser()
    text = await chain.ainvoke({"question": "what does HTTP 404 mean?"})
    assert text.startswith("404 Not Found")


async def test_sync_calls_work_inside_a_running_loop() -> None:
    found = await asyncio.to_thread(offline().invoke, "what does HTTP 404 mean?")
    assert "404 Not Found" in found.text


async def test_streams_add_up_to_the_whole_answer() -> None:
    async with parts(FAST) as house:
        chunks = [chunk async for chunk in house.model.astream("hello there")]
        whole = sum(chunks[1:], chunks[0])
        assert whole.content == "Quick words here."
        assert chunks[-1].response_metadata["routing"]["served_model"] == "fast-1"
        assert all("routing" not in chunk.response_metadata for chunk in chunks[:-1])
        assert whole.usage_metadata is not None
        assert whole.usage_metadata["output_tokens"] == 3


async def test_callbacks_count_usage_once() -> None:
    async with parts(FAST) as house:
        counted = UsageMetadataCallbackHandler()
        await house.model.ainvoke("hello there", {"callbacks": [counted]})
        assert [usage["output_tokens"] for usage in counted.usage_metadata.values()] == [3]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
@pytest.mark.parametrize("streamed", [True, False])
async def test_reasoning_text_is_kept_apart(field: str, streamed: bool) -> None:
    script = Script(text="The answer.", reasoning="Hidden thoughts.", reasoning_field=field)
    async with parts(script) as house:
        if streamed:
            chunks = [chunk async for chunk in house.model.astream(LEGAL)]
            message: Any = sum(chunks[1:], chunks[0])
        else:
            message = await house.model.ainvoke(LEGAL)
        assert message.text == "The answer."
        assert message.additional_kwargs[REASONING] == "Hidden thoughts."


@pytest.mark.parametrize("text", ["<think>hm, well</think>\nYes.", "Y<think>a</think>es."])
async def test_left_over_thoughts_are_taken_out_of_a_stream(text: str) -> None:
    async with parts(Script(text=text)) as house:
        chunks = [chunk async for chunk in house.model.astream("hello there")]
        shown = "".join(chunk.text for chunk in chunks)
        assert shown.strip() == "Yes."


async def test_thoughts_without_an_opening_tag_are_taken_out_of_a_message() -> None:
    async with parts(Script(text="first I think\n</think>\nThen I say.")) as house:
        message = await house.model.ainvoke("hello there")
        assert message.text == "Then I say."


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_tags_are_found_however_the_stream_is_cut(size: int) -> None:
    text = "one <think>two</think> three < four <thin five"
    thoughts = Thoughts()
    parts_ = [thoughts.feed(text[at : at + size]) for at in range(0, len(text), size)]
    parts_.append(thoughts.end())
    assert "".join(answer for answer, _ in parts_) == "one  three < four <thin five"
    assert "".join(thought for _, thought in parts_) == "two"


async def test_failures_are_ours_and_name_no_vendor() -> None:
    async with parts(Script(status=503)) as house:
        with pytest.raises(ModelUnavailable) as caught:
            await house.model.ainvoke("hello there")
        assert caught.value.status == 503


def test_the_first_gate_is_always_in_use() -> None:
    model = OfflineChatModel(seat=Seat(tier="fast", label="V3"), pace=0)
    with pytest.raises(ValueError, match="first gate"):
        RoutedChatModel(fast=model, reasoning=model, gates=(2, 3))
    assert RoutedChatModel(fast=model, reasoning=model).gates == (1, 2, 3)


def test_chunks_are_messages() -> None:
    chunks = list(offline().stream("hello there"))
    assert all(isinstance(chunk, AIMessageChunk) for chunk in chunks)


async def test_a_thinker_without_a_parser_shows_no_thoughts_in_its_stream() -> None:
    async with parts(Script(text="first I think </think> Then I say.")) as house:
        chunks = [chunk async for chunk in house.model.astream(LEGAL)]
        assert "".join(chunk.text for chunk in chunks).strip() == "Then I say."


async def test_thoughts_that_never_end_are_no_answer() -> None:
    async with parts(Script(text="<think>still thinking", finish="length")) as house:
        assert (await house.model.ainvoke(LEGAL)).text == ""
