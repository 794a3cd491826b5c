"""`poc` as its user sees it, against two scripted servers of known quality, speed and price."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from adapters.playground.models import ModelServer, Script
from bot.poc.report import Report
from bot.poc.running import TIERS

ROOT = Path(__file__).resolve().parents[3]
CASES = 40
#: The fast model knows the first half of them, the reasoning model all but the last two.
FAST_KNOWS, REASONING_KNOWS = 20, 38


def cases(folder: Path) -> Path:
    rows = [
        {"id": n, "task": "even" if n % 2 == 0 else "odd", "question": f"Riddle number {n:03d}?"}
        | {"expected": "right", "check": "exact"}
        for n in range(CASES)
    ]
    file = folder / "cases.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


@contextmanager
def servers(piece_s: float = 0.0) -> Iterator[ModelServer]:
    """On a loop of their own, so that processes can be waited for."""
    known = [("fast-model", FAST_KNOWS), ("slow-model", REASONING_KNOWS)]
    scripts = [
        Script(model=model, match=f"number {n:03d}?", text="right", first_s=piece_s)
        for model, most in known
        for n in range(most)
    ]
    scripts += [Script(model=model, text="wrong", first_s=piece_s) for model, _ in known]
    server, ready, done = ModelServer(*scripts), Event(), Event()

    async def serve() -> None:
        async with server:
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        done.set()
        thread.join()


def environment(url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "THINKTWICE_EGRESS": "loopback",
        "THINKTWICE_DATA_DIR": str(folder),
        "THINKTWICE_PRESET": "v3-r1",
        "THINKTWICE_FAST__BASE_URL": url,
        "THINKTWICE_FAST__MODEL": "fast-model",
        "THINKTWICE_REASONING__BASE_URL": url,
        "THINKTWICE_REASONING__MODEL": "slow-model",
    }


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "bot", "poc", *(str(one) for one in arguments)]


def run(env: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), env=env, cwd=ROOT, capture_output=True, text=True, timeout=180
    )


def asked(journal: list[dict[str, Any]]) -> list[str]:
    return [f"{body['model']} {body['messages'][-1]['content'][-60:]}" for body in journal]


def test_known_quality_is_found_through_a_kill_and_a_resume(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with servers(piece_s=0.05) as server:
        env = environment(server.url, tmp_path)
        begun = (cases(tmp_path), "--out", out, "--yes", "--concurrency", "2")
        process = subprocess.Popen(command(*begun), env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(server.journal) < 20:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = len(server.journal)
        assert 20 <= before < 2 * CASES
        done = run(env, *begun)
        assert done.returncode == 0, done.stderr
        assert "are known from an earlier run" in done.stderr
        # Only what was under way when it was killed was asked twice.
        assert len(server.journal) <= 2 * CASES + 2
        report = Report.model_validate_json((out / "report.json").read_text(encoding="utf-8"))
        paid = len(server.journal)
        again = run(env, *begun, "--share", "--json")
        assert len(server.journal) == paid
    whole = {row.tier: row for row in report.by_task if row.task == "all"}
    assert whole["fast"].accuracy == FAST_KNOWS / CASES
    assert whole["reasoning"].accuracy == REASONING_KNOWS / CASES
    for tier in TIERS:
        low, high, share = whole[tier].low, whole[tier].high, whole[tier].accuracy
        assert low is not None
        assert high is not None
        assert share is not None
        assert low < share < high
        assert whole[tier].seconds_p50 >= 0.05
    pair = report.paired[0]
    assert (pair.both, pair.fast_only, pair.reasoning_only, pair.neither) == (20, 0, 18, 2)
    assert pair.p < 0.001
    assert report.recommend is not None
    assert done.stdout.startswith("R1 is better on this work (95.0 % right against 50.0 %")
    assert "policy set routing.threshold" in done.stdout
    shared = Report.model_validate_json(again.stdout)
    assert all(not (row.question or row.answer or row.expected) for row in shared.cases)


def test_the_page_is_whole_and_safe(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    row = {"id": "<b>1", "task": "a & b", "question": "<script>alert(1)</script>?", "expected": "x"}
    file.write_text(json.dumps(row), encoding="utf-8")
    with servers() as server:
        done = run(environment(server.url, tmp_path), file, "--out", tmp_path / "o", "--yes")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;?" in page
    assert "http://" not in page.replace(server.url, "")
    assert page.count("<svg") == page.count('role="img"') == 3
    assert "No difference shown: 1 cases are fewer than 30" in done.stdout
    assert "advise --from" in page


def test_a_dead_endpoint_is_named_and_only_its_cases_are_asked_again(tmp_path: Path) -> None:
    file, out = cases(tmp_path), tmp_path / "o"
    with servers() as server:
        env = environment(server.url, tmp_path)
        env["THINKTWICE_REASONING__BASE_URL"] = "http://127.0.0.1:9/v1"
        done = run(env, file, "--out", out, "--yes", "--limit", "3", "--concurrency", "8")
    assert done.returncode == 0, done.stderr
    assert "3 calls failed (unreachable)" in done.stderr
    report = Report.model_validate_json((out / "report.json").read_text(encoding="utf-8"))
    assert [row.failed for row in report.by_task if row.tier == "reasoning"] == [3, 2, 1]
    assert report.recommend is None


def test_another_run_s_journal_is_not_taken(tmp_path: Path) -> None:
    with servers() as server:
        env = environment(server.url, tmp_path)
        begun = (cases(tmp_path), "--out", tmp_path / "o", "--yes")
        assert run(env, *begun, "--limit", "2").returncode == 0
        other = run(env, *begun, "--limit", "3")
    assert other.returncode == 2
    assert "the answers to other cases, models or prompts" in other.stderr


def test_nothing_is_spent_without_a_yes(tmp_path: Path) -> None:
    policy_free = {"THINKTWICE_PRESET": "deepseek", "DEEPSEEK_API_KEY": "sk-none"}
    env = {**os.environ, "THINKTWICE_EGRESS": "loopback", **policy_free}
    env["THINKTWICE_DATA_DIR"] = str(tmp_path)
    done = run(env, cases(tmp_path), "--out", tmp_path / "o")
    assert done.returncode == 2
    assert "80 calls to two models, about $" in done.stderr
    assert "Add --yes" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "poc wants a file of cases"),
        (["/nowhere.jsonl"], "No such file"),
        (["--sample", "--judge", "offline-demo"], "one of the two models compared"),
        (["--compare", "/a.json", "/b.json"], "/a.json: No such file"),
    ],
)
def test_wrong_use(tmp_path: Path, arguments: list[str], said: str) -> None:
    env = {**os.environ, "THINKTWICE_PRESET": "offline", "THINKTWICE_DATA_DIR": str(tmp_path)}
    more = ["--out", str(tmp_path)] if "--sample" in arguments else []
    done = run(env, *arguments, *more)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr


def test_the_sample_as_a_demo_and_a_comparison(tmp_path: Path) -> None:
    env = {**os.environ, "THINKTWICE_PRESET": "offline", "THINKTWICE_OFFLINE_PACE": "0"}
    env["THINKTWICE_DATA_DIR"] = str(tmp_path)
    done = run(env, "--sample", "--out", tmp_path, "--limit", "12", "--concurrency", "8")
    assert done.returncode == 0, done.stderr
    assert "its figures of quality are meaningless" in done.stdout
    file = tmp_path / "report.json"
    told = run(env, "--compare", file, file)
    assert "12 common cases, p: 1" in told.stdout
