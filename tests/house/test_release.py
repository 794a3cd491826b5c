"""The outside of the house: files every user expects, and that they agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import bot

ROOT = Path(__file__).resolve().parents[2]


def test_version_and_changelog_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert project["version"] == bot.__version__ == newest.group(1)


def test_the_five_packages_of_the_brief_are_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[]", line)[0] for line in project["dependencies"]}
    assert names >= {"slack-bolt", "langchain", "transformers", "redis", "pydantic"}


def test_locks_are_hashed_and_name_no_index() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "--index-url" not in text
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9_.-]+(?:\[[a-z0-9,_-]+\])?==", text, re.MULTILINE)
        assert len(pins) > 50
        assert len(re.findall(r"--hash=sha256:", text)) >= len(pins)


def test_the_runtime_lock_has_no_torch() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"^(torch|nvidia-)", text, re.MULTILINE)


def test_the_development_lock_extends_the_runtime_lock() -> None:
    pin = re.compile(r"^([a-z0-9_.-]+(?:\[[a-z0-9,_-]+\])?==\S+)", re.MULTILINE)
    runtime = set(pin.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    development = set(pin.findall((ROOT / "requirements-dev.lock").read_text(encoding="utf-8")))
    assert runtime <= development


def test_procfile_starts_the_two_processes() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    assert lines == ["web: python -m bot serve", "worker: python -m bot worker"]
