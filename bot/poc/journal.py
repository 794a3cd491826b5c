"""What was answered already, line by line on disk: a run that was killed goes on where it was.

Refuses to take outcomes of other cases, models or prompts for its own.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from bot.errors import DatasetError
from bot.poc.cases import Case
from bot.request import Noun, Prose, Tier
from bot.seats import Seats


class Outcome(Noun):
    """One case at one tier. `correct` null: it failed (`error`), or a judge has yet to look."""

    id: str
    task: str
    tier: Tier
    served_model: str = ""
    correct: bool | None = None
    seconds: float = 0.0
    first_token_s: float | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_per_s: float | None = None
    cost: float = 0.0
    answer: Prose = ""
    error: str = ""


class Journal:
    """A file that only grows; each line is on disk before the next case begins."""

    def __init__(self, file: Path, mark: str) -> None:
        self._file = file
        self._mark = mark
        self._writing = asyncio.Lock()

    def known(self) -> dict[tuple[str, Tier], Outcome]:
        """Outcomes of earlier runs, the latest of each. Raises DatasetError: of another run."""
        found: dict[tuple[str, Tier], Outcome] = {}
        if not self._file.exists():
            return found
        lines = self._file.read_text(encoding="utf-8").splitlines()
        if lines and _mark_in(lines[0]) != self._mark:
            raise DatasetError("another run", said="poc.other_run", file=str(self._file))
        for line in lines[1:]:
            try:
                one = Outcome.model_validate_json(line)
            except ValidationError:
                continue  # The line in which the process died.
            found[one.id, one.tier] = one
        return found

    async def add(self, one: Outcome) -> None:
        """Write it, and do not return before it is on disk. Other calls go on meanwhile: what a
        disk takes must not be counted as a model's time."""
        async with self._writing:
            await asyncio.to_thread(self._add, one)

    def _add(self, one: Outcome) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = not self._file.exists()
        with self._file.open("a", encoding="utf-8") as handle:
            if new:
                handle.write(json.dumps({"run": self._mark}) + "\n")
            # A line that a killed process left half is closed first.
            handle.write("" if new or _ends_well(self._file) else "\n")
            handle.write(one.model_dump_json() + "\n")
            handle.flush()
            os.fsync(handle.fileno())


def mark_of(cases: Iterable[Case], seats: Seats, prompts: Iterable[str], seed: int) -> str:
    """What names a run: the cases, who sits where, the prompts, the seed."""
    named = [one.model_dump_json() for one in cases]
    for seat in (seats.fast, seats.reasoning):
        named.append(f"{seat.base_url} {seat.model} {seat.thinking} {seat.temperature}")
    return sha256("\n".join([*named, *prompts, str(seed)]).encode()).hexdigest()[:16]


def _mark_in(line: str) -> str:
    try:
        return str(json.loads(line).get("run"))
    except (ValueError, AttributeError):
        return ""


def _ends_well(file: Path) -> bool:
    with file.open("rb") as handle:
        handle.seek(0, os.SEEK_END)
        if not handle.tell():
            return True
        handle.seek(-1, os.SEEK_END)
        return handle.read(1) == b"\n"
