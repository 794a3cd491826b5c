"""The sentences of a report: its first one, its verdicts, its next command.

Refuses to compute; figures come from the report.
"""

from __future__ import annotations

import shlex
from datetime import date
from math import floor, log10

from bot.poc.report import FEWEST, SURE, CaseRow, Report, TaskRow
from bot.request import Tier
from bot.words import Words

LEAST_P = 0.0001
#: A price list older than that is said to be old.
OLD_DAYS = 60


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
    all_up = any(
        one.threshold == report.recommend.threshold and one.to_reasoning == 1
        for one in report.router.sweep
    )
    if all_up:
        return words.say("poc.first.reasoning_all", threshold=threshold, **values)
    return words.say(f"poc.first.{better}", threshold=threshold, **values)


def row_of(report: Report, tier: Tier) -> TaskRow:
    """A tier over all tasks."""
    return next(row for row in report.by_task if row.tier == tier)


def next_command(report: Report, json_file: str, words: Words) -> str:
    """What to do now, with its arguments filled in."""
    if report.recommend is not None and report.setup.preset != "offline":
        return words.say("poc.next_policy", threshold=f"{report.recommend.threshold:g}")
    return words.say("poc.next_advise", json=shlex.quote(json_file))


def accuracy(row: TaskRow, words: Words) -> str:
    """`83.3 % (66.4 to 92.7)`; a dash where nothing was judged."""
    return share_of(row.accuracy, row.low, row.high, words)


def share_of(share: float | None, low: float | None, high: float | None, words: Words) -> str:
    """A share with its interval, or a dash."""
    if share is None or low is None or high is None:
        return words.say("poc.told.none")
    return words.say(
        "poc.told.accuracy",
        share=f"{share * 100:.1f}",
        low=f"{low * 100:.1f}",
        high=f"{high * 100:.1f}",
    )


def dollars(usd: float) -> str:
    """`$0.000131`, for a cell of a table."""
    return f"${amount(usd)}"


def amount(usd: float) -> str:
    """With as many digits as tell two models apart; sentences have their language's sign."""
    return f"{usd:.{max(2, 2 - floor(log10(usd)))}f}" if usd > 0 else "0"


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
        cost=amount(router.cost_per_request),
    )


def old_days(as_of: date, today: date) -> int:
    """How many days old a list of prices is."""
    return (today - as_of).days


def prices_line(report: Report, words: Words) -> str:
    """Of which day the prices are, and that they are old where they were when it was measured."""
    day = report.setup.prices_as_of
    line = words.say("poc.prices", as_of=day or words.say("poc.unpriced"))
    if day:
        age = old_days(date.fromisoformat(day), date.fromisoformat(report.as_of))
        if age > OLD_DAYS:
            line = words.together([line + ".", words.say("poc.old_prices", days=age)])
    return line


def settings_line(report: Report, tier: Tier, words: Words) -> str:
    """How a tier was asked, so that somebody else can ask it the same way."""
    seat = report.setup.seats[tier]
    served = sorted({row.served_model for row in report.cases if row.tier == tier} - {""})
    return words.say(
        "poc.told.seat",
        label=seat.label,
        model=seat.model,
        served=", ".join(served) or words.say("poc.told.none"),
        host=seat.host or words.say("poc.told.none"),
        thinking=seat.thinking,
        temperature="-" if seat.temperature is None else f"{seat.temperature:g}",
        price_in=f"{seat.price_in:g}",
        price_out=f"{seat.price_out:g}",
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.1f} %"
