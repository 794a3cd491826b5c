"""A summary for the terminal: read, decide, make, show, with a bar while it is made.

Refuses to parse flags, and to print a terminal's control characters that a file may hold.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.answer import Usage
from bot.bootstrap.house import open_house
from bot.bootstrap.parts import seats_of, token_counter
from bot.bootstrap.road import pipeline_of, put_away, summaries_of
from bot.documents import Reading
from bot.errors import RequestRefused
from bot.events import Silence
from bot.jobs.ids import new_id
from bot.request import Person, Place, Request, Tier, Unit, Wish
from bot.routing.telling import money, seconds
from bot.seats import Seats
from bot.settings import Settings
from bot.summaries.exports import calendar, table
from bot.summaries.forms import FORMS, KINDS
from bot.summaries.kinds import kind_of
from bot.summaries.markdown import markdown
from bot.summaries.order import Order
from bot.summaries.order import Progress as Told
from bot.summaries.result import Form, Kind
from bot.summaries.road import Outcome
from bot.summaries.seeing import seeing_tier, seen
from bot.summaries.units import Material, material
from bot.terminal import TEAM
from bot.verbs.printing import stop
from bot.verbs.reading import opened, plain
from bot.words import Words
from bot.words.languages import ENGLISH, tag_of


@dataclass(frozen=True)
class Asked:
    """What was typed. `quiet`: no bar."""

    files: tuple[Path, ...]
    thread: Path | None = None
    kind: Kind | None = None
    form: Form | None = None
    tier: Tier | None = None
    language: str = ""
    fresh: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Made:
    """What came of it."""

    outcome: Outcome
    material: Material
    seats: Seats
    words: Words


def form_in(format: str | None) -> Form | None:
    """The form that `--format` names, if it names one."""
    return next((one for one in FORMS if one == (format or "").replace("-", "_")), None)


def kind_in(format: str | None) -> Kind | None:
    """The kind that it names, or that its form is of."""
    form = form_in(format)
    return KINDS.get(form) if form else next((one for one in _KINDS if one == format), None)


_KINDS: tuple[Kind, ...] = get_args(Kind)


async def summarized(settings: Settings, asked: Asked) -> Made:
    """The summary. Leaves with code 1 and one sentence when it is refused; raises SettingsError."""
    seats = seats_of(settings)
    async with open_house(settings, Silence(), realm="t") as house:
        sees = seeing_tier(seats, house.policies.base)
        readings, _ = await opened(asked.files, asked.thread, sees=sees is not None)
        pipeline = pipeline_of(house)
        request = _request(asked, asked.kind or "general", ())
        summaries = summaries_of(house, pipeline.asking)
        policy, used = pipeline.policy_of(request), Usage()
        try:
            if sees is not None:
                readings, used = await seen(summaries.calls, request, policy, sees, readings)
            found = await material(readings, token_counter())
            kind = asked.kind or kind_of(found)
            request = _request(asked, kind, readings, request.id)
            decision = await pipeline.decide(request)
            if found.marked:
                decision = await pipeline.reserve(request, decision)
            with _bar(asked) as progress:
                order = Order(
                    request=request,
                    decision=decision,
                    policy=policy,
                    material=found,
                    kind=kind,
                    form=asked.form,
                    language=asked.language,
                    progress=progress,
                    usage=used,
                )
                outcome = await summaries.make(order)
        except RequestRefused as error:
            stop(Words().say(error.key, **{"label": "", "id": request.id, **error.values}))
        finally:
            await put_away(pipeline)
    return Made(outcome, found, seats, order.words)


def _request(asked: Asked, kind: Kind, readings: tuple[Reading, ...], known: str = "") -> Request:
    """The request that the router decides on: everything is read."""
    user = getpass.getuser()
    units: tuple[Unit, ...] = tuple(unit for reading in readings for unit in reading.units)
    return Request(
        id=known or new_id(),
        text=Words().say(f"summary.request.{kind}"),
        asker=Person(id=user, name=user),
        place=Place(team=TEAM, channel="", kind="terminal"),
        asked_at=datetime.now(UTC),
        context=units,
        everything=True,
        wish=Wish(tier=asked.tier, said=f"--tier {asked.tier}") if asked.tier else None,
        fresh=asked.fresh,
        private=True,
        # Who types the command has seen which files they name; the caps of the day hold.
        confirmed=True,
        # A model may write in more languages than the catalogue speaks.
        language=tag_of(asked.language) or ENGLISH,
    )


@contextmanager
def _bar(asked: Asked) -> Iterator[Told]:
    """A bar on the terminal's error output, where that is a terminal."""
    if asked.quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(Words().say("summary.reading"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def told(made: Made, *, quotes: bool) -> str:
    """The summary in words, and what it took."""
    summary, words = made.outcome.summary, made.words
    spent = words.say(
        "summary.spent",
        time=seconds(summary.seconds, words),
        cost=money(summary.usage.cost_usd, words),
        calls=summary.usage.calls,
    )
    return plain(f"{markdown(summary, made.words, quotes=quotes)}\n\n{spent}")


def written(made: Made, ics: Path | None, csv: Path | None) -> None:
    """The files that were asked for. Leaves with code 1 where one cannot be written."""
    outcome = made.outcome
    for path, text in (
        (ics, calendar(outcome.dates, made.material, datetime.now(UTC))),
        (csv, table(outcome.duties, made.material)),
    ):
        if path is None:
            continue
        try:
            path.write_text(text, encoding="utf-8", newline="")
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or str(error)
            stop(Words().say("summary.unwritable", path=str(path), problem=problem))
