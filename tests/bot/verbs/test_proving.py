"""`poc` as its user sees it, against two scripted models of known quality, speed and price."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path

import pytest
from proof_cases import FAST, FIRST_S, SLOW, WRONG, answering, environment, knows, served, written
from started import Started, ran
from typer.testing import CliRunner, Result

from adapters.playground.models import Script
from bot.__main__ import app
from bot.errors import DatasetError, ThinktwiceError
from bot.poc.cases import read_cases
from bot.poc.compared import Comparison
from bot.poc.page import page
from bot.poc.report import Report, TaskRow, shared
from bot.routing.layers import Edit
from bot.words import Words

SAMPLE = Path(str(files("bot.poc").joinpath("sample", "cases.jsonl")))
#: Dollars per million tokens of the preset `deepseek`, both tiers.
PRICE_IN, PRICE_OUT = 0.30, 1.20


@dataclass
class Proved:
    """A run over the sample that was killed and taken up again."""

    folder: Path
    environment: dict[str, str]
    report: Report
    page: str
    told: subprocess.CompletedProcess[str]
    before: int
    paid: int


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Proved:
    folder = tmp_path_factory.mktemp("proved")
    cases, out = read_cases(SAMPLE), folder / "out"
    with served(answering(FAST, cases), answering(SLOW, cases)) as server:
        env = environment(server.url, folder, "deepseek")
        begun = ("--sample", "--out", str(out), "--yes", "--concurrency", "4")
        process = Started(("poc", *begun), env)
        until = time.monotonic() + 120
        while len(server.journal) < 40 and time.monotonic() < until:
            time.sleep(0.01)
        process.kill()
        with pytest.raises(AssertionError):
            assert process.joined(60) == 0
        before = len(server.journal)
        told = ran("poc", *begun, environment=env, timeout_s=240)
        paid = len(server.journal)
        page = (out / "report.html").read_text(encoding="utf-8")
        report = Report.model_validate_json((out / "report.json").read_text(encoding="utf-8"))
    return Proved(out, env, report, page, told, before, paid)


def whole(report: Report, tier: str) -> TaskRow:
    return next(row for row in report.by_task if row.tier == tier and row.task == "all")


def test_nothing_is_paid_for_twice_through_a_kill(proved: Proved) -> None:
    calls = len(proved.report.cases)
    assert proved.told.returncode == 0, proved.told.stderr
    assert 40 <= proved.before < calls
    assert "are known from an earlier run" in proved.told.stderr
    # Only what was under way when it was killed was asked twice, four calls at most.
    assert calls <= proved.paid <= calls + 4


def test_known_quality_speed_and_price_are_found(proved: Proved) -> None:
    report, cases = proved.report, read_cases(SAMPLE)
    for tier, model in (("fast", FAST), ("reasoning", SLOW)):
        row = whole(report, tier)
        known = sum(knows(model, place) for place in range(len(cases))) / len(cases)
        assert row.accuracy == pytest.approx(known, abs=1e-6)
        assert row.low is not None
        assert row.high is not None
        assert row.low < {FAST: 0.6, SLOW: 0.9}[model] < row.high
        assert row.seconds_p50 >= FIRST_S[model]
        mine = [one for one in report.cases if one.tier == tier]
        assert {one.served_model for one in mine} == {model}
        for one in mine:
            paid = (one.tokens_in * PRICE_IN + one.tokens_out * PRICE_OUT) / 1e6
            assert one.cost == pytest.approx(paid)
        mean = sum(one.cost for one in mine) / len(mine)
        assert row.cost_per_request == pytest.approx(mean, abs=1e-8)
    pair = report.paired[0]
    places = range(len(cases))
    assert pair.reasoning_only == sum(knows(SLOW, n) and not knows(FAST, n) for n in places)
    assert pair.fast_only == sum(knows(FAST, n) and not knows(SLOW, n) for n in places)
    assert pair.p < 0.001
    tasks = {row.task for row in report.by_task}
    assert tasks == {"all", *(case.task for case in cases)}


def test_the_record_says_how_it_was_measured(proved: Proved) -> None:
    setup = proved.report.setup
    assert setup.seats["fast"].model == FAST
    assert setup.seats["reasoning"].price_out == PRICE_OUT
    assert setup.concurrency == 4
    assert any(one.startswith("answer/fast.v") for one in setup.prompts)
    assert proved.report.resources["fast"].kind == "hidden"
    assert "not visible behind an API" in proved.page


def test_the_recommendation_and_the_next_command(proved: Proved) -> None:
    assert proved.told.stdout.startswith("R1 is better on this work")
    threshold = proved.report.recommend.threshold if proved.report.recommend else None
    command = re.search(r"python -m bot (.+)", proved.told.stdout)
    assert command is not None
    assert shlex.split(command.group(1)) == ["policy", "set", "routing.threshold", f"{threshold:g}"]
    assert f"python -m bot {command.group(1)}" in proved.page
    done = ran(*shlex.split(command.group(1)), "--json", environment=proved.environment)
    assert done.returncode == 0, done.stderr
    assert Edit.model_validate_json(done.stdout).after == f"{threshold:g}"


def test_the_page_needs_nothing_and_tells_every_figure_of_its_charts(proved: Proved) -> None:
    told = proved.page
    for foreign in ("<script", "http", "src=", "@import", "url("):
        assert foreign not in told
    assert told.count("<svg") == told.count('role="img"') == 3
    assert told.count("<details>") == len(read_cases(SAMPLE))
    for one in proved.report.router.sweep:
        assert f'<th scope="row">{one.threshold:g}</th>' in told
    assert f"${proved.report.router.cost_per_request:.5f}" in told
    assert WRONG in told


def test_a_report_that_is_shared_holds_no_text(proved: Proved) -> None:
    bare = shared(proved.report)
    kept = bare.model_dump_json() + page(bare, Words(), "report.json")
    assert WRONG in proved.report.model_dump_json()
    assert WRONG not in kept
    for case in read_cases(SAMPLE):
        assert escape(case.question) not in kept
        assert json.dumps(case.question, ensure_ascii=False) not in kept
    assert all(not one.host for one in bare.setup.seats.values())
    assert bare.by_task == proved.report.by_task


def test_two_reports_are_compared(proved: Proved, tmp_path: Path) -> None:
    worse = tmp_path / "worse.json"
    rows = tuple(
        row.model_copy(update={"correct": False}) if row.tier == "fast" else row
        for row in proved.report.cases
    )
    old = proved.folder / "report.json"
    worse.write_text(proved.report.model_copy(update={"cases": rows}).model_dump_json(), "utf-8")
    done = CliRunner().invoke(app, ["poc", "--compare", str(old), str(worse), "--json"])
    found = Comparison.model_validate_json(done.stdout)
    row = next(row for row in found.rows if (row.task, row.tier) == ("all", "fast"))
    assert row.before == sum(bool(one.correct) for one in proved.report.cases if one.tier == "fast")
    assert (row.after, row.n) == (0, 122)
    assert row.p < 0.001
    assert next(row for row in found.rows if row.tier == "reasoning").p == 1
    told = CliRunner().invoke(app, ["poc", "--compare", str(old), str(old)])
    assert "122 common cases, p: 1" in told.stdout


def poc(*arguments: object) -> Result:
    """In this process, with what the environment says."""
    return CliRunner().invoke(app, ["poc", *(str(one) for one in arguments)])


@pytest.fixture
def seated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts both seats at an address."""

    def sit(url: str) -> None:
        for name, value in environment(url, tmp_path).items():
            monkeypatch.setenv(name, value)

    return sit


