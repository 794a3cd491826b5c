"""The sentences of a report: its first one, its verdicts, its next command.

Refuses to compute; figures come from the report.
"""

from __future__ import annotations

from bot.poc.report import FEWEST, SURE, CaseRow, Report, TaskRow
from bot.request import Tier
from bot.words import Words

LEAST_P = 0.0001


def first_sentence(report: Report, words: Words) -> str:
    """The recommendation in words that anybody can repeat."""
    labels = report.setup.labels
    if report.setup.preset == "offline":
        return words.say("poc.first.demo")
    whole = report.paired[0] if report.paired else None
    if whole is None or whole.n < FEWEST:
        return words.say("poc.first.few", n=whole.n if whole else 0, least=FEWEST)
    values = {
        "fast": labels["fast"],
        "reasoning": labels["reasoning"],
        "low": _percent(row_of(report, "fast").accuracy),
        "high": _percent(row_of(report, "reasoning").accuracy),
        "p": chance(whole.p),
    }
    if whole.p > SURE or report.recommend is None:
        return words.say("poc.first.equal", n=whole.n, **values)
    better = "reasoning" if whole.reasoning_only > whole.fast_only else "fast"
    threshold = f"{report.recommend.threshold:g}"
    return words.say(f"poc.first.{better}", threshold=threshold, **values)


def row_of(report: Report, tier: Tier) -> TaskRow:
    """A tier over all tasks."""
    return next(row for row in report.by_task if row.tier == tier)


def next_command(report: Report, json_file: str, words: Words) -> str:
    """What to do now, with its arguments filled in."""
    if report.recommend is not None and report.setup.preset != "offline":
        return words.say("poc.next_policy", threshold=f"{report.recommend.threshold:g}")
    return words.say("poc.next_advise", json=json_file)


def accuracy(row: TaskRow, words: Words) -> str:
    """`83.3 % (66.4 to 92.7)`; a dash where nothing was judged."""
    if row.accuracy is None or row.low is None or row.high is None:
        return words.say("poc.told.none")
    return words.say(
        "poc.told.accuracy",
        share=f"{row.accuracy * 100:.1f}",
        low=f"{row.low * 100:.1f}",
        high=f"{row.high * 100:.1f}",
    )


def chance(p: float) -> str:
    """`0.016`, or that it is below what the digits show."""
    return "< 0.0001" if p < LEAST_P else f"{p:.2g}"


def verdict(row: CaseRow, words: Words) -> str:
    """Right, wrong, not judged, or failed with its code."""
    if row.error:
        return words.say("poc.told.failed", code=row.error)
    if row.correct is None:
        return words.say("poc.told.open")
    return words.say("poc.told.right" if row.correct else "poc.told.wrong")


def router_line(report: Report, words: Words) -> str:
    """What the router makes of the same cases."""
    router = report.router
    return words.say(
        "poc.told.router_line",
        up=f"{router.to_reasoning * 100:.0f}",
        reasoning=report.setup.labels["reasoning"],
        share=_percent(router.accuracy),
        cost=f"{router.cost_per_request:.5f}",
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.1f} %"
