"""Commands as verbs: real processes, the same words as in Slack, nothing done without a yes."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from started import ran

PLUGIN = """
from typing import ClassVar
from bot.commands.command import Nothing, Said
class Greet:
    name = "greet"
    help = "Say hello."
    example = "greet"
    who = "operators"
    home = "web"
    Arguments = Nothing
    def __init__(self, call):
        self.call = call
    async def preview(self, args):
        return "This will greet."
    async def run(self, args):
        return Said("Hello.", line="greeted")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package as pip leaves it."""
    (tmp_path / "greeting.py").write_text(PLUGIN)
    info = tmp_path / "greeting-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[thinktwice.commands]\ngreet = greeting:Greet\n")
    return tmp_path


def says(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "THINKTWICE_DATA_DIR": str(home / "data")}
    return ran(*words, environment=environment)


def test_a_verb_has_the_words_of_slack(tmp_path: Path) -> None:
    found = says(tmp_path, "audit")
    assert (found.returncode, found.stdout) == (0, "Nobody has changed anything yet.\n")
    wrong = says(tmp_path, "cancel")
    assert wrong.returncode == 2
    assert "Say it like this: python -m bot cancel K7F3ABCDEF" in wrong.stderr
    unknown = says(tmp_path, "retry", "K7F3", "--json")
    assert unknown.returncode == 2
    assert json.loads(unknown.stdout)["state"] == "refused"


def test_a_plug_in_is_a_verb_too_and_asks_before_it_changes_something(package: Path) -> None:
    import sys

    script = [sys.executable, "-m", "bot"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(package),
        "THINKTWICE_DATA_DIR": str(package / "data"),
    }

    def bot(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*script, *words],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parents[3],
        )

    assert "Say hello." in bot("--help").stdout
    asks = bot("greet")
    assert (asks.returncode, "add --yes" in asks.stderr) == (1, True)
    done = bot("greet", "--yes", "--json")
    assert json.loads(done.stdout)["text"] == "Hello."
    line = json.loads(bot("audit", "--json").stdout)
    assert (line["line"], line["outcome"]) == ("greeted", "done")
