"""What a vLLM or SGLang server of one's own says of its load: `GET /metrics` beside its `/v1`.

Refuses to ask a server that is somebody else's API: it would not answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from urllib.parse import urlsplit

import aiohttp

from bot.poc.resources import Load
from bot.seats import Seat

_WAIT_S = 3.0
#: Names in Prometheus' text format (docs of vLLM and SGLang), and what they are here. Figures of
#: several engines behind one address are added, but for shares, of which the highest counts.
_NAMES = {
    "vllm:num_requests_running": "running",
    "vllm:num_requests_waiting": "waiting",
    "vllm:kv_cache_usage_perc": "cache_share",
    "vllm:gpu_cache_usage_perc": "cache_share",
    "vllm:generation_tokens_total": "written",
    "sglang:num_running_reqs": "running",
    "sglang:num_queue_reqs": "waiting",
    "sglang:token_usage": "cache_share",
    "sglang:gen_throughput": "tokens_per_s",
    "sglang:max_total_num_tokens": "cache_tokens",
    "sglang:generation_tokens_total": "written",
}
_SHARES = frozenset({"cache_share", "gpu_share"})
#: vLLM tells its settings as labels of a figure that is always 1.
_SETTINGS = "vllm:cache_config_info"
_LABEL = r'\w+="(?:[^"\\]|\\.)*"'
_LINE = re.compile(rf"^([\w:]+)(?:\{{((?:{_LABEL},?)*)\}})? (\S+)", re.MULTILINE)
_PAIR = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


async def engine_load(seat: Seat) -> Load | None:
    """The figures that it gives; None when it gives none. Never raises for the server's sake."""
    if seat.kind != "chat" or seat.provider:
        return None
    parts = urlsplit(seat.base_url)
    url = f"{parts.scheme}://{parts.netloc}/metrics"
    try:
        timeout = aiohttp.ClientTimeout(total=_WAIT_S)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url) as reply,
        ):
            text = await reply.text() if reply.status == 200 else ""
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
    found = load_in(text)
    return None if found == Load() else found


def load_in(text: str) -> Load:
    """What stands in such a page, whatever else does."""
    found: dict[str, float] = {}

    def take(name: str, value: float) -> None:
        known = found.get(name, 0.0)
        found[name] = max(known, value) if name in _SHARES else known + value

    for name, labels, figure in _LINE.findall(text):
        value = _number(figure)
        if name == _SETTINGS:
            given = dict(_PAIR.findall(labels))
            share, room = _number(given.get("gpu_memory_utilization", "")), _room(given)
            if share is not None:
                take("gpu_share", share)
            if room is not None:
                take("cache_tokens", room)
        elif name in _NAMES and value is not None:
            take(_NAMES[name], value)
    return Load(**found)


def _room(given: Mapping[str, str]) -> float | None:
    """Tokens that the cache holds: as many blocks of so many."""
    blocks, size = _number(given.get("num_gpu_blocks", "")), _number(given.get("block_size", ""))
    return None if blocks is None or size is None else blocks * size


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and value >= 0 else None
