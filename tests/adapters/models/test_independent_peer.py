"""The road against a model server written by others: aimock, DeepSeek-shaped, deterministic."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from house_cases import seats_at
from langchain_core.messages import AIMessageChunk, HumanMessage

from adapters.models.chat import build, close_all
from bot.errors import ModelMisconfigured, ModelUnavailable
from bot.reply import REASONING, finish_of
from bot.routed_model import RoutedChatModel

PEER = (
    Path(__file__).resolve().parents[2] / "support/peer/node_modules/@copilotkit/aimock/dist/cli.js"
)
NODE = shutil.which("node") or ""
pytestmark = pytest.mark.skipif(
    not (NODE and PEER.is_file()), reason="no Node, or the test peer is not installed: make setup"
)
QUICK, LEGAL = "what does HTTP 429 mean?", "should we sign the contract?"
TEXT = "Too many requests: wait, then **try again**. 请稍候。"
ANSWERS: list[dict[str, Any]] = [
    {"match": {"model": "fast-model"}, "response": {"content": TEXT}},
    {
        "match": {"model": "slow-model"},
        "response": {"content": "Do not sign yet.", "reasoning": "PRIVATE THOUGHTS"},
    },
]


def failing(status: int) -> list[dict[str, Any]]:
    error = {"message": "no", "type": "test"}
    return [{"match": {"model": "fast-model"}, "response": {"error": error, "status": status}}]


@asynccontextmanager
async def peer(folder: Path, fixtures: list[dict[str, Any]]) -> AsyncIterator[RoutedChatModel]:
    """The routed model over both seats at the peer."""
    file = folder / "fixtures.json"
    file.write_text(json.dumps({"fixtures": fixtures}), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(NODE, str(PEER), "--port", str(port), "--fixtures", str(file), "--log-level", "silent"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await listening(port)
        seats = seats_at(f"http://127.0.0.1:{port}/v1")
        both = (build(seats.fast), build(seats.reasoning))
        yield RoutedChatModel(fast=both[0], reasoning=both[1], seats=seats)
        await close_all(both)
    finally:
        process.kill()
        await process.wait()


async def listening(port: int) -> None:
    async with asyncio.timeout(15), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/v1/models"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)


async def whole(model: RoutedChatModel, question: str) -> AIMessageChunk:
    pieces = [piece async for piece in model.astream([HumanMessage(question)])]
    assert len(pieces) > 1
    return reduce(add, pieces)


async def test_the_fast_seat_streams_the_text_as_it_is(tmp_path: Path) -> None:
    async with peer(tmp_path, ANSWERS) as model:
        answer = await whole(model, QUICK)
        assert answer.text == TEXT
        assert finish_of(answer) == "stop"
        assert answer.response_metadata["routing"]["tier"] == "fast"
        assert answer.usage_metadata is not None
        assert answer.usage_metadata["output_tokens"] > 0


async def test_the_reasoning_seat_keeps_its_thoughts_apart(tmp_path: Path) -> None:
    async with peer(tmp_path, ANSWERS) as model:
        answer = await model.ainvoke([HumanMessage(LEGAL)])
        assert answer.text == "Do not sign yet."
        assert answer.additional_kwargs[REASONING] == "PRIVATE THOUGHTS"
        assert answer.response_metadata["routing"]["tier"] == "reasoning"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, ModelMisconfigured),
        (402, ModelMisconfigured),
        (429, ModelUnavailable),
        (503, ModelUnavailable),
    ],
)
async def test_its_refusals_are_ours_with_the_status(
    tmp_path: Path, status: int, kind: type[ModelMisconfigured | ModelUnavailable]
) -> None:
    async with peer(tmp_path, failing(status)) as model:
        with pytest.raises(kind) as caught:
            await model.ainvoke([HumanMessage(QUICK)])
        assert caught.value.status == status


async def test_a_connection_that_breaks_leaves_an_unfinished_answer_or_an_error(
    tmp_path: Path,
) -> None:
    broken = [{**ANSWERS[0], "truncateAfterChunks": 2}]
    async with peer(tmp_path, broken) as model:
        try:
            answer = await whole(model, QUICK)
        except ModelUnavailable:
            return
        assert finish_of(answer) == "cut"
