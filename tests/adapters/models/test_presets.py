"""Who sits in the seats: every preset loads, settings lie over it, what cannot work is refused."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from adapters.models.presets import seats
from bot.errors import SettingsError
from bot.request import Tier
from bot.routing.telling import seated as seated_as
from bot.seats import Seats
from bot.settings import Preset, Settings, load_settings
from bot.words import Words

HERE = "http://127.0.0.1:9/v1"
#: What a preset needs beside its name before it can start.
NEEDS: dict[str, dict[str, str]] = {
    "deepseek": {"DEEPSEEK_API_KEY": "sk-x"},
    "openai-compatible": {
        "THINKTWICE_FAST__BASE_URL": HERE,
        "THINKTWICE_FAST__MODEL": "org/small",
        "THINKTWICE_REASONING__BASE_URL": HERE,
        "THINKTWICE_REASONING__MODEL": "large",
    },
    "langchain": {
        "THINKTWICE_FAST__MODEL": "openai:small",
        "THINKTWICE_REASONING__MODEL": "openai:large",
    },
}
SHOWN = {
    "deepseek": ("V3 seat: deepseek-flash", "R1 seat: deepseek-flash, thinking"),
    "v3-r1": ("V3", "R1"),
    "one-engine": ("V3 seat: DeepSeek-V3.2", "R1 seat: DeepSeek-V3.2, thinking"),
    "one-gpu": ("V3 seat: Qwen2.5-7B-Instruct", "R1-Lite seat: DeepSeek-R1-Distill-Qwen-7B"),
    "openai-compatible": ("V3 seat: small", "R1 seat: large"),
    "langchain": ("V3 seat: small", "R1 seat: large"),
    "offline": ("V3", "R1"),
}


def seated(monkeypatch: pytest.MonkeyPatch, preset: str, **more: str) -> Seats:
    return seats(settled(monkeypatch, {"THINKTWICE_PRESET": preset, **more}))


def settled(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings(None)


def refused(monkeypatch: pytest.MonkeyPatch, preset: str, **more: str) -> dict[str, Any]:
    with pytest.raises(SettingsError) as caught:
        seated(monkeypatch, preset, **more)
    error = caught.value
    told = Words().say(error.key, detail=error.detail, **error.values)
    return {"told": told, **error.values}


@pytest.mark.parametrize("preset", get_args(Preset))
def test_every_preset_loads_and_names_its_sitters(
    monkeypatch: pytest.MonkeyPatch, preset: str
) -> None:
    placed = seated(monkeypatch, preset, **NEEDS.get(preset, {}))
    assert placed.preset == preset
    assert (
        tuple(seated_as(one, Words()) for one in (placed.fast, placed.reasoning)) == SHOWN[preset]
    )
    assert (placed.fast.tier, placed.reasoning.tier) == ("fast", "reasoning")
    assert placed.of("reasoning").total_s >= placed.of("fast").total_s
    assert placed.fast.silence_s <= placed.fast.total_s
    for seat in (placed.fast, placed.reasoning):
        assert (seat.price.input == 0) == (seat.price.as_of is None), "a price has its date"


def test_settings_lie_over_the_preset_one_seat_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = seated(
        monkeypatch,
        "v3-r1",
        THINKTWICE_FAST__BASE_URL=HERE,
        THINKTWICE_FAST__API_KEY="k-1",
        THINKTWICE_FAST__TOTAL_S="7",
        THINKTWICE_FAST__SILENCE_S="3.5",
        THINKTWICE_REASONING__LABEL="Deep",
        THINKTWICE_REASONING__CONTEXT_TOKENS="16384",
    )
    assert (placed.fast.base_url, placed.fast.total_s, placed.fast.silence_s) == (HERE, 7, 3.5)
    assert placed.fast.api_key.get_secret_value() == "k-1"
    assert "k-1" not in repr(placed)
    assert (placed.fast.context_tokens, placed.reasoning.context_tokens) == (131_072, 16_384)
    assert seated_as(placed.reasoning, Words()) == "Deep"
    assert placed.reasoning.base_url == "http://127.0.0.1:8001/v1"
    assert placed.reasoning.api_key.get_secret_value() == ""


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"THINKTWICE_FAST__MODEL": "qwen/qwen3:8b"}, "V3 seat: 8b"),
        ({"THINKTWICE_FAST__MODEL": "mistral-small"}, "V3 seat: mistral-small"),
        ({"THINKTWICE_FAST__MODEL": "deepseek-flash"}, "V3 seat: deepseek-flash"),
        ({"THINKTWICE_FAST__LABEL": "Flash"}, "Flash seat: deepseek-flash"),
        ({"THINKTWICE_FAST__LABEL": "Qwen", "THINKTWICE_FAST__MODEL": "qwen3"}, "Qwen"),
    ],
)
def test_whoever_sits_there_is_named_truthfully(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, str], shown: str
) -> None:
    placed = seated(monkeypatch, "deepseek", DEEPSEEK_API_KEY="sk-x", **more)
    assert seated_as(placed.fast, Words()) == shown


def test_naming_the_presets_own_model_changes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    named = "deepseek-ai/DeepSeek-V3-0324"
    placed = seated(monkeypatch, "v3-r1", THINKTWICE_FAST__MODEL=named)
    assert seated_as(placed.fast, Words()) == "V3"


@pytest.mark.parametrize(
    ("tier", "dead", "thinking"),
    [("fast", "deepseek-chat", "disabled"), ("reasoning", "deepseek-reasoner", "enabled")],
)
@pytest.mark.parametrize("preset", ["deepseek", "langchain"])
def test_dead_ids_are_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, preset: str, tier: Tier, dead: str, thinking: str
) -> None:
    knob = f"THINKTWICE_{tier.upper()}__MODEL"
    id_ = f"deepseek:{dead}" if preset == "langchain" else dead
    needs = {**NEEDS[preset], "DEEPSEEK_API_KEY": "sk-x", knob: id_}
    found = refused(monkeypatch, preset, **needs)
    assert found["name"] == knob
    assert f"deepseek-flash, thinking {thinking}" in found["remedy"]
    assert dead in found["told"]


def test_elsewhere_the_same_ids_are_anybodys(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = seated(
        monkeypatch,
        "v3-r1",
        THINKTWICE_FAST__BASE_URL="https://api.deepseek.com.example.org/v1",
        THINKTWICE_FAST__MODEL="deepseek-chat",
        DEEPSEEK_API_KEY="sk-secret",
    )
    assert placed.fast.model == "deepseek-chat"
    assert placed.fast.api_key.get_secret_value() == "", "DeepSeek's key is for DeepSeek's host"


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000/v1",
        "ftp://127.0.0.1/v1",
        "http://",
        "http://[::1/v1",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:port/v1",
        "http://my host/v1",
    ],
)
def test_a_bad_address_names_its_knob(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    found = refused(monkeypatch, "v3-r1", THINKTWICE_REASONING__BASE_URL=url)
    assert found["name"] == "THINKTWICE_REASONING__BASE_URL"
    assert "http://127.0.0.1:8000/v1" in found["remedy"]


@pytest.mark.parametrize("key", ["sk-ä", "sk-1\nX-Evil: 1", "sk 1", "sk-1\t"])
def test_a_key_that_no_header_can_carry_is_refused_unprinted(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    found = refused(monkeypatch, "v3-r1", THINKTWICE_FAST__API_KEY=key)
    assert found["name"] == "THINKTWICE_FAST__API_KEY"
    assert key not in found["told"]


@pytest.mark.parametrize(
    ("preset", "more", "knob"),
    [
        ("deepseek", {}, "DEEPSEEK_API_KEY"),
        ("openai-compatible", {}, "THINKTWICE_FAST__BASE_URL"),
        ("openai-compatible", {"THINKTWICE_FAST__BASE_URL": HERE}, "THINKTWICE_FAST__MODEL"),
        ("langchain", {}, "THINKTWICE_FAST__MODEL"),
        ("langchain", {"THINKTWICE_FAST__MODEL": "small"}, "THINKTWICE_FAST__MODEL"),
        ("v3-r1", {"THINKTWICE_REASONING__FALLBACK": "gpt"}, "THINKTWICE_REASONING__FALLBACK"),
        ("offline", {"THINKTWICE_REASONING__FALLBACK": "deepseek"}, "DEEPSEEK_API_KEY"),
    ],
)
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, preset: str, more: dict[str, str], knob: str
) -> None:
    found = refused(monkeypatch, preset, **more)
    assert found["name"] == knob
    assert found["remedy"]


def test_the_stand_in_is_the_other_presets_reasoning_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = seated(
        monkeypatch,
        "v3-r1",
        THINKTWICE_REASONING__BASE_URL=HERE,
        THINKTWICE_REASONING__FALLBACK="one-gpu",
    )
    (stand_in,) = placed.fallback
    assert (stand_in.label, stand_in.base_url) == ("R1-Lite", "http://127.0.0.1:8001/v1")
    assert placed.reasoning.base_url == HERE
