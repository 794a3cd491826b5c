"""The README tells the truth: settings as they are, tests that exist, commands that run."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from started import ran

from bot.settings import known_names

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: Commands that run until they are stopped, or that other tests run.
LONG = ("serve", "worker", "bench", "play")


def table() -> str:
    rows = [f"| `{name}` | {sentence} |" for name, sentence in known_names().items()]
    return "\n".join(["| name | what it does |", "|---|---|", *rows])


def test_the_settings_table_is_the_code_s() -> None:
    inside = README.split("<!-- settings -->\n")[1].split("<!-- /settings -->")[0].strip()
    assert inside == table(), f"paste this:\n{table()}"


def commands() -> list[str]:
    found = re.findall(r"`python -m bot ([^`]+)`", README)
    found += re.findall(r"^\.venv/bin/python -m bot (.+)$", README, re.MULTILINE)
    return sorted({one for one in found if one.split()[0] not in (*LONG, "doctor")})


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "THINKTWICE_DATA_DIR": str(tmp_path),
        "THINKTWICE_OFFLINE_PACE": "0",
        "THINKTWICE_EGRESS": "loopback",
    }
    done = ran(*shlex.split(command), environment=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_tests_that_guard_the_brief_exist() -> None:
    rows = README.split("## From the brief to the command")[1].split("\n## ")[0]
    named = set(re.findall(r"`(tests/[\w/.]+)`", rows))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
