"""Which server sits behind a seat: vLLM or SGLang, its version, context and reasoning parser.

Refuses to ask somebody else's API, and to keep anything else of what a server says of itself:
SGLang's page holds its keys.
"""

from __future__ import annotations

from typing import Any

import aiohttp

from bot.seats import Seat
from bot.served import Served

_WAIT_S = 15.0
Json = dict[str, Any]


async def introduce(seat: Seat) -> Served | None:
    """None for an API, and for a server that is neither. Never raises for the server's sake."""
    if seat.kind != "chat" or seat.provider:
        return None
    base = seat.base_url.rstrip("/")
    root = base.removesuffix("/v1")
    headers = {"Authorization": f"Bearer {seat.api_key.get_secret_value() or 'none'}"}
    timeout = aiohttp.ClientTimeout(total=_WAIT_S)
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        card = _card(await _read(session, f"{base}/models"), seat.model)
        # Both list models in one shape and tell themselves apart by `owned_by` alone
        # (vllm and sglang, entrypoints/openai: ModelCard).
        length = card.get("max_model_len")
        context = length if isinstance(length, int) and length > 0 else None
        if card.get("owned_by") == "vllm":
            told = await _read(session, f"{root}/version")
            asked = seat.reasoning_parser and not seat.price.cost(1, 1)
            splits = await _splits(session, seat) if asked else None
            return Served(
                product="vLLM",
                version=_text(told, "version"),
                context_tokens=context,
                splits=splits,
            )
        if card.get("owned_by") == "sglang":
            # The second name is the first one's older (sgl-project/sglang #21463).
            told = await _read(session, f"{root}/server_info")
            told = told or await _read(session, f"{root}/get_server_info")
            known = "reasoning_parser" in told
            return Served(
                product="SGLang",
                version=_text(told, "version"),
                context_tokens=context,
                splits=bool(told["reasoning_parser"]) if known else None,
            )
    return None


def _card(listed: Json, model: str) -> Json:
    data = listed.get("data")
    cards = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
    return next((one for one in cards if one.get("id") == model), {})


async def _splits(session: aiohttp.ClientSession, seat: Seat) -> bool | None:
    """vLLM tells no settings; what a few tokens come back as does. Never asked at a price."""
    body: Json = {
        "model": seat.model,
        "messages": [{"role": "user", "content": "Is 7 a prime number?"}],
        "max_tokens": 8,
    }
    if seat.thinking == "template":
        body["chat_template_kwargs"] = {"thinking": True}
    told = await _read(session, f"{seat.base_url.rstrip('/')}/chat/completions", body)
    choices = told.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else {}
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(message, dict):
        return None
    if message.get("reasoning") or message.get("reasoning_content"):
        return True
    return False if message.get("content") else None


async def _read(session: aiohttp.ClientSession, url: str, body: Json | None = None) -> Json:
    """What stands there as JSON; nothing where there is no such thing."""
    method = "GET" if body is None else "POST"
    try:
        async with session.request(method, url, json=body) as reply:
            found = await reply.json(content_type=None) if reply.status == 200 else {}
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(told: Json, name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
