"""Decisions held against labels: what is found, what is alarmed in vain, and by which rule.

Refuses to decide, to draw, and to word anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.decision import Decision
from bot.evaluation.dataset import Label, Labelled
from bot.evaluation.intervals import Rate, rate
from bot.request import Noun, Tier
from bot.routing.meaning import HARD, Meaning
from bot.routing.stakes import CATEGORIES

SHORT, LONG = 60, 300
CUT = 120
FIELDS = (*CATEGORIES, HARD)


@dataclass(frozen=True)
class Case:
    """A labelled text, what was decided on it, and the meaning that the decision rests on."""

    row: Labelled
    decision: Decision
    meaning: Meaning

    @property
    def caught(self) -> bool:
        """Whether it goes to the reasoning tier, for whatever reason."""
        return self.decision.tier == "reasoning"

    @property
    def decoy(self) -> bool:
        """Whether the file marks it as quick with alarming words."""
        return "decoy" in (self.row.flag, self.row.reason)


class Named(Noun):
    """A rate of one part of the rows."""

    name: str
    rate: Rate


class Both(Noun):
    """One part of the rows from both sides: deep ones found, quick ones alarmed in vain."""

    name: str
    recall: Rate
    stakes: Rate
    alarms: Rate
    everyday: Rate
    decoys: Rate


class Confused(Noun):
    """How many rows with this label went to this tier."""

    label: Label
    tier: Tier
    n: int


class Decided(Noun):
    """How many deep rows of this reason (or quick rows) were decided as what.

    `decided` is the stakes category that set the floor, `length`, `score`, another rule's name, or
    `fast`.
    """

    label: Label
    reason: str
    decided: str
    n: int


class Caught(Noun):
    """What one rule sent to the reasoning tier: as the one that decided, and where no other rule
    would have. `rule` is `stakes`, `length`, `score`."""

    rule: str
    deep: int
    deep_alone: int
    quick: int
    quick_alone: int


class Miss(Noun):
    """A row on the wrong side. `depth` is its distance from the stakes threshold (log odds, the
    policy's caution added), `field` what it was read as; `text` is cut at 120 characters."""

    id: str
    lang: str
    reason: str
    field: str
    depth: float
    score: float
    text: str


class LabelsReport(Noun):
    """The shape of `evaluate --labels --json`. `policy` is the fingerprint of the policy in force.

    `recall`: deep rows that reached the reasoning tier; `alarms`: quick rows that did.
    """

    file: str
    policy: str
    rows: int
    deep: int
    quick: int
    recall: tuple[Named, ...]
    recall_by_reason: tuple[Named, ...]
    alarms: tuple[Named, ...]
    alarms_by_reason: tuple[Named, ...]
    by_language: tuple[Both, ...]
    by_length: tuple[Both, ...]
    confusion: tuple[Confused, ...]
    decided: tuple[Decided, ...]
    caught: tuple[Caught, ...]
    worst_misses: tuple[Miss, ...]
    worst_alarms: tuple[Miss, ...]


def report(
    cases: Sequence[Case], *, file: str, policy: str, caution: float, most: int
) -> LabelsReport:
    """Everything that labels tell; `most` misses and as many false alarms are listed."""
    deep = [case for case in cases if case.row.label == "deep"]
    quick = [case for case in cases if case.row.label == "quick"]
    missed = [_miss(case, caution) for case in deep if not case.caught]
    alarmed = [_miss(case, caution) for case in quick if case.caught]
    spoken = Counter(case.row.lang for case in cases)
    languages = sorted(spoken, key=lambda one: (-spoken[one], one))
    return LabelsReport(
        file=file,
        policy=policy,
        rows=len(cases),
        deep=len(deep),
        quick=len(quick),
        recall=(
            _named("all", deep),
            _named("stakes", [case for case in deep if case.row.reason in CATEGORIES]),
            _named("plain", [case for case in deep if case.row.flag == "plain"]),
        ),
        recall_by_reason=_by_reason(deep, FIELDS),
        alarms=(
            _named("all", quick),
            _named("everyday", [case for case in quick if not case.decoy]),
            _named("decoys", [case for case in quick if case.decoy]),
            _named("long", [case for case in quick if case.row.flag == "long"]),
        ),
        alarms_by_reason=_by_reason(quick, ()),
        by_language=tuple(
            _both(name, [case for case in cases if case.row.lang == name]) for name in languages
        ),
        by_length=tuple(_by_length(cases)),
        confusion=tuple(_confusion(cases)),
        decided=tuple(_decided(cases)),
        caught=tuple(_caught(rule, deep, quick) for rule in ("stakes", "score", "length")),
        worst_misses=tuple(sorted(missed, key=lambda one: (one.depth, one.id))[:most]),
        worst_alarms=tuple(sorted(alarmed, key=lambda one: (-one.depth, one.id))[:most]),
    )


def _rate(cases: Iterable[Case]) -> Rate:
    return rate(case.caught for case in cases)


def _named(name: str, cases: Iterable[Case]) -> Named:
    return Named(name=name, rate=_rate(cases))


def _by_reason(cases: Sequence[Case], always: tuple[str, ...]) -> tuple[Named, ...]:
    """A rate per reason: ours first and even where there is no row, then others as they come."""
    seen = {case.row.reason for case in cases}
    order = [*always, *(name for name in FIELDS if name in seen), *sorted(seen)]
    return tuple(
        _named(name, [case for case in cases if case.row.reason == name])
        for name in dict.fromkeys(order)
        if name
    )


def _both(name: str, cases: Sequence[Case]) -> Both:
    quick = [case for case in cases if case.row.label == "quick"]
    deep = [case for case in cases if case.row.label == "deep"]
    return Both(
        name=name,
        recall=_rate(deep),
        stakes=_rate(case for case in deep if case.row.reason in CATEGORIES),
        alarms=_rate(quick),
        everyday=_rate(case for case in quick if not case.decoy),
        decoys=_rate(case for case in quick if case.decoy),
    )


def _by_length(cases: Sequence[Case]) -> Iterable[Both]:
    fits: dict[str, Callable[[int], bool]] = {
        "short": lambda size: size < SHORT,
        "middle": lambda size: SHORT <= size <= LONG,
        "long": lambda size: size > LONG,
    }
    for name, fit in fits.items():
        yield _both(name, [case for case in cases if fit(len(case.row.text))])


def _confusion(cases: Sequence[Case]) -> Iterable[Confused]:
    counts = Counter((case.row.label, case.decision.tier) for case in cases)
    labels: tuple[Label, ...] = ("deep", "quick")
    tiers: tuple[Tier, ...] = ("reasoning", "fast")
    for label in labels:
        for tier in tiers:
            yield Confused(label=label, tier=tier, n=counts[label, tier])


def decided_as(decision: Decision) -> str:
    """The category or rule that decided for the reasoning tier; `fast` for the other."""
    if decision.tier == "fast":
        return "fast"
    return decision.floors[0].name if decision.floors else "score"


def _decided(cases: Sequence[Case]) -> Iterable[Decided]:
    counts = Counter((case.row.label, case.row.reason, decided_as(case.decision)) for case in cases)
    for (label, reason, decided), n in sorted(counts.items()):
        yield Decided(label=label, reason=reason, decided=decided, n=n)


def _spoke(decision: Decision) -> set[str]:
    """The rules that by themselves would have chosen the reasoning tier."""
    names = {floor.name for floor in decision.floors if floor.tier == "reasoning"}
    spoke = {"stakes" if name in CATEGORIES else name for name in names}
    return spoke | ({"score"} if decision.score >= decision.threshold else set())


def _caught(rule: str, deep: Sequence[Case], quick: Sequence[Case]) -> Caught:
    def first(cases: Sequence[Case]) -> int:
        return sum(case.caught and case.decision.cause == rule for case in cases)

    def alone(cases: Sequence[Case]) -> int:
        return sum(case.caught and _spoke(case.decision) == {rule} for case in cases)

    return Caught(
        rule=rule,
        deep=first(deep),
        deep_alone=alone(deep),
        quick=first(quick),
        quick_alone=alone(quick),
    )


def _miss(case: Case, caution: float) -> Miss:
    text = " ".join(case.row.text.split())
    return Miss(
        id=case.row.id,
        lang=case.row.lang,
        reason=case.row.reason,
        field=case.meaning.field,
        depth=round(case.meaning.depth + caution, 2),
        score=round(case.decision.score, 2),
        text=text if len(text) <= CUT else text[: CUT - 1] + "…",
    )
