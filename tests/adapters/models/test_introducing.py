"""What vLLM and SGLang say of themselves, as `doctor` tells it, from servers that say it so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from adapters.models.introducing import introduce
from adapters.models.presets import packaged
from adapters.playground.models import ModelServer, Script
from bot.bootstrap.seated import seat_findings
from bot.commands.findings import Finding
from bot.seats import Price, Seat
from bot.served import Served
from bot.words import Words

Json = dict[str, Any]
R1 = packaged("v3-r1").reasoning
WORDS = Words()


@asynccontextmanager
async def engine(pages: dict[str, Any], asked: list[str]) -> AsyncIterator[str]:
    """A server that says what `pages` says, whatever the method; its base URL."""

    async def page(request: web.Request) -> web.Response:
        asked.append(request.path)
        if request.path not in pages:
            raise web.HTTPNotFound
        if request.method == "POST":
            assert (await request.json())["max_tokens"] <= 16
        return web.json_response(pages[request.path])

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", page)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def listed(owner: str, tokens: int | None = 163_840) -> Json:
    card = {"id": R1.model, "object": "model", "owned_by": owner, "max_model_len": tokens}
    return {"object": "list", "data": [{"id": "another"}, card]}


def spoken(**message: Any) -> Json:
    return {"choices": [{"message": {"role": "assistant", **message}, "finish_reason": "length"}]}


async def introduced(pages: dict[str, Any], seat: Seat = R1) -> Served | None:
    async with engine(pages, []) as url:
        return await introduce(seat.model_copy(update={"base_url": url}))


@pytest.mark.parametrize(
    ("said", "splits"),
    [
        (spoken(content=None, reasoning="Okay, so 7"), True),
        (spoken(content=None, reasoning_content="Okay, so 7"), True),
        (spoken(content="Okay, so 7"), False),
        (spoken(content=None), None),
        ({"choices": "none"}, None),
    ],
)
async def test_vllm_shows_its_parser_by_what_it_answers(said: Json, splits: bool | None) -> None:
    pages = {"/v1/models": listed("vllm"), "/version": {"version": "0.33.0"}}
    found = await introduced({**pages, "/v1/chat/completions": said})
    assert found == Served(product="vLLM", version="0.33.0", context_tokens=163_840, splits=splits)


@pytest.mark.parametrize("path", ["/server_info", "/get_server_info"])
@pytest.mark.parametrize("parser", ["deepseek-r1", None])
async def test_sglang_says_its_parser_and_its_keys_go_nowhere(
    path: str, parser: str | None
) -> None:
    info = {"version": "0.5.23", "reasoning_parser": parser, "api_key": "sk-secret"}
    found = await introduced({"/v1/models": listed("sglang", None), path: info})
    assert found == Served(product="SGLang", version="0.5.23", splits=parser is not None)
    assert "secret" not in repr(found)


async def test_who_is_neither_is_asked_nothing_more() -> None:
    asked: list[str] = []
    async with engine({"/v1/models": listed("llamacpp")}, asked) as url:
        seat = R1.model_copy(update={"base_url": url})
        assert await introduce(seat) is None
        assert await introduce(seat.model_copy(update={"provider": "somebody's API"})) is None
        assert await introduce(seat.model_copy(update={"kind": "offline"})) is None
    assert asked == ["/v1/models"]
    assert await introduce(seat) is None, "it is gone now"
    assert await introduced({"/v1/models": ["nonsense"]}) is None


async def test_a_server_that_costs_money_is_asked_no_question() -> None:
    asked: list[str] = []
    pages = {"/v1/models": listed("vllm"), "/version": {"version": "0.33.0"}}
    async with engine({**pages, "/v1/chat/completions": spoken(content="7")}, asked) as url:
        dear = R1.model_copy(update={"base_url": url, "price": Price(input=1.0)})
        found = await introduce(dear)
    assert found == Served(product="vLLM", version="0.33.0", context_tokens=163_840)
    assert asked == ["/v1/models", "/version"]


async def findings(pages: dict[str, Any], fast_url: str) -> dict[str, Finding]:
    async with engine(pages, []) as url:
        seats = packaged("v3-r1")
        fast = seats.fast.model_copy(update={"base_url": fast_url, "model": "there"})
        r1 = seats.reasoning.model_copy(update={"base_url": url})
        given = seats.model_copy(update={"fast": fast, "reasoning": r1, "fallback": (r1,)})
        rows = await seat_findings(given, WORDS)
    return {row.what: row for row in rows[:4]} | {"stands in": rows[5]}


async def test_doctor_names_what_is_missing_with_the_option_that_mends_it() -> None:
    async with ModelServer(Script(model="there")) as server:
        info = {"version": "0.5.23", "reasoning_parser": None}
        bad = await findings(
            {"/v1/models": listed("sglang", 16_384), "/server_info": info}, server.url
        )
        pages = {"/v1/models": listed("vllm"), "/version": {"version": "0.33.0"}}
        said = {"/v1/chat/completions": spoken(reasoning="Okay")}
        good = await findings({**pages, **said}, server.url)
        assert server.journal == [], "no question for a seat without a parser"
    assert good["model V3"].found == "there"
    assert good["model R1"].found == f"{R1.model}, vLLM 0.33.0"
    assert good["context R1"].found == "163,840 tokens"
    assert good["reasoning parser R1"].found == "on"
    assert all(row.ok and not row.remedy for row in good.values())
    assert bad["model R1"].ok, "it answers all the same"
    context = bad["context R1"]
    assert (context.ok, context.found) == (False, "16,384 tokens, 131,072 are counted on")
    assert "--context-length 131072" in context.remedy
    assert "THINKTWICE_REASONING__CONTEXT_TOKENS=16384" in context.remedy
    assert "THINKTWICE" not in bad["stands in"].remedy, "no setting reaches who stands in"
    parser = bad["reasoning parser R1"]
    assert (parser.ok, parser.found) == (False, "off: thoughts come as part of the answer")
    assert "--reasoning-parser deepseek-r1" in parser.remedy
