"""What is wrong from the outside ends in one sentence and the right exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from started import ran

from bot.sealing import new_key

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9/v1"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    fixed = {
        "XDG_DATA_HOME": os.environ["XDG_DATA_HOME"],
        "THINKTWICE_EGRESS": "loopback",
        "THINKTWICE_OFFLINE_PACE": "0",
    }
    return ran(*arguments, environment={**kept, **fixed, **environment})


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["serve"], {}, "SLACK_BOT_TOKEN"),
        (["worker"], {"SLACK_BOT_TOKEN": "abc"}, "SLACK_BOT_TOKEN"),
        (["serve"], {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        (
            ["serve"],
            {
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_SIGNING_SECRET": "x",
                "SLACK_API_URL": "http://127.0.0.1:9/api/",
            },
            "SLACK_API_URL",
        ),
        (
            ["serve"],
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "x", "SLACK_API_URL": "nonsense"},
            "SLACK_API_URL",
        ),
        (["ask", "hi"], {"THINKTWICE_PRESET": "gpt"}, "THINKTWICE_PRESET"),
        (["ask", "hi"], {"THINKTWICE_PRESET": "deepseek"}, "DEEPSEEK_API_KEY"),
        (["ask", "hi"], {"THINKTWICE_POLICY": "/nowhere.toml"}, "/nowhere.toml"),
        (["ask", "hi"], {"THINKTWICE_DATA_DIR": "/dev/null/x"}, "THINKTWICE_DATA_DIR"),
        (["ask", "hi"], {"REDIS_URL": "redis://127.0.0.1:1"}, "THINKTWICE_SECRET_KEYS"),
        (["ask", "hi", "--nope"], {}, "No such option"),
        (["frobnicate"], {}, "No such command"),
        (["route", "--jsonl", "/nowhere.jsonl"], {}, "/nowhere.jsonl"),
        (["manifest", "--mode", "http"], {}, "--url"),
        (["words", "--language", "xx"], {}, "xx"),
    ],
)
def test_wrong_use_is_named_with_the_remedy(
    arguments: list[str], environment: dict[str, str], said: str
) -> None:
    done = run(*arguments, **environment)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["ask", ""], {}, "There was no question"),
        (["ask", "x" * 40_001], {}, "40,000"),
        (["explain", "NOSUCHJOB0"], {}, "NOSUCHJOB0"),
        (
            ["ask", "hi"],
            {
                "THINKTWICE_PRESET": "v3-r1",
                "THINKTWICE_FAST__BASE_URL": NOWHERE,
                "THINKTWICE_REASONING__BASE_URL": NOWHERE,
            },
            "not reachable",
        ),
    ],
)
def test_what_fails_says_so(arguments: list[str], environment: dict[str, str], said: str) -> None:
    done = run(*arguments, **environment)
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_is_down_is_named() -> None:
    keys = new_key()
    done = run("ask", "hi", REDIS_URL="redis://127.0.0.1:1", THINKTWICE_SECRET_KEYS=keys)
    assert done.returncode == 1
    assert "REDIS_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_many_texts_are_routed_in_one_start(tmp_path: Path) -> None:
    rows = [
        f'{{"id": {number}, "text": "should we sign the contract with supplier {number}?"}}'
        for number in range(300)
    ]
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(rows))
    done = run("route", "--jsonl", str(file))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 300
    assert all('"cause": "stakes"' in line for line in lines)
    file.write_text('{"id": 1, "text": "fine"}\n{"id": 2}\n')
    broken = run("route", "--jsonl", str(file))
    assert (broken.returncode, "line 2" in broken.stderr) == (2, True)


def test_two_that_ask_at_once_are_both_answered(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "ask", "what does HTTP 404 mean?"]
    environment = {
        **os.environ,
        "THINKTWICE_DATA_DIR": str(tmp_path),
        "THINKTWICE_OFFLINE_PACE": "0",
    }
    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [one.communicate(timeout=25)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert all("404 Not Found" in answer for answer in answers)
