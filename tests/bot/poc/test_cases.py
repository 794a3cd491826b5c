"""Files of cases: JSON lines and CSV, and everything that can be wrong with them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from bot.errors import DatasetError
from bot.poc.cases import read_cases
from bot.words import Words

GOOD = '{"id": 1, "task": "sums", "question": "1 + 1?", "expected": "2", "check": "number"}'


def write(folder: Path, text: str, name: str = "cases.jsonl") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_csv_and_json_lines_are_the_same(tmp_path: Path) -> None:
    csv = (
        'id,task,question,expected,check\n1,sums,1 + 1?,2,number\n2,words,"Say ""a, b""",a,exact\n'
    )
    lines = GOOD + '\n{"id": "2", "task": "words", "question": "Say \\"a, b\\"", "expected": "a"}\n'
    assert read_cases(write(tmp_path, csv, "c.csv")) == read_cases(write(tmp_path, lines))


def test_files_stand_beside_the_dataset(tmp_path: Path) -> None:
    write(tmp_path, "text", "a.txt")
    write(tmp_path, "text", "b.txt")
    row = GOOD.replace('"id"', '"files": "a.txt; b.txt", "weight": 2, "id"')
    (case,) = read_cases(write(tmp_path, row))
    assert (case.files, case.weight) == (("a.txt", "b.txt"), 2.0)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "c.jsonl", "there is no row in it"),
        ("{", "c.jsonl", "line 1: this is not JSON"),
        (f"{GOOD}\n{GOOD}", "c.jsonl", "line 2: the id 1 stands in line 1 already"),
        (GOOD.replace("1 + 1?", " "), "c.jsonl", "line 1: the field question is missing"),
        (GOOD.replace('"2"', '"two"'), "c.jsonl", "the check number cannot apply"),
        (GOOD.replace('"number"', '"magic"'), "c.jsonl", "use one of exact"),
        (GOOD.replace('"id"', '"weight": -1, "id"'), "c.jsonl", "weight is -1"),
        (GOOD.replace('"id"', '"weight": 0, "id"'), "c.jsonl", "weight is 0"),
        (GOOD.replace('"id"', '"files": ["no.txt"], "id"'), "c.jsonl", "no file no.txt"),
        ("id,task,question,answer\n1,a,b,c", "c.csv", "unknown columns answer"),
        ("id,question\n1,b", "c.csv", "the field task is missing"),
        ("id,task,question\n1,a,b,c", "c.csv", "more cells"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, text: str, name: str, said: str
) -> None:
    with pytest.raises(DatasetError) as caught:
        read_cases(write(tmp_path, text, name))
    told = Words().say(caught.value.key, **caught.value.values)
    assert said in told
    assert name in told


def test_too_many_cases(tmp_path: Path) -> None:
    rows = (GOOD.replace('"id": 1', f'"id": {n}') for n in range(100_000))
    with pytest.raises(DatasetError) as caught:
        read_cases(write(tmp_path, "\n".join(rows)))
    assert "Take a sample" in Words().say(caught.value.key, **caught.value.values)


def test_our_own_sample_is_sound() -> None:
    cases = read_cases(Path(str(files("bot.poc").joinpath("sample", "cases.jsonl"))))
    tasks = {case.task for case in cases}
    assert len(cases) >= 120
    assert len(tasks) == 3
    assert sum(not case.question.isascii() for case in cases) >= 25
    assert all(min(sum(c.task == task for c in cases) for task in tasks) >= 30 for _ in cases)