def test_what_people_and_models_wrote_is_never_mark_up(
    tmp_path: Path, seated: Callable[[str], None]
) -> None:
    row = {"id": "<b>1", "task": "a & b", "question": "<script>alert(1)</script>?", "expected": "x"}
    file, out = written(tmp_path / "cases.jsonl", [row]), tmp_path / "o u t"
    with served(Script(text="<img src=x onerror=alert(2)>")) as server:
        seated(server.url)
        done = poc(file, "--out", out, "--yes")
        assert done.exit_code == 0, done.output
        told = (out / "report.html").read_text(encoding="utf-8")
        assert "<script" not in told
        assert "<img" not in told
        assert "&lt;script&gt;alert(1)&lt;/script&gt;?" in told
        assert "No difference shown: 1 cases are fewer than 30" in done.stdout
        next_one = re.search(r"python -m bot (advise --from .+)", done.stdout)
        assert next_one is not None
        advised = CliRunner().invoke(app, shlex.split(next_one.group(1)))
        assert advised.exit_code == 0, advised.output
        # Shared: asked for nothing again, and neither file says what was said.
        again = poc(file, "--out", out, "--yes", "--share", "--json")
        assert len(server.journal) == 2
    assert "journal.jsonl beside it does" in again.stderr
    for kept in (again.stdout, (out / "report.html").read_text(encoding="utf-8")):
        assert "alert" not in kept


