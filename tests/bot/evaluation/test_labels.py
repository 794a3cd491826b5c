"""The report on labels: every figure computed by hand from ten cases."""

from __future__ import annotations

from evaluation_cases import CASES, case, decision

from bot.evaluation.intervals import Rate
from bot.evaluation.labels import report

REPORT = report(CASES, file="f", policy="p", caution=0.25, most=2)


def of(rate: Rate) -> tuple[int, int]:
    return rate.hits, rate.n


def test_recall() -> None:
    assert (REPORT.rows, REPORT.deep, REPORT.quick) == (10, 5, 5)
    assert {one.name: of(one.rate) for one in REPORT.recall} == {
        "all": (3, 5),
        "stakes": (2, 4),
        "plain": (1, 2),
    }
    by_reason = {one.name: of(one.rate) for one in REPORT.recall_by_reason}
    assert by_reason["legal"] == (2, 3)
    assert by_reason["medical"] == (0, 1)
    assert by_reason["reasoning"] == (1, 1)


def test_a_category_without_rows_is_named_with_none() -> None:
    finance = next(one for one in REPORT.recall_by_reason if one.name == "finance")
    assert (finance.rate.n, finance.rate.share) == (0, None)


def test_a_reason_that_is_not_ours_is_counted_as_it_stands() -> None:
    found = report([case("1", "deep", "tax", decision())], file="f", policy="p", caution=0, most=0)
    assert of({one.name: one.rate for one in found.recall_by_reason}["tax"]) == (0, 1)
    assert of(found.recall[1].rate) == (0, 0)


def test_false_alarms() -> None:
    assert {one.name: of(one.rate) for one in REPORT.alarms} == {
        "all": (3, 5),
        "everyday": (2, 3),
        "decoys": (1, 2),
        "long": (1, 1),
    }
    assert {one.name: of(one.rate) for one in REPORT.alarms_by_reason} == {
        "legal": (0, 1),
        "people": (1, 1),
        "everyday": (1, 2),
    }


def test_by_language_and_length() -> None:
    english, german = REPORT.by_language
    assert (english.name, of(english.recall), of(english.stakes)) == ("en", (2, 3), (1, 2))
    assert (of(english.alarms), of(english.everyday), of(english.decoys)) == (
        (2, 4),
        (1, 2),
        (1, 2),
    )
    assert (german.name, of(german.stakes), of(german.everyday)) == ("de", (1, 2), (1, 1))
    lengths = {one.name: (of(one.recall), of(one.alarms)) for one in REPORT.by_length}
    assert lengths == {
        "short": ((1, 2), (3, 5)),
        "middle": ((1, 1), (0, 0)),
        "long": ((1, 2), (0, 0)),
    }


def test_confusion_and_what_decided() -> None:
    assert {(one.label, one.tier): one.n for one in REPORT.confusion} == {
        ("deep", "reasoning"): 3,
        ("deep", "fast"): 2,
        ("quick", "reasoning"): 3,
        ("quick", "fast"): 2,
    }
    decided = {(one.label, one.reason, one.decided): one.n for one in REPORT.decided}
    assert decided["deep", "legal", "people"] == 1
    assert decided["deep", "legal", "fast"] == 1
    assert decided["deep", "reasoning", "score"] == 1
    assert sum(decided.values()) == 10
    caught = {one.rule: one for one in REPORT.caught}
    # Row 1 would have been caught by its score as well, row 10, too.
    assert (caught["stakes"].deep, caught["stakes"].deep_alone) == (2, 1)
    assert (caught["score"].deep, caught["score"].quick_alone) == (1, 1)
    assert (caught["length"].quick, caught["length"].quick_alone) == (1, 0)


def test_the_worst_are_farthest_from_the_threshold() -> None:
    assert [(one.id, one.depth) for one in REPORT.worst_misses] == [("5", -2.75), ("3", -1.75)]
    assert [(one.id, one.depth) for one in REPORT.worst_alarms] == [("7", 1.75), ("9", 0.75)]
    text = REPORT.worst_misses[0].text
    assert (len(text), text[-1]) == (120, "…")


def test_the_policy_is_named() -> None:
    assert REPORT.policy == "p"
