"""Settings are read once, and what is wrong stops the start with the knob's name and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import known_names, load_settings


def test_without_any_setting_the_offline_demo_sits_there() -> None:
    settings = load_settings(None)
    assert settings.chosen_preset == "offline"
    assert settings.embedded_store


def test_a_key_chooses_the_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-x")
    settings = load_settings(None)
    assert settings.chosen_preset == "deepseek"
    assert "sk-x" not in repr(settings)


def test_nested_names_reach_the_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THINKTWICE_FAST__BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("THINKTWICE_REASONING__LABEL", "Deep")
    settings = load_settings(None)
    assert settings.fast.base_url == "http://127.0.0.1:1/v1"
    assert settings.reasoning.label == "Deep"
    assert settings.chosen_preset == "openai-compatible"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THINKTWICE_PRESET", "gpt"),
        ("PORT", "http"),
        ("PORT", "70000"),
        ("THINKTWICE_PARTITIONS", "0"),
        ("THINKTWICE_EGRESS", "some"),
    ],
)
def test_a_wrong_value_names_its_knob(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings(None)
    assert caught.value.values["name"] == name


def test_a_mistyped_name_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THINKTWICE_PRESETT", "offline")
    with pytest.raises(SettingsError) as caught:
        load_settings(None)
    assert "THINKTWICE_PRESET" in str(caught.value.values["remedy"])


def test_an_env_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nTHINKTWICE_SLOTS=3\n")
    settings = load_settings(file)
    assert (settings.port, settings.slots) == (4000, 3)
    file.write_text("THINKTWICE_SLOTSS=3\n")
    with pytest.raises(SettingsError):
        load_settings(file)


def test_every_setting_has_its_sentence() -> None:
    assert [name for name, sentence in known_names().items() if not sentence] == []
