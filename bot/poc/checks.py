"""Whether an answer is right, by the check that its case names.

Refuses opinions: those are a judge's (`judging`).
"""

from __future__ import annotations

import json
import re
from typing import Literal, get_args

from bot.request import Noun

Kind = Literal["exact", "contains", "regex", "number", "choice", "json", "judge"]
_NUMBER = re.compile(r"-?\d[\d,_ ]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_BOXED = re.compile(r"\\boxed\{([^{}]+)\}")
_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)
_EDGES = " \t\r\n.。!*_`\"'“”:："


class UnfitCheck(ValueError):
    """A check that cannot apply, and why."""


class Check(Noun):
    """`option`: the tolerance of `number`, the choices of `choice`; empty elsewhere."""

    kind: Kind
    option: str = ""


def check_of(text: str, expected: str) -> Check:
    """`number:0.01` and the like. Raises UnfitCheck: unknown, or it cannot apply to `expected`."""
    name, _, option = text.strip().partition(":")
    kind = next((one for one in get_args(Kind) if one == name.strip()), None)
    if kind is None:
        raise UnfitCheck(f"use one of {', '.join(get_args(Kind))}")
    check = Check(kind=kind, option=option.strip())
    if kind != "judge" and not expected.strip():
        raise UnfitCheck("it needs something in expected")
    if kind == "regex":
        try:
            re.compile(expected)
        except re.error as error:
            raise UnfitCheck(f"expected is no regular expression: {error}") from error
    if kind == "number":
        if _number(expected) is None:
            raise UnfitCheck("expected is not a number")
        if check.option and _number(check.option) is None:
            raise UnfitCheck("the tolerance is not a number")
    if kind == "json":
        try:
            json.loads(expected)
        except ValueError as error:
            raise UnfitCheck(f"expected is not JSON: {error}") from error
    if kind == "choice" and check.option and _plain(expected) not in _choices(check):
        raise UnfitCheck("expected is not among the choices")
    return check


def is_correct(check: Check, expected: str, answer: str) -> bool:
    """By any check but `judge`. Numbers: the last one of the answer counts, or a boxed one."""
    said, wanted = answer.strip(), expected.strip()
    match check.kind:
        case "exact":
            return _plain(said) == _plain(wanted)
        case "contains":
            return _plain(wanted) in _plain(said)
        case "regex":
            return re.search(wanted, said, re.IGNORECASE) is not None
        case "number":
            return _near(said, wanted, check.option)
        case "choice":
            return _chosen(said, wanted, check)
        case "json":
            return _same_json(said, wanted)
    raise UnfitCheck("a judge's check needs a judge")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(_EDGES)


def _number(text: str) -> float | None:
    found = _NUMBER.findall(text)
    try:
        return float(re.sub(r"[,_ ]", "", found[-1])) if found else None
    except ValueError:
        return None


def _near(said: str, wanted: str, tolerance: str) -> bool:
    boxed = _BOXED.findall(said)
    got, right = _number(boxed[-1] if boxed else said), _number(wanted)
    if got is None or right is None:
        return False
    room = _number(tolerance) if tolerance else None
    return abs(got - right) <= (room if room is not None else 1e-6 * max(1.0, abs(right)))


def _choices(check: Check) -> list[str]:
    return [_plain(one) for one in re.split(r"[,|]", check.option)] if check.option else []


def _chosen(said: str, wanted: str, check: Check) -> bool:
    """The one choice that the answer names; naming several is none."""
    choices = _choices(check)
    if not choices:
        first = re.search(r"\b([A-Z])\b(?:[).:]|\s*$)", said) or re.search(r"\b([A-H])\b", said)
        return (first.group(1) if first else said).casefold() == wanted.casefold()
    plain = " " + re.sub(r"[^\w]+", " ", said.casefold()) + " "
    named = [one for one in choices if f" {one} " in plain or (not one.isascii() and one in plain)]
    longest = [one for one in named if not any(one != other and one in other for other in named)]
    return longest == [_plain(wanted)]


def _same_json(said: str, wanted: str) -> bool:
    fenced = _FENCED.search(said)
    try:
        return bool(json.loads(fenced.group(1) if fenced else said) == json.loads(wanted))
    except ValueError:
        return False
