"""The report of a proof of concept, as one shape: cases, tasks, pairs, router, recommendation.

Refuses to recommend what chance could have shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bot.decision import Decision
from bot.evaluation.intervals import wilson
from bot.poc.cases import Case
from bot.poc.journal import Outcome
from bot.poc.paired import ALL, exact_p, quantile
from bot.poc.resources import Resource
from bot.poc.sweep import Recommend, Swept, recommended, swept
from bot.request import Noun, Prose, Tier

TIERS: tuple[Tier, Tier] = ("fast", "reasoning")
FEWEST = 30
SURE = 0.05


class CaseRow(Noun):
    """One case at one tier; texts are absent from a report that is shared. `routed`: whether the
    router would have sent it there, and why."""

    id: str
    task: str
    tier: Tier
    served_model: str
    correct: bool | None
    seconds: float
    first_token_s: float | None
    tokens_in: int
    tokens_out: int
    tokens_per_s: float | None
    cost: float
    routed: bool = False
    cause: str = ""
    error: str = ""
    question: Prose = ""
    expected: Prose = ""
    answer: Prose = ""


class TaskRow(Noun):
    """A task at one tier; accuracy with its 95 % interval (Wilson), over answers that were judged.
    Failed calls are counted as `failed`, not as wrong."""

    task: str
    tier: Tier
    n: int
    failed: int
    accuracy: float | None
    low: float | None
    high: float | None
    tokens_per_s: float | None
    seconds_p50: float
    seconds_p95: float
    cost_per_request: float


class PairedRow(Noun):
    """Both models on the same cases of a task; `p` of the exact paired test."""

    task: str
    n: int
    both: int
    fast_only: int
    reasoning_only: int
    neither: int
    p: float


class RouterRow(Noun):
    """What the router makes of the same cases: the outcome of the tier it chose for each."""

    n: int
    accuracy: float | None
    low: float | None
    high: float | None
    to_reasoning: float
    cost_per_request: float
    seconds_p50: float
    causes: dict[str, int]
    threshold: float
    sweep: tuple[Swept, ...]


class Seated(Noun):
    """How one tier was asked; prices in US dollars per million tokens."""

    label: str
    host: str = ""
    model: str = ""
    thinking: str = "none"
    temperature: float | None = None
    price_in: float = 0.0
    price_out: float = 0.0


class Setup(Noun):
    """What makes the run repeatable; `prompts` names each prompt with its version and the first
    digits of its digest, `prices_as_of` is the day of the price list."""

    preset: str
    prompts: tuple[str, ...]
    policy: str
    seed: int
    concurrency: int = 1
    seats: dict[Tier, Seated]
    judge: str = ""
    prices_as_of: str = ""
    labels: dict[Tier, str]


class Report(Noun):
    """The shape of `poc --json`."""

    cases: tuple[CaseRow, ...]
    by_task: tuple[TaskRow, ...]
    paired: tuple[PairedRow, ...]
    router: RouterRow
    resources: dict[Tier, Resource]
    recommend: Recommend | None
    as_of: str
    setup: Setup


def report_of(
    cases: Sequence[Case],
    outcomes: Mapping[tuple[str, Tier], Outcome],
    decisions: Mapping[str, Decision],
    resources: dict[Tier, Resource],
    setup: Setup,
    threshold: float,
) -> Report:
    """Everything, over the cases that both tiers have been asked. `cases` is not empty."""
    asked = [case for case in cases if all((case.id, tier) in outcomes for tier in TIERS)]
    rows = [
        _row(case, outcomes[case.id, tier], decisions[case.id]) for case in asked for tier in TIERS
    ]
    tasks = list(dict.fromkeys(case.task for case in asked))
    groups = [ALL, *tasks] if len(tasks) > 1 else tasks
    by_task = [
        _task(task, tier, [row for row in _of(rows, task) if row.tier == tier])
        for task in groups
        for tier in TIERS
    ]
    paired = tuple(_paired(task, _of(rows, task)) for task in groups)
    sweep = swept(asked, outcomes, decisions, threshold)
    whole = paired[0] if paired else None
    shown = whole is not None and whole.n >= FEWEST and whole.p <= SURE
    return Report(
        cases=tuple(rows),
        by_task=tuple(by_task),
        paired=paired,
        router=_router(asked, outcomes, decisions, sweep, threshold),
        resources=resources,
        recommend=recommended(sweep) if shown else None,
        as_of=f"{datetime.now(UTC):%Y-%m-%d}",
        setup=setup,
    )


def shared(report: Report) -> Report:
    """The same without texts of people and models, and without addresses of servers."""
    bare = {"question": "", "expected": "", "answer": ""}
    seats = {tier: one.model_copy(update={"host": ""}) for tier, one in report.setup.seats.items()}
    return report.model_copy(
        update={
            "cases": tuple(row.model_copy(update=bare) for row in report.cases),
            "setup": report.setup.model_copy(update={"seats": seats}),
        }
    )


def _of(rows: Iterable[CaseRow], task: str) -> list[CaseRow]:
    return [row for row in rows if task in (ALL, row.task)]


def _row(case: Case, one: Outcome, decision: Decision) -> CaseRow:
    return CaseRow(
        **one.model_dump(exclude={"answer"}),
        routed=decision.tier == one.tier,
        cause=decision.cause if decision.tier == one.tier else "",
        question=case.question,
        expected=case.expected,
        answer=one.answer,
    )


def _task(task: str, tier: Tier, rows: Sequence[CaseRow]) -> TaskRow:
    judged = [row.correct for row in rows if not row.error and row.correct is not None]
    share, low, high = _rate(sum(judged), len(judged))
    fine = [row for row in rows if not row.error] or list(rows)
    speeds = [row.tokens_per_s for row in fine if row.tokens_per_s is not None]
    return TaskRow(
        task=task,
        tier=tier,
        n=len(judged),
        failed=sum(bool(row.error) for row in rows),
        accuracy=share,
        low=low,
        high=high,
        tokens_per_s=round(quantile(speeds, 0.5), 2) if speeds else None,
        seconds_p50=round(quantile([row.seconds for row in fine], 0.5), 4),
        seconds_p95=round(quantile([row.seconds for row in fine], 0.95), 4),
        cost_per_request=round(sum(row.cost for row in fine) / len(fine), 8),
    )


def _rate(hits: int, n: int) -> tuple[float | None, float | None, float | None]:
    if not n:
        return None, None, None
    low, high = wilson(hits, n)
    return round(hits / n, 6), round(low, 6), round(high, 6)


def _paired(task: str, rows: Sequence[CaseRow]) -> PairedRow:
    right: dict[str, dict[Tier, bool]] = {}
    for row in rows:
        if row.correct is not None and not row.error:
            right.setdefault(row.id, {})[row.tier] = row.correct
    pairs = [(one["fast"], one["reasoning"]) for one in right.values() if len(one) == len(TIERS)]
    fast_only, reasoning_only = pairs.count((True, False)), pairs.count((False, True))
    return PairedRow(
        task=task,
        n=len(pairs),
        both=pairs.count((True, True)),
        fast_only=fast_only,
        reasoning_only=reasoning_only,
        neither=pairs.count((False, False)),
        p=round(exact_p(fast_only, reasoning_only), 6),
    )


def _router(
    cases: Sequence[Case],
    outcomes: Mapping[tuple[str, Tier], Outcome],
    decisions: Mapping[str, Decision],
    sweep: tuple[Swept, ...],
    threshold: float,
) -> RouterRow:
    chosen = [outcomes[case.id, decisions[case.id].tier] for case in cases]
    judged = [one.correct for one in chosen if one.correct is not None and not one.error]
    share, low, high = _rate(sum(judged), len(judged))
    up = [decisions[case.id] for case in cases if decisions[case.id].tier == "reasoning"]
    causes: dict[str, int] = {}
    for decision in up:
        causes[decision.cause] = causes.get(decision.cause, 0) + 1
    return RouterRow(
        n=len(judged),
        accuracy=share,
        low=low,
        high=high,
        to_reasoning=round(len(up) / len(cases), 6) if cases else 0.0,
        cost_per_request=round(sum(one.cost for one in chosen) / max(1, len(chosen)), 8),
        seconds_p50=round(quantile([one.seconds for one in chosen], 0.5), 4) if chosen else 0.0,
        causes=causes,
        threshold=threshold,
        sweep=sweep,
    )
