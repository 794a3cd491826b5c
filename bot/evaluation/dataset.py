"""Files of examples: JSON lines with labels, with outcomes, or with texts alone.

Refuses to guess: what is wrong ends with file, line, reason and remedy (DatasetError). Fields that
nobody asked for are left alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from math import isfinite
from pathlib import Path
from typing import Literal, TypeVar, get_args

from bot.errors import DatasetError
from bot.request import Noun, well_formed

Label = Literal["quick", "deep"]
MOST_CHARACTERS = 1_000_000
LABEL_LIKE = '{"id": "1", "text": "…", "label": "deep", "reason": "legal", "lang": "en"}'
OUTCOME_LIKE = (
    '{"id": "1", "text": "…", "domain": "legal", "fast_correct": false, '
    '"reasoning_correct": true, "fast_cost": 0.0002, "reasoning_cost": 0.0031}'
)


class Labelled(Noun):
    """A text that should be quick or deep. `reason` is its field: a stakes category, `reasoning`,
    or whatever the file says; `flag` is `decoy`, `plain`, `long` or empty."""

    id: str
    text: str
    label: Label
    reason: str
    lang: str
    flag: str


class Outcome(Noun):
    """What both tiers made of a text: how right (0 to 1) and at which cost."""

    id: str
    text: str
    domain: str
    fast_correct: float
    reasoning_correct: float
    fast_cost: float
    reasoning_cost: float


Row = TypeVar("Row", Labelled, Outcome)


class Line:
    """One object of the file, with its place for whoever complains about it."""

    def __init__(self, file: Path, number: int, values: dict[str, object], example: str) -> None:
        self.file, self.number, self.example = str(file), number, example
        self._values = values

    def wrong(self, kind: str, /, **values: str | int) -> DatasetError:
        """The complaint: `kind` is a key of the catalogue's `dataset`."""
        return DatasetError(
            kind,
            said=f"dataset.{kind}",
            file=self.file,
            line=self.number,
            example=self.example,
            **values,
        )

    def text(self, name: str, default: str | None = None) -> str:
        """A field of text or a whole number. Raises DatasetError: missing, or something else."""
        value = self._values.get(name)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.wrong("missing", field=name)
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise self._unfit(name, "dataset.wanted.text")
        text = str(well_formed(str(value)))
        if len(text) > MOST_CHARACTERS:
            raise self.wrong("too_long", field=name, most=f"{MOST_CHARACTERS:,}")
        return text

    def raw(self, name: str) -> object:
        """A field as it stands. Raises DatasetError where it is missing."""
        if name not in self._values:
            raise self.wrong("missing", field=name)
        return self._values[name]

    def number_between(self, name: str, most: float | None = None) -> float:
        """A number from 0 on, true and false included. Raises DatasetError."""
        value = self._values.get(name)
        if value is None:
            raise self.wrong("missing", field=name)
        try:
            found = float(value) if isinstance(value, (int, float)) else -1.0
        except OverflowError:
            found = -1.0
        if not isfinite(found) or not 0 <= found <= (found if most is None else most):
            kind = "dataset.wanted.cost" if most is None else "dataset.wanted.share"
            raise self._unfit(name, kind)
        return found

    def one_of(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """A field with one of these values. Raises DatasetError."""
        value = self.text(name, default)
        if value not in allowed:
            raise self.wrong("unlike", field=name, value=value[:40], wanted=", ".join(allowed))
        return value

    def _unfit(self, name: str, wanted: str) -> DatasetError:
        return self.wrong(wanted.removeprefix("dataset."), field=name)


def read_labels(file: Path) -> list[Labelled]:
    """All rows with labels, in order. Raises DatasetError."""
    return _rows(file, LABEL_LIKE, _labelled)


def read_outcomes(file: Path) -> list[Outcome]:
    """All rows with outcomes, in order. Raises DatasetError."""
    return _rows(file, OUTCOME_LIKE, _outcome)


def _labelled(line: Line) -> Labelled:
    name, text = line.text("id"), line.text("text")
    label: Label = "deep" if line.one_of("label", get_args(Label)) == "deep" else "quick"
    reason = line.text("reason", None if label == "deep" else "").strip()
    if label == "deep" and not reason:
        raise line.wrong("missing", field="reason")
    flag = line.text("flag", "")
    return Labelled(
        id=name, text=text, label=label, reason=reason, lang=line.text("lang"), flag=flag
    )


def _outcome(line: Line) -> Outcome:
    return Outcome(
        id=line.text("id"),
        text=line.text("text"),
        domain=line.text("domain"),
        fast_correct=line.number_between("fast_correct", 1),
        reasoning_correct=line.number_between("reasoning_correct", 1),
        fast_cost=line.number_between("fast_cost"),
        reasoning_cost=line.number_between("reasoning_cost"),
    )


def _rows(file: Path, example: str, parse: Callable[[Line], Row]) -> list[Row]:
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for line in lines_of(file, example):
        row = parse(line)
        if row.id in seen:
            raise line.wrong("twice", id=row.id[:40], first=seen[row.id])
        seen[row.id] = line.number
        rows.append(row)
    if not rows:
        raise DatasetError("empty", said="dataset.empty", file=str(file), example=example)
    return rows


def lines_of(file: Path, example: str) -> Iterator[Line]:
    """Each line that holds an object; blank ones are skipped. Raises DatasetError.

    A line ends at a line feed: a text may hold other separators, as U+2028, as they are.
    """
    number = 0
    try:
        with file.open(encoding="utf-8-sig") as handle:
            for number, raw in enumerate(handle, 1):
                if raw.strip():
                    yield Line(file, number, _object(file, number, raw, example), example)
    except OSError as error:
        problem = error.strerror or str(error)
        raise DatasetError(problem, file=str(file), problem=problem) from error
    except UnicodeDecodeError as error:
        problem = f"near line {number + 1}: {error.reason}"
        raise DatasetError(problem, file=str(file), problem=problem) from error


def _object(file: Path, number: int, raw: str, example: str) -> dict[str, object]:
    place = Line(file, number, {}, example)
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError) as error:
        problem = getattr(error, "msg", type(error).__name__)
        raise place.wrong("not_json", problem=problem) from error
    if not isinstance(values, dict):
        raise place.wrong("not_object")
    return values