def test_another_run_s_journal_is_not_taken(tmp_path: Path, seated: Callable[[str], None]) -> None:
    row = {"id": "1", "task": "t", "question": "Why?", "expected": "x"}
    file = written(tmp_path / "c.jsonl", [row, {**row, "id": "2"}])
    with served() as server:
        seated(server.url)
        begun = (file, "--out", tmp_path / "o", "--yes")
        assert poc(*begun, "--limit", "1").exit_code == 0
        other = poc(*begun)
        assert len(server.journal) == 2
    assert isinstance(other.exception, DatasetError)
    assert other.exception.key == "poc.other_run"


def test_nothing_is_spent_without_a_yes_and_old_prices_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-none")
    monkeypatch.setattr("bot.poc.saying.OLD_DAYS", -1)
    monkeypatch.setattr("bot.verbs.poc_agreed.OLD_DAYS", -1)
    row = {"id": "1", "task": "t", "question": "Why?", "expected": "x", "check": "judge"}
    file = written(tmp_path / "c.jsonl", [row])
    judge = ["--judge", "third", "--judge-url", "http://127.0.0.1:9/v1"]
    monkeypatch.setenv("THINKTWICE_PRESET", "deepseek")
    done = poc(file, "--out", tmp_path / "o", *judge)
    assert done.exit_code == 2
    assert "2 calls to two models, about $" in done.stderr
    assert "2 calls to the judge third on top" in done.stderr
    assert re.search(r"The price list is \d+ days old; prices change", done.stderr)
    assert "Add --yes" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "poc wants a file of cases"),
        (["/nowhere.jsonl"], "No such file"),
        (["cases.jsonl", "--sample"], "--sample and cases.jsonl contradict each other"),
        (["--sample", "--judge-url", "x"], "--judge-url is of no use without --judge"),
        (["--sample", "--judge", "offline-demo"], "one of the two models compared"),
        (["--sample", "--judge", "other"], "--judge: it has no address"),
        (["--compare", "/a.json", "/b.json"], "/a.json: No such file"),
        (["--sample", "--compare", "/a.json", "/b.json"], "--compare and --sample contradict"),
    ],
)
def test_wrong_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("THINKTWICE_PRESET", "offline")
    more = ["--out", tmp_path] if "--judge" in arguments else []
    done = poc(*arguments, *more)
    told = done.stderr
    if isinstance(done.exception, ThinktwiceError):
        # The entry point words these and leaves with code 2 (tests/bot/test_main.py).
        told = Words().say(
            done.exception.key, detail=done.exception.detail, **done.exception.values
        )
    assert said in told
    assert done.exit_code != 0


def test_the_sample_as_a_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THINKTWICE_PRESET", "offline")
    monkeypatch.setenv("THINKTWICE_OFFLINE_PACE", "0")
    done = poc("--sample", "--out", tmp_path, "--limit", "6", "--concurrency", "8")
    assert done.exit_code == 0, done.output
    assert "its figures of quality are meaningless" in done.stdout
    report = Report.model_validate_json((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report.resources["fast"].kind == "process"
    assert (report.resources["fast"].rss_mb or 0) > 10
