"""What vLLM and SGLang say of their load, as their pages write it."""

from __future__ import annotations

from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from adapters.models.engine_metrics import engine_load, load_in
from bot.poc.resources import Load
from bot.seats import Seat

VLLM = """\
# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="a, \\"b\\" {c}"} 3.0
vllm:num_requests_running{engine="1",model_name="m"} 4.0
vllm:num_requests_waiting{engine="0",model_name="m"} 2.0
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.75
vllm:generation_tokens_total{engine="0",model_name="m"} 1.2e+03
vllm:cache_config_info{block_size="16",gpu_memory_utilization="0.9",num_gpu_blocks="7000"} 1.0
process_resident_memory_bytes 4.5e+09
"""
SGLANG = """\
sglang:num_running_reqs{model_name="m",tp_rank="0"} 162.0
sglang:num_queue_reqs{model_name="m",tp_rank="0"} 28.0
sglang:token_usage{model_name="m"} 0.28
sglang:gen_throughput{model_name="m"} 86.5
sglang:max_total_num_tokens{model_name="m"} 161721.0
sglang:cache_hit_rate{model_name="m"} NaN
"""


def test_vllm() -> None:
    assert load_in(VLLM) == Load(
        running=7,
        waiting=2,
        cache_share=0.75,
        written=1200,
        gpu_share=0.9,
        cache_tokens=112_000,
    )


def test_sglang() -> None:
    assert load_in(SGLANG) == Load(
        running=162, waiting=28, cache_share=0.28, tokens_per_s=86.5, cache_tokens=161_721
    )


@given(st.text(max_size=99))
def test_any_page_can_be_read(text: str) -> None:
    load_in(text)
    assert load_in("vllm:num_requests_running NaN\nvllm:num_requests_waiting -1\n") == Load()


async def test_a_server_of_one_s_own_is_asked_beside_its_v1_and_an_api_never() -> None:
    asked: list[str] = []

    async def metrics(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text=SGLANG)

    application = web.Application()
    application.add_routes([web.get("/metrics", metrics)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    seat = Seat(tier="fast", label="V3", base_url=url, model="m")
    found = await engine_load(seat)
    assert found is not None
    assert found.running == 162
    nowhere = {"base_url": "http://127.0.0.1:9/v1"}
    for other in ({"provider": "DeepSeek"}, {"kind": "offline"}, nowhere):
        assert await engine_load(seat.model_copy(update=other)) is None
    assert asked == ["/metrics"]
    await runner.cleanup()
