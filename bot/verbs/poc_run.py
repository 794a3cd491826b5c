"""One proof of concept from the file of cases to the report: ask, agree, run, resume, write.

Refuses to judge answers and to draw; `bot.poc` does.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.bootstrap.parts import (
    chat_of,
    chats_of,
    classifier,
    documents,
    engine_load,
    seats_of,
)
from bot.decision import Decision
from bot.ending import ended
from bot.poc.cases import Case, read_cases
from bot.poc.journal import Journal, Outcome, mark_of
from bot.poc.judging import check_judge, judge
from bot.poc.page import page
from bot.poc.report import Report, Setup, report_of, shared
from bot.poc.running import TIERS, Runner, request_of
from bot.poc.saying import first_sentence, next_command
from bot.prompting import fingerprint
from bot.request import Tier, Unit
from bot.routing.policy import Policy, load_policy
from bot.routing.router import Router
from bot.seats import Seat, Seats
from bot.settings import Settings, load_settings
from bot.verbs.printing import WRONG_USE, as_json, run, stop
from bot.verbs.routed import judged
from bot.words import Words

LOOK_S = 2.0
OLD_DAYS = 60
#: Tokens of our own prompts around a question, and characters of a token: an upper estimate.
_AROUND, _PER_TOKEN = 400, 2.5


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    dataset: Path | None
    out: Path | None
    yes: bool
    at_once: int
    seed: int
    limit: int
    judge: str
    judge_url: str
    share: bool
    json: bool


def prove(wanted: Wanted, words: Words) -> None:
    """The whole run. Leaves with code 2 where nobody agreed; raises DatasetError, SettingsError."""
    settings = load_settings()
    with as_file(files("bot.poc").joinpath("sample")) as folder:
        file = wanted.dataset or folder / "cases.jsonl"
        out = wanted.out or Path(f"poc-{'sample' if wanted.dataset is None else file.stem}")
        cases = read_cases(file)
        cases = cases[: wanted.limit] if wanted.limit else cases
        report = run(_proved(wanted, settings, cases, file.parent, out, words))
    report = shared(report) if wanted.share else report
    made = {"report.json": report.model_dump_json(indent=1) + "\n"}
    made["report.html"] = page(report, words, str(out / "report.json"))
    out.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (out / name).write_text(text, encoding="utf-8")
    if wanted.json:
        as_json(report)
        return
    print(first_sentence(report, words))
    print(words.say("poc.wrote", html=str(out / "report.html"), json=str(out / "report.json")))
    codes = [row.error for row in report.cases if row.error]
    if codes:
        listed = ", ".join(sorted(set(codes)))
        print(words.say("poc.failed", n=len(codes), codes=listed), file=sys.stderr)
    print(next_command(report, str(out / "report.json"), words))


async def _proved(
    wanted: Wanted,
    settings: Settings,
    cases: Sequence[Case],
    folder: Path,
    out: Path,
    words: Words,
) -> Report:
    seats, policy = seats_of(settings), load_policy(settings.policy)
    if wanted.judge:
        check_judge(wanted.judge, seats)
    prompts = "".join(fingerprint(tier) for tier in TIERS)
    journal = Journal(out / "journal.jsonl", mark_of(cases, seats, prompts, wanted.seed))
    known = journal.known()
    units = await _units(cases, folder, words)
    _agreed(wanted, cases, units, seats, known, words)
    models = dict(zip(TIERS, chats_of(seats, settings), strict=False))
    with _bar(len(cases) * len(TIERS), len(_done(known)), words) as step:
        found = dict(known)

        def done(one: Outcome) -> None:
            found[one.id, one.tier] = one
            step()

        runner = Runner(models, seats, journal, units, done)
        loads: dict[Tier, dict[str, float]] = {}
        looking = asyncio.create_task(_look(seats, loads))
        try:
            await runner.run(cases, known, wanted.at_once, wanted.seed)
        finally:
            await ended(looking)
    if wanted.judge:
        await judge(chat_of(_judge_seat(wanted, seats)), cases, found, journal)
    decisions = await asyncio.to_thread(_decided, cases, units, policy)
    return report_of(
        cases,
        found,
        decisions,
        _resources(seats, loads, words),
        Setup(
            preset=seats.preset,
            prompts=prompts,
            policy=policy.fingerprint,
            seed=wanted.seed,
            judge=wanted.judge,
            prices_as_of=f"{seats.fast.price.as_of or ''}",
            labels={tier: seats.of(tier).label for tier in TIERS},
        ),
        policy.routing.threshold,
    )


def _judge_seat(wanted: Wanted, seats: Seats) -> Seat:
    url = wanted.judge_url or seats.reasoning.base_url
    seat = Seat(tier="fast", label="judge", base_url=url, model=wanted.judge)
    return seat.model_copy(update={"api_key": seats.reasoning.api_key})


def _done(known: Mapping[tuple[str, Tier], Outcome]) -> list[Outcome]:
    return [one for one in known.values() if not one.error]


async def _units(cases: Sequence[Case], folder: Path, words: Words) -> dict[str, tuple[Unit, ...]]:
    """What the files of each case hold; what could not be read is said."""
    if not any(case.files for case in cases):
        return {}
    reader, _ = await asyncio.to_thread(documents)
    read: dict[str, tuple[Unit, ...]] = {}
    for name in sorted({name for case in cases for name in case.files}):
        with (folder / name).open("rb") as handle:
            reading = await reader.read(name, handle)
        read[name] = reading.units
        for skipped in reading.skipped:
            told = skipped.told(words)
            print(words.say("poc.unread", case=name, told=told), file=sys.stderr)
    return {case.id: tuple(u for name in case.files for u in read[name]) for case in cases}


def _agreed(
    wanted: Wanted,
    cases: Sequence[Case],
    units: Mapping[str, tuple[Unit, ...]],
    seats: Seats,
    known: Mapping[tuple[str, Tier], Outcome],
    words: Words,
) -> None:
    """Say what it will cost, and have somebody agree where that is something."""
    usd, calls, done = 0.0, 0, {(one.id, one.tier) for one in _done(known)}
    for case in cases:
        size = len(case.question) + sum(len(unit.text) for unit in units.get(case.id, ()))
        for tier in TIERS:
            if (case.id, tier) not in done:
                calls += 1
                seat = seats.of(tier)
                tokens = round(size / _PER_TOKEN) + _AROUND
                usd += seat.price.cost(tokens, seat.output_tokens)
    if done:
        total = len(cases) * len(TIERS)
        print(words.say("poc.resumed", known=total - calls, calls=total), file=sys.stderr)
    if not calls:
        return
    as_of = seats.fast.price.as_of
    day = f"{as_of or words.say('poc.unpriced')}"
    print(words.say("poc.estimate", calls=calls, usd=f"{usd:.2f}", as_of=day), file=sys.stderr)
    if as_of is not None and (age := (_today() - as_of).days) > OLD_DAYS:
        print(words.say("poc.old_prices", days=age), file=sys.stderr)
    if wanted.yes or usd == 0:
        return
    answer = ""
    if sys.stdin.isatty():
        print(words.say("poc.ask"), end=" ", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().lower()
    if answer not in ("y", "yes"):
        stop(words.say("poc.want_yes"), WRONG_USE)


def _today() -> date:
    return datetime.now(UTC).date()


def _decided(
    cases: Sequence[Case], units: Mapping[str, tuple[Unit, ...]], policy: Policy
) -> dict[str, Decision]:
    requests = [request_of(case, units.get(case.id, ())) for case in cases]
    router = Router(policy, classifier=classifier())
    found = judged(requests, router, words=False)
    return {case.id: decision for case, (decision, _) in zip(cases, found, strict=True)}


@contextmanager
def _bar(total: int, done: int, words: Words) -> Iterator[Callable[[], None]]:
    """A bar on standard error, on a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(words.say("poc.asking"), total=total, completed=done)
        yield lambda: bar.advance(task)


async def _look(seats: Seats, found: dict[Tier, dict[str, float]]) -> None:
    """The highest figures of each server while it works; until cancelled."""
    while True:
        for tier in TIERS:
            for name, value in (await engine_load(seats.of(tier))).items():
                known = found.setdefault(tier, {})
                known[name] = max(value, known.get(name, 0.0))
        await asyncio.sleep(LOOK_S)


def _resources(
    seats: Seats, loads: Mapping[Tier, Mapping[str, float]], words: Words
) -> dict[str, str]:
    """By label: what was seen of each server; for a model in this process its memory."""
    told = {}
    for tier in TIERS:
        load = loads.get(tier, {})
        if seats.of(tier).kind == "offline":
            used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            megabytes = used // 1024 if sys.platform != "darwin" else used // 1024**2
            said = words.say("poc.here", mb=megabytes)
        elif load:
            said = words.say(
                "poc.load",
                running=f"{load.get('running', 0):.0f}",
                waiting=f"{load.get('waiting', 0):.0f}",
                cache=f"{load.get('cache_share', 0) * 100:.0f}",
                speed=f"{load.get('tokens_per_s', 0):.0f}",
            )
        else:
            said = words.say("poc.invisible")
        told[seats.of(tier).label] = said
    return told
