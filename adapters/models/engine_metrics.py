"""What a vLLM or SGLang server of one's own says of its load: `GET /metrics` beside its `/v1`.

Refuses to ask a server that is somebody else's API: it would not answer.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import aiohttp

from bot.seats import Seat

_WAIT_S = 3.0
#: Names in Prometheus' text format (docs of vLLM and SGLang), and what they are to people.
_NAMES = {
    "vllm:num_requests_running": "running",
    "vllm:num_requests_waiting": "waiting",
    "vllm:kv_cache_usage_perc": "cache_share",
    "vllm:gpu_cache_usage_perc": "cache_share",
    "sglang:num_running_reqs": "running",
    "sglang:num_queue_reqs": "waiting",
    "sglang:token_usage": "cache_share",
    "sglang:gen_throughput": "tokens_per_s",
}
_LINE = re.compile(r"^([\w:]+)(?:\{[^}]*\})? ([\d.eE+-]+)$", re.MULTILINE)


async def engine_load(seat: Seat) -> dict[str, float]:
    """The figures that it gives; empty when it gives none. Never raises for the server's sake."""
    if seat.kind != "chat":
        return {}
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
        return {}
    return {_NAMES[name]: float(value) for name, value in _LINE.findall(text) if name in _NAMES}
