"""The cases of a proof of concept: read from JSON lines or CSV, checked line by line.

Refuses to guess: what is wrong ends with file, line, reason and remedy (DatasetError).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from pydantic import Field

from bot.errors import DatasetError
from bot.evaluation.dataset import Line, lines_of
from bot.poc.checks import Check, UnfitCheck, check_of
from bot.request import Noun, Prose

COLUMNS = ("id", "task", "question", "files", "expected", "check", "weight")
CASE_LIKE = (
    '{"id": "1", "task": "sums", "question": "What is 17 + 25?", "expected": "42", '
    '"check": "number"}'
)
MOST_CASES = 10_000
_TEXTS = {"files": "", "expected": "", "check": "exact", "weight": "1"}


class Case(Noun):
    """`files` are paths beside the file of cases; `weight` counts in the means of the router."""

    id: str
    task: str
    question: Prose
    files: tuple[str, ...] = ()
    expected: Prose = ""
    check: Check
    weight: float = Field(default=1.0, gt=0)


def read_cases(file: Path) -> list[Case]:
    """All cases, in order. Raises DatasetError."""
    found: list[Case] = []
    seen: dict[str, int] = {}
    for line in _lines(file):
        case = _case(line, file.parent)
        if case.id in seen:
            raise line.wrong("twice", id=case.id[:40], first=seen[case.id])
        seen[case.id] = line.number
        found.append(case)
        if len(found) > MOST_CASES:
            raise line.wrong("too_many", most=f"{MOST_CASES:,}")
    if not found:
        raise DatasetError("empty", said="dataset.empty", file=str(file), example=CASE_LIKE)
    return found


def _lines(file: Path) -> Iterator[Line]:
    if file.suffix.lower() != ".csv":
        yield from lines_of(file, CASE_LIKE)
        return
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            rows = csv.DictReader(handle, strict=True)
            head = Line(file, 1, {}, CASE_LIKE)
            _check_columns(head, rows.fieldnames or ())
            for row in rows:
                if None in row:
                    raise Line(file, rows.line_num, {}, CASE_LIKE).wrong("cells")
                values: dict[str, object] = {name: text for name, text in row.items() if text}
                yield Line(file, rows.line_num, values, CASE_LIKE)
    except OSError as error:
        problem = error.strerror or str(error)
        raise DatasetError(problem, file=str(file), problem=problem) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"{error}", file=str(file), problem=str(error)) from error


def _check_columns(head: Line, names: object) -> None:
    known = [str(name) for name in names] if isinstance(names, (list, tuple)) else []
    unknown = [name for name in known if name not in COLUMNS]
    if unknown:
        raise head.wrong("columns", found=", ".join(unknown)[:80], wanted=", ".join(COLUMNS))
    for name in ("id", "task", "question"):
        if name not in known:
            raise head.wrong("missing", field=name)


def _case(line: Line, folder: Path) -> Case:
    texts = {name: line.text(name, default) for name, default in _TEXTS.items() if name != "files"}
    question = line.text("question")
    if not question.strip():
        raise line.wrong("missing", field="question")
    try:
        check = check_of(texts["check"], texts["expected"])
    except UnfitCheck as error:
        raise line.wrong("check", check=texts["check"][:40], problem=str(error)) from error
    try:
        weight = float(texts["weight"])
    except ValueError:
        weight = 0.0
    if not isfinite(weight) or weight <= 0:
        raise line.wrong("weight", value=texts["weight"][:20])
    return Case(
        id=line.text("id"),
        task=line.text("task").strip() or "-",
        question=question,
        files=_files(line, folder),
        expected=texts["expected"],
        check=check,
        weight=weight,
    )


def _files(line: Line, folder: Path) -> tuple[str, ...]:
    """Names of files beside the dataset: a list, or one text with semicolons."""
    try:
        given = line.raw("files")
    except DatasetError:
        return ()
    if isinstance(given, str):
        given = [one.strip() for one in given.split(";") if one.strip()]
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise line.wrong("files", value=json.dumps(given)[:60])
    for name in given:
        if not (folder / name).is_file():
            raise line.wrong("no_file", name=name[:80])
    return tuple(given)
