"""What a process loads before it is asked for anything; measured in processes of their own."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import bot

ROOT = Path(__file__).resolve().parents[2]
VENDORS = ("slack_bolt", "slack_sdk", "redis", "transformers", "openai", "langchain_deepseek")


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys, json\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_help_loads_none_of_the_heavy_parts() -> None:
    code = (
        "import sys\nsys.argv = ['bot', '--help']\n"
        "from bot.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert loaded_by(code) & {*VENDORS, "langchain_core", "langchain"} == set()


def test_a_web_process_loads_neither_models_nor_the_encoder() -> None:
    """Its start and its memory are what many processes on one machine are paid in (DESIGN 9)."""
    code = "import bot.verbs.running, adapters.slack.listening, adapters.slack.serving"
    assert loaded_by(code) & {"langchain_core", "langchain", "numpy", "transformers"} == set()


def test_the_whole_domain_loads_no_vendor() -> None:
    names = [
        name for _, name, _ in pkgutil.walk_packages(bot.__path__, "bot.") if name != "bot.__main__"
    ]
    assert loaded_by("\n".join(f"import {name}" for name in names)) & set(VENDORS) == set()
