"""Two reports of `poc` side by side, on a terminal.

Refuses to compare; `bot.poc.compared` does.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from bot.errors import DatasetError
from bot.poc.compared import comparison
from bot.poc.paired import ALL
from bot.poc.report import Report
from bot.poc.saying import chance
from bot.verbs.printing import as_json
from bot.words import Words


def compared(one: Path, other: Path, words: Words, *, json: bool) -> None:
    """A line for each task and tier, or the shape. Raises DatasetError."""
    before, after = _read(one), _read(other)
    found = comparison(before, after, (str(one), str(other)))
    if json:
        as_json(found)
        return
    print(words.say("poc.compare.head", a=str(one), b=str(other)))
    for row in found.rows:
        print(
            words.say(
                "poc.compare.row",
                task=words.say("poc.told.all") if row.task == ALL else row.task,
                tier=after.setup.labels[row.tier],
                one=row.before,
                other=row.after,
                n=row.n,
                p=chance(row.p),
                s_a=f"{row.seconds_before:.2f}",
                s_b=f"{row.seconds_after:.2f}",
                cost_a=f"${row.cost_before:.5f}",
                cost_b=f"${row.cost_after:.5f}",
            )
        )
    if not found.rows:
        print(words.say("poc.compare.none"))


def _read(file: Path) -> Report:
    try:
        return Report.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise DatasetError(
            problem, said="poc.not_report", file=str(file), problem=problem
        ) from error
