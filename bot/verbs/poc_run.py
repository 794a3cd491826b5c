"""One proof of concept from the file of cases to the report: ask, agree, run, resume, write.

Refuses to judge answers and to draw; `bot.poc` does.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.bootstrap.parts import chat_of, chats_of, classifier, documents, seats_of, talking
from bot.decision import Decision
from bot.errors import SettingsError
from bot.poc.cases import Case, read_cases
from bot.poc.journal import Journal, Outcome, mark_of
from bot.poc.judging import check_judge, judge, to_judge
from bot.poc.page import page
from bot.poc.report import Report, Seated, Setup, report_of, shared
from bot.poc.running import TIERS, Runner, prompts_used, request_of
from bot.poc.saying import first_sentence, next_command
from bot.request import Tier, Unit
from bot.routing.policy import Policy, load_policy
from bot.routing.router import Router
from bot.seats import Seat, Seats
from bot.settings import Settings, load_settings
from bot.verbs.poc_agreed import Wanted, agreed, done_of, prices_of
from bot.verbs.poc_watch import resources, watched
from bot.verbs.printing import as_json, run
from bot.verbs.routed import judged
from bot.words import Words

JOURNAL = "journal.jsonl"


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
    json_file = out / "report.json"
    made = {"report.json": report.model_dump_json(indent=1) + "\n"}
    made["report.html"] = page(report, words, str(json_file))
    out.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (out / name).write_text(text, encoding="utf-8")
    if wanted.share:
        print(words.say("poc.shared", journal=str(out / JOURNAL)), file=sys.stderr)
    codes = [row.error for row in report.cases if row.error]
    if codes:
        listed = ", ".join(sorted(set(codes)))
        print(words.say("poc.failed", n=len(codes), codes=listed), file=sys.stderr)
    if wanted.json:
        as_json(report)
        return
    print(first_sentence(report, words))
    print(words.say("poc.wrote", html=str(out / "report.html"), json=str(json_file)))
    print(next_command(report, str(json_file), words))


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
        if not _judge_seat(wanted, seats).base_url:
            raise SettingsError(
                "it has no address", name="--judge", remedy="say where it is with --judge-url"
            )
    journal = Journal(out / JOURNAL, mark_of(cases, seats, prompts_used(judge=False), wanted.seed))
    known = journal.known()
    units = await _units(cases, folder, words)
    agreed(wanted, cases, units, seats, known, words)
    models = dict(zip(TIERS, chats_of(seats, settings), strict=False))
    with _bar(len(cases) * len(TIERS), len(done_of(known)), words) as step:
        found = dict(known)

        def done(one: Outcome) -> None:
            found[one.id, one.tier] = one
            step()

        runner = Runner(models, seats, journal, units, done)
        async with talking(*models.values()), watched(seats) as watch:
            await runner.run(cases, known, wanted.at_once, wanted.seed)
    await _judged(wanted, seats, cases, found, journal, words)
    decisions = await asyncio.to_thread(_decided, cases, units, policy)
    return report_of(
        cases,
        found,
        decisions,
        resources(seats, watch, words),
        _setup(wanted, seats, policy),
        policy.routing.threshold,
    )


def _judge_seat(wanted: Wanted, seats: Seats) -> Seat:
    """A key goes to the server that it belongs to, and to no other."""
    near = seats.reasoning
    url = wanted.judge_url or near.base_url
    seat = Seat(tier="fast", label="judge", base_url=url, model=wanted.judge)
    if urlsplit(url).netloc != urlsplit(near.base_url).netloc:
        return seat
    return seat.model_copy(update={"api_key": near.api_key})


async def _judged(
    wanted: Wanted,
    seats: Seats,
    cases: Sequence[Case],
    found: dict[tuple[str, Tier], Outcome],
    journal: Journal,
    words: Words,
) -> None:
    """Have the judge settle what it can; what stays open is said."""
    failed: list[str] = []
    if wanted.judge:
        check_judge(wanted.judge, seats, {one.served_model for one in found.values()})
        chat = chat_of(_judge_seat(wanted, seats))
        async with talking(chat):
            failed = await judge(chat, cases, found, journal, wanted.at_once)
    left = len(to_judge(cases, found))
    if left:
        codes = ", ".join(sorted(set(failed)))
        said = words.say("poc.no_judge", n=left)
        if codes:
            said = words.say("poc.judge_failed", n=left, codes=codes)
        print(said, file=sys.stderr)


def _setup(wanted: Wanted, seats: Seats, policy: Policy) -> Setup:
    return Setup(
        preset=seats.preset,
        prompts=prompts_used(judge=bool(wanted.judge)),
        policy=policy.fingerprint,
        seed=wanted.seed,
        concurrency=wanted.at_once,
        seats={tier: _seated(seats.of(tier)) for tier in TIERS},
        judge=wanted.judge,
        prices_as_of=f"{prices_of(seats) or ''}",
        labels={tier: seats.of(tier).label for tier in TIERS},
    )


def _seated(seat: Seat) -> Seated:
    return Seated(
        label=seat.label,
        host=urlsplit(seat.base_url).netloc.rpartition("@")[2],
        model=seat.model,
        thinking=seat.thinking,
        temperature=seat.temperature,
        price_in=seat.price.input,
        price_out=seat.price.output,
    )


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
