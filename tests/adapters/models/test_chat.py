"""What a seat's chat model really sends, seen by a server on loopback."""

from __future__ import annotations

import os
from typing import Any

import openai
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from pydantic import SecretStr

from adapters.models.chat import build, build_all, close_all, without_tracing
from adapters.models.offline import OfflineChatModel
from adapters.models.presets import seats
from adapters.models.probing import probe
from adapters.playground.models import ModelServer, Script
from bot.errors import SettingsError
from bot.reply import REASONING
from bot.request import Tier
from bot.seats import Seat
from bot.settings import load_settings


async def sent(seat: Seat, server: ModelServer) -> dict[str, Any]:
    """The body of one streamed call."""
    (model,) = models = (build(seat),)
    try:
        async for _ in model.astream("hello"):
            pass
    finally:
        await close_all(models)
    return server.journal[-1]


def preset_seat(
    monkeypatch: pytest.MonkeyPatch, preset: str, tier: Tier, server: ModelServer
) -> Seat:
    monkeypatch.setenv("THINKTWICE_PRESET", preset)
    monkeypatch.setenv("THINKTWICE_FAST__BASE_URL", server.url)
    monkeypatch.setenv("THINKTWICE_REASONING__BASE_URL", server.url)
    return seats(load_settings(None)).of(tier)


@pytest.mark.parametrize(
    ("preset", "tier", "switch"),
    [
        ("deepseek", "fast", {"thinking": {"type": "disabled"}}),
        ("deepseek", "reasoning", {"thinking": {"type": "enabled"}}),
        ("one-engine", "fast", {"chat_template_kwargs": {"thinking": False}}),
        ("one-engine", "reasoning", {"chat_template_kwargs": {"thinking": True}}),
        ("v3-r1", "fast", {}),
        ("v3-r1", "reasoning", {"temperature": 0.6}),
        ("one-gpu", "fast", {}),
        ("one-gpu", "reasoning", {"temperature": 0.6}),
    ],
)
async def test_the_body_is_what_the_preset_says(
    monkeypatch: pytest.MonkeyPatch, preset: str, tier: Tier, switch: dict[str, Any]
) -> None:
    async with ModelServer(Script()) as server:
        seat = preset_seat(monkeypatch, preset, tier, server)
        body = await sent(seat, server)
        assert body == {
            "model": seat.model,
            "messages": [{"role": "user", "content": "hello"}],
            "stream": True,
            "stream_options": {"include_usage": True},
            **switch,
        }


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_the_client_never_tries_again_by_itself(status: int) -> None:
    script = Script(status=status, headers={"Retry-After": "0"})
    async with ModelServer(script) as server:
        model = build(Seat(tier="fast", label="V3", base_url=server.url, model="m"))
        with pytest.raises(openai.APIStatusError):
            await model.ainvoke("hello")
        with pytest.raises(openai.APIStatusError):
            async for _ in model.astream("hello"):
                pass
        await close_all((model,))
        assert len(server.journal) == 2


async def test_without_a_key_nobody_elses_key_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEEPSEEK_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "sk-of-somebody-else")
    async with ModelServer(Script(text="fine")) as server:
        bare = build(Seat(tier="fast", label="V3", base_url=server.url, model="m"))
        keyed = build(
            Seat(
                tier="fast",
                label="V3",
                base_url=server.url,
                model="m",
                api_key=SecretStr("sk-1"),
            )
        )
        assert (await bare.ainvoke("hello")).text == "fine"
        assert key_of(bare) == "none"
        assert key_of(keyed) == "sk-1"
        await close_all((bare, keyed))


def key_of(model: BaseChatModel) -> str:
    client = getattr(model, "root_async_client", None)
    assert isinstance(client, openai.AsyncOpenAI)
    assert client.max_retries == 0
    return client.api_key


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
async def test_reasoning_stays_apart_and_usage_comes_through(field: str) -> None:
    script = Script(text="So it is.", reasoning="Hm hm.", reasoning_field=field, served="slow-7")
    async with ModelServer(script) as server:
        model = build(Seat(tier="reasoning", label="R1", base_url=server.url, model="m"))
        whole = AIMessageChunk(content="")
        async for chunk in model.astream("hello"):
            whole = whole + chunk
        await close_all((model,))
        assert whole.text == "So it is."
        assert whole.additional_kwargs[REASONING] == "Hm hm."
        assert whole.response_metadata["model_name"] == "slow-7"
        assert whole.usage_metadata is not None
        assert whole.usage_metadata["output_tokens"] == 5


def test_the_offline_seats_need_no_client() -> None:
    models = build_all(seats(load_settings(None)), pace=0)
    assert [type(model) for model in models] == [OfflineChatModel, OfflineChatModel]


@pytest.mark.parametrize("model", ["nonsense:m", "anthropic:claude", "openai:small"])
def test_a_provider_that_is_not_there_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError) as caught:
        build(Seat(tier="reasoning", label="R1", kind="langchain", model=model))
    assert caught.value.values["name"] == "THINKTWICE_REASONING__MODEL"
    assert "install" in str(caught.value.values["remedy"])


async def test_langchain_models_do_not_retry_either() -> None:
    async with ModelServer(Script(status=503)) as server:
        seat = Seat(
            tier="fast",
            label="V3",
            kind="langchain",
            base_url=server.url,
            model="openai:small",
            api_key=SecretStr("k"),
        )
        model = build(seat)
        with pytest.raises(openai.APIStatusError):
            await model.ainvoke("hello")
        await close_all((model,))
        assert [body["model"] for body in server.journal] == ["small"]


def test_tracing_is_off_unless_somebody_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set and removed again, so that the fixture puts the environment back afterwards.
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    without_tracing()
    assert os.environ["LANGSMITH_TRACING"] == "true"
    assert os.environ["LANGCHAIN_TRACING_V2"] == "false"


async def test_probing_asks_for_the_list_and_for_nothing_else() -> None:
    async with ModelServer(Script(model="there")) as server:
        seat = Seat(tier="fast", label="V3", base_url=server.url, model="there")
        assert await probe(seat) == (True, "there")
        wrong = seat.model_copy(update={"model": "gone"})
        assert await probe(wrong) == (False, "offers there, not gone")
        elsewhere = seat.model_copy(update={"base_url": server.url + "/nowhere"})
        assert await probe(elsewhere) == (False, "HTTP 404")
        assert server.journal == []
    assert not (await probe(seat))[0]
    assert await probe(Seat(tier="fast", label="V3", kind="offline")) == (True, "offline")
