"""`read` as its user sees it: units, what was left out, exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from document_cases import pdf
from typer.testing import CliRunner, Result

from bot.__main__ import app

EMPTY = "it is empty (0 bytes). Send it again, the upload may have been cut off."


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["read", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.pdf").write_bytes(pdf([["Pay 250 euro."], ["<drawing>"]]))
    (tmp_path / "zero.docx").touch()
    (tmp_path / "evil.txt").write_text("a\x1b]0;title\x07b\u202ec")
    message = {
        "ts": "1700000000.0",
        "user": "U1",
        "user_profile": {"display_name": "dana"},
        "text": "see the plan",
        "files": [{"name": "plan.pdf"}, {"name": "lost.xlsx"}],
    }
    (tmp_path / "thread.json").write_text(json.dumps([message]))
    return tmp_path


def test_words_and_at_the_end_what_was_skipped(folder: Path) -> None:
    done = run(
        *(folder / name for name in ("plan.pdf", "zero.docx", "none.txt", "evil.txt")),
        "--thread",
        folder / "thread.json",
    )
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "thread.json, dana, 2023-11-14 22:13 UTC (3 tokens)",
        "see the plan",
        "",
        "plan.pdf, p. 1 (5 tokens)",
        "Pay 250 euro.",
        "",
        "evil.txt, line 1 (9 tokens)",
        "a]0;titlebc",
        "",
        "Read: 3 units of 3 sources, 17 tokens.",
        "lost.xlsx skipped: it is attached in the thread, but an export holds no files. Name it on "
        "the command line, too.",
        "plan.pdf, p. 2: no text layer (scans or drawings; 1 of 2 pages); set a preset with vision "
        "or install the extra ocr to include them.",
        f"zero.docx skipped: {EMPTY}",
        "none.txt skipped: there is no such file. Check the name.",
    ]


def test_a_line_of_json_a_unit_and_the_rest_beside_it(folder: Path) -> None:
    done = run(folder / "plan.pdf", folder / "zero.docx", "--json")
    assert done.exit_code == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"source": "plan.pdf", "unit": "p. 1", "tokens": 5, "text": "Pay 250 euro."}
    ]
    assert done.stderr.splitlines()[-1].startswith("zero.docx skipped: it is empty")


def test_pictures_are_handed_on_where_the_preset_sees(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    Image.new("RGB", (40, 30)).save(folder / "shot.png")
    assert run(folder / "shot.png").exit_code == 1
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-x")
    done = run(folder / "shot.png")
    assert done.exit_code == 0
    assert "(a picture, for a model that sees)" in done.stdout


def test_nothing_read_is_failure_and_nothing_named_is_wrong_use(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    done = run(folder / "zero.docx", folder, folder / "pipe", "--thread", folder / "zero.docx")
    assert done.exit_code == 1
    assert [line.split(": ")[1] for line in done.stdout.splitlines()] == [
        "line 1",
        EMPTY,
        "it is a folder. Name the files in it.",
        "it is a device or a pipe. Copy it to a file first.",
    ]
    assert run().exit_code == 2
    assert run("--nonsense").exit_code == 2


def test_two_files_of_one_name_stay_apart(folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "a.txt").write_text("one")
    (folder / "b" / "a.txt").write_text("two")
    done = run(folder / "a.txt", folder / "b" / "a.txt", "--json")
    sources = [json.loads(line)["source"] for line in done.stdout.splitlines()]
    assert sources == [str(folder / "a.txt"), str(folder / "b" / "a.txt")]
