"""`route` without a terminal: a question, a file, a pipe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.errors import DatasetError


def route(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(app, ["route", *arguments], input=given)


def test_explain_wants_one_question(tmp_path: Path) -> None:
    for arguments in (["--explain"], ["--explain", "--jsonl", str(tmp_path / "x")]):
        done = route(*arguments)
        assert (done.exit_code, "--explain wants one question" in done.stderr) == (2, True)


def test_explain_and_json() -> None:
    text = "should we sign the contract?"
    assert "rule 3 of 5" in route("--explain", text).stdout
    assert json.loads(route("--explain", "--json", text).stdout)["cause"] == "stakes"


def test_lines_from_a_pipe() -> None:
    done = route(given="what is HTTP 429\nshould we sign the contract?\n")
    assert done.exit_code == 0
    first, *_ = done.stdout.splitlines()
    assert first.startswith("V3")
    assert "R1, because of legal" in done.stdout
    rows = [json.loads(row) for row in route("--json", given="hi\nhello\n").stdout.splitlines()]
    assert [row["tier"] for row in rows] == ["fast", "fast"]
    assert "There was no question" in route(given="!fast\n").stdout


def test_an_empty_pipe_is_wrong_use() -> None:
    done = route()
    assert (done.exit_code, "route wants a question" in done.stderr) == (2, True)


def test_odd_texts_of_a_file_are_decided(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    texts = ["", "  ", "!think", "👍", "a\u2028b", "\ud83d", "!think hello"]
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]
    lines[4] = json.dumps({"id": 4, "text": texts[4]}, ensure_ascii=False)
    file.write_text("\n".join(lines), encoding="utf-8")
    done = route("--jsonl", str(file))
    assert done.exit_code == 0, done.output
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == list(range(7))
    assert [row["cause"] for row in rows] == ["score"] * 2 + ["wish"] + ["score"] * 3 + ["wish"]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "hi"}\n')
    with pytest.raises(DatasetError):
        CliRunner().invoke(app, ["route", "--jsonl", str(file)], catch_exceptions=False)
