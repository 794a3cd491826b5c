"""Two reports of `poc` side by side: what changed on the cases that both have.

Refuses to call a difference what chance could have made: each line carries its exact p.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from bot.errors import DatasetError
from bot.poc.paired import exact_p
from bot.poc.report import ALL, TIERS, CaseRow, Report
from bot.poc.saying import chance
from bot.words import Words


def compared(one: Path, other: Path, words: Words) -> None:
    """A line for each task and tier. Raises DatasetError."""
    before, after = _read(one), _read(other)
    print(words.say("poc.compare.head", a=str(one), b=str(other)))
    lines = list(_lines(before, after, words))
    print("\n".join(lines or [words.say("poc.compare.none")]))


def _read(file: Path) -> Report:
    try:
        return Report.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise DatasetError(
            problem, said="poc.not_report", file=str(file), problem=problem
        ) from error


def _lines(before: Report, after: Report, words: Words) -> Iterator[str]:
    old = {(row.id, row.tier): row for row in before.cases}
    pairs = [(old[row.id, row.tier], row) for row in after.cases if (row.id, row.tier) in old]
    known = [(a, b) for a, b in pairs if a.correct is not None and b.correct is not None]
    tasks = list(dict.fromkeys(row.task for _, row in known))
    for task in [ALL, *tasks] if len(tasks) > 1 else tasks:
        for tier in TIERS:
            mine = [(a, b) for a, b in known if b.tier == tier and task in (ALL, b.task)]
            if not mine:
                continue
            lost = sum(bool(a.correct) and not b.correct for a, b in mine)
            won = sum(bool(b.correct) and not a.correct for a, b in mine)
            yield words.say(
                "poc.compare.row",
                task=words.say("poc.told.all") if task == ALL else task,
                tier=after.setup.labels[tier],
                one=sum(bool(a.correct) for a, _ in mine),
                other=sum(bool(b.correct) for _, b in mine),
                n=len(mine),
                p=chance(exact_p(lost, won)),
                cost_a=_cost([a for a, _ in mine]),
                cost_b=_cost([b for _, b in mine]),
            )


def _cost(rows: list[CaseRow]) -> str:
    return f"${sum(row.cost for row in rows) / len(rows):.5f}"
