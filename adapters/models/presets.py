"""Who sits in the two seats: a preset's data with the settings laid over it, checked at start.

Refuses to build clients; see `chat`.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import SettingsError
from bot.request import Tier
from bot.seats import Seat, Seats
from bot.settings import PREFIX, SeatSettings, Settings

DEEPSEEK_HOST = "api.deepseek.com"
_DEEPSEEK_URL = f"https://{DEEPSEEK_HOST}"
#: Switched off on 2026-07-24 (api-docs.deepseek.com/updates).
DEAD = {"deepseek-chat": "disabled", "deepseek-reasoner": "enabled"}
TIERS: tuple[Tier, Tier] = ("fast", "reasoning")


def seats(settings: Settings) -> Seats:
    """The seats in force. Raises SettingsError naming the knob and the remedy."""
    preset = settings.chosen_preset
    data = _data(preset)
    placed = {tier: _seat(tier, data[tier], settings, preset) for tier in TIERS}
    fallback: tuple[Seat, ...] = ()
    named = settings.reasoning.fallback
    if named:
        if named not in _names():
            raise SettingsError(
                f"no preset is called {named!r}",
                name=f"{PREFIX}REASONING__FALLBACK",
                remedy=f"use one of {', '.join(_names())}",
            )
        plain = settings.model_copy(update={"reasoning": SeatSettings()})
        fallback = (_seat("reasoning", _data(named)["reasoning"], plain, named),)
    return Seats(
        preset=preset, fast=placed["fast"], reasoning=placed["reasoning"], fallback=fallback
    )


def packaged(preset: str) -> Seats:
    """A preset's seats without any setting of this installation."""
    data = _data(preset)
    placed = {tier: Seat.model_validate({**data[tier], "tier": tier}) for tier in TIERS}
    return Seats(preset=preset, fast=placed["fast"], reasoning=placed["reasoning"])


def _names() -> list[str]:
    folder = files(__package__).joinpath("presets")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())


def _data(preset: str) -> dict[str, dict[str, Any]]:
    path = files(__package__).joinpath("presets", f"{preset}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _seat(tier: Tier, data: dict[str, Any], settings: Settings, preset: str) -> Seat:
    over = settings.fast if tier == "fast" else settings.reasoning
    given = {
        name: value
        for name in ("base_url", "model", "label", "total_s", "silence_s", "context_tokens")
        if (value := getattr(over, name))
    }
    if over.vision is not None:
        given["vision"] = over.vision
    key = over.api_key.get_secret_value()
    merged = {**data, **given, "tier": tier}
    if not key and _host(str(merged.get("base_url", ""))) == DEEPSEEK_HOST:
        key = settings.deepseek_api_key.get_secret_value()
    if over.model and over.model != data.get("model"):
        # Somebody else sits here now: a footer says so, unless the label names them.
        merged["sitter"] = "" if over.label else over.model.split("/")[-1].split(":")[-1]
    seat = Seat.model_validate({**merged, "api_key": SecretStr(key)})
    _check(seat, settings, preset)
    return seat


def _check(seat: Seat, settings: Settings, preset: str) -> None:
    knob = f"{PREFIX}{seat.tier.upper()}__"
    if seat.kind == "offline":
        return
    if seat.kind == "langchain":
        if ":" not in seat.model:
            raise SettingsError(
                f"{seat.model!r} names no provider",
                name=f"{knob}MODEL",
                remedy="give provider:model as LangChain's init_chat_model takes it",
            )
        provider, _, model = seat.model.partition(":")
        if provider == "deepseek" and _host(seat.base_url or _DEEPSEEK_URL) == DEEPSEEK_HOST:
            _check_alive(model, knob)
        return
    _check_address(seat, knob)
    key = seat.api_key.get_secret_value()
    if not key.isascii() or any(sign.isspace() for sign in key):
        raise SettingsError(
            "the key holds characters that no header can carry",
            name=f"{knob}API_KEY",
            remedy="paste it again, without blanks or line ends",
        )
    if _host(seat.base_url) != DEEPSEEK_HOST:
        return
    _check_alive(seat.model, knob)
    if not key:
        raise SettingsError(
            "DeepSeek's API wants a key",
            name="DEEPSEEK_API_KEY",
            remedy="set it, or choose another preset: THINKTWICE_PRESET=offline needs none",
        )


def _check_alive(model: str, knob: str) -> None:
    if model in DEAD:
        raise SettingsError(
            f"{model} was switched off on 2026-07-24",
            name=f"{knob}MODEL",
            remedy=f"use deepseek-flash, thinking {DEAD[model]}: the preset deepseek does",
        )


def _host(url: str) -> str:
    """The host in lower case; empty for what is no address of a server."""
    if any(sign.isspace() for sign in url):
        return ""
    try:
        parts = urlsplit(url)
        # Reading the port is what checks it.
        wrong = parts.scheme not in ("http", "https") or parts.port == 0
    except ValueError:
        return ""
    return "" if wrong else parts.hostname or ""


def _check_address(seat: Seat, knob: str) -> None:
    if not _host(seat.base_url):
        raise SettingsError(
            f"{seat.base_url!r} is no address of a server",
            name=f"{knob}BASE_URL",
            remedy="give the whole base URL, for example http://127.0.0.1:8000/v1",
        )
    if not seat.model:
        raise SettingsError(
            "no model is named",
            name=f"{knob}MODEL",
            remedy="give the id under which the server offers it (GET /v1/models lists them)",
        )
