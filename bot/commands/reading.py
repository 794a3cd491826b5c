"""From words to a command's arguments: `#support for 30m` into the fields of its model, in order.

Refuses to run anything. What is not understood is told with an example of how to say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic.fields import FieldInfo

from bot.errors import CommandRefused

_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)", re.IGNORECASE)
#: As a command that waits for a yes keeps it (ISO 8601).
_KEPT = re.compile(r"P[\dDTHMS.]+")
_UNITS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600, "d": 86_400, "day": 86_400}
_MOST_S = 30 * 86_400


@dataclass(frozen=True)
class After:
    """The field stands behind this word, anywhere: `for 30m`."""

    word: str


@dataclass(frozen=True)
class Rest:
    """The field takes all that is left, spaces and line breaks as they stand."""


@dataclass(frozen=True)
class Files:
    """The field takes files that are uploaded in a form, so many at most, by their ids with blanks
    between them; it is not typed."""

    most: int


@dataclass(frozen=True)
class Usual:
    """In a form the field stands filled with the sentence under the key `usual`, which says what
    most people mean, and is explained by the one under `hint`; typed, it is as it was typed."""

    usual: str
    hint: str


def duration(value: object) -> object:
    """`30m`, `2 hours`, `1d` as a length of time; anything else as it is."""
    if not isinstance(value, str) or _KEPT.fullmatch(value):
        return value
    found = _DURATION.fullmatch(value.strip())
    unit = found.group(2).lower() if found else ""
    seconds = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s")) or _UNITS.get(unit[:3])
    if found is None or not seconds:
        raise ValueError("give a length of time such as 30m, 2h or 1d")
    whole = float(found.group(1)) * seconds
    if not 1 <= whole <= _MOST_S:
        raise ValueError("give at least a second and at most 30 days")
    return timedelta(seconds=whole)


Duration = Annotated[timedelta, BeforeValidator(duration)]


def arguments(model: type[BaseModel], text: str) -> BaseModel:
    """The model filled from the words. Raises CommandRefused naming the word or field."""
    words = _QUOTED.finditer(text)
    tokens = [next(part for part in found.groups() if part is not None) for found in words]
    ends = [found.start() for found in _QUOTED.finditer(text)]
    values: dict[str, Any] = {}
    fields = dict(model.model_fields)
    for name, info in list(fields.items()):
        after = _marked(info, After)
        if isinstance(after, After):
            del fields[name]
            _take_after(after.word, name, tokens, ends, values)
        elif _marked(info, Files):
            del fields[name]
        elif info.annotation is bool:
            del fields[name]
            _take_flag(f"--{name.replace('_', '-')}", name, tokens, ends, values)
    for name, info in fields.items():
        if not tokens:
            break
        if _marked(info, Rest):
            values[name] = text[ends[0] :].strip()
            tokens, ends = [], []
        else:
            values[name] = tokens.pop(0)
            ends.pop(0)
    if tokens:
        raise CommandRefused(said="commands.too_much", word=tokens[0])
    return validated(model, values)


def validated(model: type[BaseModel], values: dict[str, Any]) -> BaseModel:
    """The model from values by name. Raises CommandRefused naming the field."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        missing = first["type"] == "missing"
        said = "commands.missing" if missing else "commands.wrong"
        problem = first["msg"].removeprefix("Value error, ")
        given = str(values.get(name, ""))[:80]
        raise CommandRefused(said=said, field=name, given=given, problem=problem) from error


def _marked(
    info: FieldInfo, kind: type[After] | type[Rest] | type[Files]
) -> After | Rest | Files | None:
    return next((mark for mark in info.metadata if isinstance(mark, kind)), None)


def _take_after(
    word: str, name: str, tokens: list[str], ends: list[int], values: dict[str, Any]
) -> None:
    for index, token in enumerate(tokens):
        if token.lower() != word:
            continue
        if index + 1 == len(tokens):
            raise CommandRefused(said="commands.nothing_after", word=word)
        taken = tokens[index + 1 : index + 2]
        unit = tokens[index + 2 : index + 3]
        if taken[0].replace(".", "").isdigit() and unit and not unit[0].startswith("--"):
            taken += unit
        values[name] = " ".join(taken)
        del tokens[index : index + 1 + len(taken)], ends[index : index + 1 + len(taken)]
        return


def _take_flag(
    flag: str, name: str, tokens: list[str], ends: list[int], values: dict[str, Any]
) -> None:
    if flag in tokens:
        index = tokens.index(flag)
        values[name] = True
        del tokens[index], ends[index]
