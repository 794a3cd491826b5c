"""The README's commands for vLLM and SGLang: each parses, and fits the presets that count on it."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.models.presets import packaged
from bot.served import Served

README = Path(__file__).resolve().parents[2] / "README.md"
#: Options with a value, as the documentation of each names them; SGLang also knows one without.
OPTIONS = {
    "vllm": "port tensor-parallel-size pipeline-parallel-size distributed-executor-backend "
    "max-model-len reasoning-parser",
    "sglang": "model-path port tp nnodes node-rank dist-init-addr context-length reasoning-parser",
}


def commands() -> list[str]:
    text = README.read_text(encoding="utf-8")
    inside = text.split("<!-- serving -->")[1].split("<!-- /serving -->")[0]
    return [line for line in inside.splitlines() if line.startswith(("vllm ", "python "))]


def parsed(command: str) -> tuple[str, dict[str, str]]:
    """The product and its options; refuses what is no option of that product."""
    words = [word for word in shlex.split(command) if word != "--trust-remote-code"]
    product = "vllm" if words[0] == "vllm" else "sglang"
    if product == "vllm":
        assert words[1] == "serve"
        words = ["--model-path", *words[2:]]
    else:
        assert words[1:3] == ["-m", "sglang.launch_server"]
        words = words[3:]
    assert len(words) % 2 == 0
    given = dict(zip(words[::2], words[1::2], strict=True))
    known = {f"--{name}" for name in OPTIONS[product].split()} | {"--model-path"}
    assert set(given) <= known
    return product, given


@pytest.mark.parametrize("command", commands())
def test_a_serving_command_fits_its_preset(command: str) -> None:
    product, given = parsed(command)
    model = given["--model-path"]
    seats = packaged("one-gpu" if "Distill" in model else "v3-r1")
    seat = seats.fast if model == seats.fast.model else seats.reasoning
    assert int(given["--port"]) == urlsplit(seat.base_url).port
    served = Served(product="vLLM" if product == "vllm" else "SGLang")
    if seat.reasoning_parser:
        assert served.parser_flag(seat.reasoning_parser) in command
    else:
        assert "--reasoning-parser" not in given
    length = given.get(served.context_flag)
    assert length is None or int(length) >= seat.context_tokens


def test_one_node_and_two_are_shown_for_both_products() -> None:
    shown = [parsed(command) for command in commands()]
    seats = packaged("v3-r1")
    for product in OPTIONS:
        models = {given["--model-path"] for name, given in shown if name == product}
        assert {
            seats.fast.model,
            seats.reasoning.model,
            packaged("one-gpu").reasoning.model,
        } <= models
    spread = [g for name, g in shown if name == "vllm" and "--pipeline-parallel-size" in g]
    assert {g["--distributed-executor-backend"] for g in spread} == {"ray"}
    ranks = [g["--node-rank"] for name, g in shown if "--node-rank" in g]
    assert ranks == ["0", "1"]
