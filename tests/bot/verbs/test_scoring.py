"""`evaluate` as its user sees it: reports of real decisions, 80 columns, plots, wrong use."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from routing_cases import POLICY
from started import ran
from typer.testing import CliRunner

from bot.__main__ import app
from bot.evaluation.labels import LabelsReport
from bot.evaluation.outcomes import OutcomesReport
from bot.evaluation.pairs import PairsReport

ROOT = Path(__file__).resolve().parents[3]
LABELS = [
    ("should we sign the contract with unlimited liability?", "deep", "legal", "en", ""),
    ("Dürfen wir den Mietvertrag fristlos kündigen?", "deep", "legal", "de", ""),
    ("!think what is HTTP 429", "quick", "everyday", "en", ""),
    ("spell [bold]indemnification[/bold] [/x]", "quick", "legal", "en", "decoy"),
    ("thanks a lot!", "deep", "safety", "en", ""),
    ("the budget is 3.2m. " * 3_000, "quick", "everyday", "en", "long"),
]


def rows(folder: Path) -> Path:
    file = folder / "labels.jsonl"
    names = ("text", "label", "reason", "lang", "flag")
    lines = [
        json.dumps({"id": str(n), **dict(zip(names, row, strict=True))})
        for n, row in enumerate(LABELS, 1)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def outcomes(folder: Path) -> Path:
    file = folder / "outcomes.jsonl"
    lines = [
        json.dumps(
            {
                "id": n,
                "text": row[0],
                "domain": "law" if row[2] == "legal" else "other/..",
                "fast_correct": row[1] == "quick",
                "reasoning_correct": True,
                "fast_cost": 0.001,
                "reasoning_cost": 0.01,
            }
        )
        for n, row in enumerate(LABELS)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def invoke(*arguments: str | Path) -> str:
    done = CliRunner().invoke(
        app, ["evaluate", *(str(one) for one in arguments)], env={"COLUMNS": "80"}
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def test_labels_as_json(tmp_path: Path) -> None:
    report = LabelsReport.model_validate_json(invoke("--labels", rows(tmp_path), "--json"))
    assert (report.rows, report.deep, report.quick) == (6, 3, 3)
    assert report.policy == POLICY.fingerprint
    found = {one.name: (one.rate.hits, one.rate.n) for one in report.recall_by_reason}
    assert (found["legal"], found["safety"]) == ((2, 2), (0, 1))
    assert [one.text for one in report.worst_misses] == ["thanks a lot!"]
    # The mark is text here; 60,000 characters of it are long, counted exactly.
    assert (report.alarms[0].rate.hits, report.alarms[2].rate.hits) == (1, 0)
    assert {one.rule: one.quick for one in report.caught}["length"] == 1


def test_labels_in_words_fit_80_columns(tmp_path: Path) -> None:
    told = invoke("--labels", rows(tmp_path), "--most", "5")
    assert max(len(line) for line in told.splitlines() if "labels.jsonl" not in line) <= 80
    assert "  legal" in told
    assert "100.0 % (34.2 to 100.0)" in told
    assert "no rows" in told
    assert "thanks a lot!" in told
    assert "\x1b[" not in told
    assert "Reading" not in told


def test_labels_without_a_list_of_misses(tmp_path: Path) -> None:
    assert "thanks a lot!" not in invoke("--labels", rows(tmp_path), "--most", "0")


def test_outcomes(tmp_path: Path) -> None:
    file = outcomes(tmp_path)
    report = OutcomesReport.model_validate_json(invoke("--outcomes", file, "--json"))
    whole = report.whole
    assert (whole.n, whole.fast.quality, whole.reasoning.quality) == (6, 0.5, 1.0)
    # Both legal questions go up and are fixed; the long one goes up in vain; one is missed.
    assert whole.operating.causes == {"length": 1, "stakes": 2}
    assert whole.operating.mix.quality == pytest.approx(5 / 6, abs=1e-6)
    assert whole.operating.mix.cost == pytest.approx(0.033)
    told = invoke("--outcomes", file)
    assert max(len(line) for line in told.splitlines() if ".jsonl" not in line) <= 80
    for said in ("APGR", "oracle", "always V3", "few rows", "stakes floor 2", "83.3"):
        assert said in told


def test_pairs(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    lines = [
        {"a": "How do I reset my password?", "b": "how to reset my password", "same": True},
        {"a": "How do I open it?", "b": "How do I close it?", "same": False, "kind": "polarity"},
        {"a": "How do I open it?", "b": "How do I open it", "same": 0, "kind": "[x] mislabelled"},
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    report = PairsReport.model_validate_json(invoke("--pairs", file, "--json"))
    assert (report.pairs, report.recall, report.traps_served) == (3, 1.0, 0.5)
    assert report.by_kind["polarity"].traps_served == 0.0
    told = invoke("--pairs", file)
    assert "line 3 ([x] mislabelled): How do I open it? | How do I open it" in told
    assert "line 3" not in invoke("--pairs", file, "--most", "0")


def test_a_pair_without_a_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"a": "x", "b": "y", "same": "yes"}', encoding="utf-8")
    done = ran("evaluate", "--pairs", str(file), environment=os.environ)
    assert done.returncode == 2
    assert "line 1: same is not true, false" in done.stderr


def test_plots(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    told = invoke("--labels", rows(tmp_path), "--plots", folder)
    assert sorted(file.name for file in folder.iterdir()) == [
        "alarms.svg",
        "languages.svg",
        "recall.svg",
    ]
    assert told.count("Plot: ") == 3
    told = invoke("--outcomes", outcomes(tmp_path), "--plots", folder, "--json")
    assert OutcomesReport.model_validate_json(told)
    assert {file.name for file in folder.iterdir()} >= {
        "quality.svg",
        "quality-1-law.svg",
        "quality-2-other.svg",
    }


def test_plots_where_nothing_can_be_written(tmp_path: Path) -> None:
    file = rows(tmp_path)
    done = CliRunner().invoke(app, ["evaluate", "--labels", str(file), "--plots", f"{file}/x"])
    assert done.exit_code == 2
    assert "Name a folder" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "exactly one of"),
        (["--labels", "a", "--outcomes", "b"], "exactly one of"),
        (["--pairs", "a", "--plots", "b"], "draws no plots"),
        (["--pairs", "/nowhere.jsonl"], "/nowhere.jsonl: No such file"),
        (["--labels", "/nowhere.jsonl"], "/nowhere.jsonl: No such file"),
        (["--labels", "x", "--most", "-1"], "--most"),
    ],
)
def test_wrong_use(arguments: list[str], said: str) -> None:
    done = ran("evaluate", *arguments, environment=os.environ)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
