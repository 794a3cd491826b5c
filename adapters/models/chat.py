"""From a seat to a LangChain chat model; providers are imported only when they are chosen.

Refuses to route and to retry: the SDK's own retries are off, ours live in one place.
"""

from __future__ import annotations

import os
from typing import Any

from langchain_core.language_models import BaseChatModel

from bot.errors import SettingsError
from bot.seats import Seat, Seats

# ChatOpenAI drops reasoning text; ChatDeepSeek keeps it, for DeepSeek, vLLM and SGLang alike
# (field/models.md 2.3).


def build(seat: Seat, *, pace: float = 1.0) -> BaseChatModel:
    """The chat model of a seat; nothing is called yet. Raises SettingsError."""
    if seat.kind == "offline":
        from adapters.models.offline import OfflineChatModel

        return OfflineChatModel(seat=seat, pace=pace)
    if seat.kind == "langchain":
        return _langchain(seat)
    return _deepseek(seat)


def without_tracing() -> None:
    """LangSmith sends text out of the house: off, unless somebody set it explicitly."""
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    os.environ.setdefault("LANGCHAIN_TRACING_V2", "false")


def _deepseek(seat: Seat) -> BaseChatModel:
    from langchain_deepseek import ChatDeepSeek
    from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

    extra: dict[str, Any] = {}
    thinks = seat.tier == "reasoning"
    if seat.thinking == "body":
        extra["thinking"] = {"type": "enabled" if thinks else "disabled"}
    elif seat.thinking == "template":
        extra["chat_template_kwargs"] = {"thinking": thinks}
    arguments: dict[str, Any] = {
        "model": seat.model,
        "base_url": seat.base_url,
        # vLLM and SGLang take any key; the client refuses to send none.
        "api_key": seat.api_key.get_secret_value() or "none",
        "temperature": seat.temperature,
        "max_retries": 0,
        "timeout": seat.total_s,
        # langchain-openai shares one client per address for the life of the process; a model in
        # a second event loop, or one after a closed one, would meet its dead connections.
        "http_client": DefaultHttpxClient(timeout=seat.total_s),
        "http_async_client": DefaultAsyncHttpxClient(timeout=seat.total_s),
        "stream_usage": True,
        # Our own deadlines act on content (bot.deadlines); the client's would act on any chunk.
        "stream_chunk_timeout": seat.total_s,
        "extra_body": extra or None,
    }
    return ChatDeepSeek(**arguments)


def _langchain(seat: Seat) -> BaseChatModel:
    from langchain.chat_models import init_chat_model
    from openai import OpenAIError

    given: dict[str, Any] = {"max_retries": 0}
    if seat.base_url:
        given["base_url"] = seat.base_url
    if seat.api_key.get_secret_value():
        given["api_key"] = seat.api_key.get_secret_value()
    if seat.temperature is not None:
        given["temperature"] = seat.temperature
    try:
        model: BaseChatModel = init_chat_model(seat.model, **given)
    except (ImportError, ValueError, OpenAIError) as error:
        raise SettingsError(
            f"{error}".partition("\n")[0].rstrip("."),
            name=f"THINKTWICE_{seat.tier.upper()}__MODEL",
            remedy="install the provider's package, give its key, or correct provider:model",
        ) from error
    return model


def build_all(chosen: Seats, *, pace: float = 1.0) -> tuple[BaseChatModel, ...]:
    """Fast, reasoning, then the fallbacks, in that order."""
    return tuple(
        build(seat, pace=pace) for seat in (chosen.fast, chosen.reasoning, *chosen.fallback)
    )


async def close_all(models: tuple[BaseChatModel, ...]) -> None:
    """Close the connections that the models hold open; for the end of a process."""
    for model in models:
        waiting = getattr(model, "root_async_client", None)
        if waiting is not None:
            await waiting.close()
        blocking = getattr(model, "root_client", None)
        if blocking is not None:
            blocking.close()
