"""The report as one HTML file that needs nothing else: to read, to print, to hand on.

Refuses scripts and foreign addresses. What models and people wrote is text, never mark-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from bot.poc.charts import cost_chart, latency_chart, sweep_chart
from bot.poc.paired import ALL, quantile
from bot.poc.report import TIERS, CaseRow, Report
from bot.poc.saying import (
    accuracy,
    amount,
    chance,
    dollars,
    first_sentence,
    next_command,
    prices_line,
    router_line,
    row_of,
    settings_line,
    share_of,
    verdict,
)
from bot.request import Tier
from bot.words import Words


def page(report: Report, words: Words, json_file: str) -> str:
    """The whole document."""
    labels = report.setup.labels
    causes = ", ".join(
        words.say("poc.told.cause", cause=words.say(f"poc.causes.{cause}"), n=n)
        for cause, n in sorted(report.router.causes.items())
    )
    body = [
        f"<h1>{_say(words, 'title')}</h1>",
        f'<p class="first">{escape(first_sentence(report, words))}</p>',
        _section(words, "tasks", _tasks(report, words)),
        _section(words, "same_cases", _same_cases(report, words)),
        _section(words, "cost", cost_chart(report, words) + _cost(report, words)),
        _section(words, "latency", latency_chart(report, words) + _latency(report, words)),
        _section(words, "router", _p(router_line(report, words)) + (_p(causes) if causes else "")),
        _section(words, "sweep", sweep_chart(report, words) + _sweep(report, words)),
        _section(words, "cases", "".join(_cases(report, words))),
        _section(words, "resources", _resources(report, words)),
        _section(words, "setup", "".join(map(_p, _setup(report, words)))),
        f'<p class="next"><code>{escape(next_command(report, json_file, words))}</code></p>',
    ]
    style = files(__package__).joinpath("page.css").read_text("utf-8")
    title = f"{words.say('poc.head.title')}: {labels['fast']}, {labels['reasoning']}"
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style></head>\n<body><main>\n"
        + "\n".join(body)
        + "\n</main></body>\n</html>\n"
    )


def _say(words: Words, name: str, **values: str) -> str:
    return escape(words.say(f"poc.head.{name}", **values))


def _section(words: Words, name: str, inside: str) -> str:
    return f'<section class="{name}"><h2>{_say(words, name)}</h2>{inside}</section>'


def _p(told: str) -> str:
    return f"<p>{escape(told)}</p>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are text; the first of each row names it."""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="wide" tabindex="0"><table><thead><tr>{names}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _tasks(report: Report, words: Words) -> str:
    labels, none = report.setup.labels, words.say("poc.told.none")
    head = [
        words.say("poc.head.task"),
        words.say("poc.head.n"),
        *(
            words.say(f"poc.head.{name}", label=labels[tier])
            for name in ("accuracy", "speed", "price")
            for tier in TIERS
        ),
        words.say("poc.head.p"),
    ]
    rows = []
    for pair in report.paired:
        mine = {row.tier: row for row in report.by_task if row.task == pair.task}
        both = [mine[tier] for tier in TIERS]
        rows.append(
            [
                words.say("poc.told.all") if pair.task == ALL else pair.task,
                f"{pair.n}",
                *(accuracy(row, words) for row in both),
                *(none if row.tokens_per_s is None else f"{row.tokens_per_s:.1f}" for row in both),
                *(dollars(row.cost_per_request) for row in both),
                chance(pair.p),
            ]
        )
    return _table(head, rows)


def _same_cases(report: Report, words: Words) -> str:
    """Where the two agree and where one alone is right: what the exact test rests on."""
    labels = report.setup.labels
    head = [
        words.say("poc.head.task"),
        words.say("poc.head.n"),
        words.say("poc.head.both"),
        *(words.say("poc.head.alone", label=labels[tier]) for tier in TIERS),
        words.say("poc.head.neither"),
        words.say("poc.head.p"),
    ]
    rows = [
        [
            words.say("poc.told.all") if pair.task == ALL else pair.task,
            *(
                f"{count}"
                for count in (
                    pair.n,
                    pair.both,
                    pair.fast_only,
                    pair.reasoning_only,
                    pair.neither,
                )
            ),
            chance(pair.p),
        ]
        for pair in report.paired
    ]
    return _table(head, rows)


def _latency(report: Report, words: Words) -> str:
    rows = []
    for tier in TIERS:
        mine = [row for row in report.cases if row.tier == tier and not row.error]
        firsts = [row.first_token_s for row in mine if row.first_token_s is not None]
        if mine:
            seconds = [row.seconds for row in mine]
            shares = [quantile(seconds, 0.5), quantile(seconds, 0.95)]
            told = [words.say("poc.told.seconds", value=f"{value:.2f}") for value in shares]
            first = words.say("poc.told.none")
            if firsts:
                first = words.say("poc.told.seconds", value=f"{quantile(firsts, 0.5):.2f}")
            rows.append([report.setup.labels[tier], *told, first])
    head = [words.say(f"poc.head.{name}") for name in ("tier", "p50", "p95", "first")]
    return _table(head, rows)


def _sweep(report: Report, words: Words) -> str:
    rows = [
        [
            f"{one.threshold:g}",
            words.say("poc.told.none") if one.quality is None else f"{one.quality * 100:.1f} %",
            dollars(one.cost),
            f"{one.to_reasoning * 100:.0f} %",
        ]
        for one in report.router.sweep
    ]
    names = ("threshold", "quality", "cost_each", "up")
    head = [words.say(f"poc.head.{name}") for name in names]
    return _table(head, rows)


def _cases(report: Report, words: Words) -> Iterable[str]:
    by_id: dict[str, dict[Tier, CaseRow]] = {}
    for row in report.cases:
        by_id.setdefault(row.id, {})[row.tier] = row
    for name, pair in by_id.items():
        told = ", ".join(
            f"{report.setup.labels[tier]} {verdict(pair[tier], words)}" for tier in TIERS
        )
        answers = "".join(_answer(pair[tier], report, words) for tier in TIERS)
        question, expected = pair["fast"].question, pair["fast"].expected
        asked = f"<pre>{escape(question)}</pre>" if question else ""
        wanted = f"<p>{_say(words, 'expected')}: {escape(expected)}</p>" if expected else ""
        yield (
            f"<details><summary>{escape(name)} ({escape(pair['fast'].task)}): {escape(told)}"
            f'</summary>{asked}{wanted}<div class="pair">{answers}</div></details>'
        )


def _answer(row: CaseRow, report: Report, words: Words) -> str:
    head = words.say(
        "poc.head.answer",
        label=report.setup.labels[row.tier],
        verdict=verdict(row, words),
        seconds=f"{row.seconds:.2f}",
        cost=amount(row.cost),
    )
    routed = ""
    if row.routed:
        cause = words.say(f"poc.causes.{row.cause}")
        routed = _p(words.say("poc.told.routed", cause=cause))
    said = f"<pre>{escape(row.answer)}</pre>" if row.answer else ""
    return f"<div><h3>{escape(head)}</h3>{routed}{said}</div>"


def _setup(report: Report, words: Words) -> list[str]:
    setup = report.setup
    lines = [
        words.say(
            "poc.told.setup",
            preset=setup.preset,
            prompts=", ".join(setup.prompts),
            policy=setup.policy,
            seed=setup.seed,
            concurrency=setup.concurrency,
            as_of=report.as_of,
        ),
        *(settings_line(report, tier, words) for tier in TIERS if tier in setup.seats),
        prices_line(report, words),
    ]
    if setup.judge:
        lines.append(words.say("poc.told.judge", judge=setup.judge))
    return lines


def _resources(report: Report, words: Words) -> str:
    """What was seen of the servers, as a table; a dash for what they do not tell."""
    none = words.say("poc.told.none")

    def figure(value: float | None, form: str, times: float = 1.0) -> str:
        return none if value is None else f"{value * times:{form}}"

    rows = [
        [
            one.label,
            figure(one.running, ".0f"),
            figure(one.waiting, ".0f"),
            figure(one.tokens_per_s, ".1f"),
            figure(one.cache_share, ".0f", 100),
            figure(one.gpu_share, ".0f", 100),
            figure(one.rss_mb, ".0f"),
        ]
        for tier in TIERS
        for one in [report.resources[tier]]
    ]
    names = ("tier", "running", "waiting", "server_speed", "cache", "gpu", "rss")
    told = "".join(
        _p(words.say("poc.told.resource", label=one.label, told=one.told))
        for one in report.resources.values()
    )
    return _table([words.say(f"poc.head.{name}") for name in names], rows) + told


def _cost(report: Report, words: Words) -> str:
    """The figures of the chart beside it."""
    router = report.router
    rows = [
        [report.setup.labels[tier], accuracy(row, words), dollars(row.cost_per_request)]
        for tier in TIERS
        for row in [row_of(report, tier)]
    ]
    share = share_of(router.accuracy, router.low, router.high, words)
    rows.append([words.say("poc.told.router"), share, dollars(router.cost_per_request)])
    head = [words.say(f"poc.head.{name}") for name in ("tier", "quality_95", "cost_each")]
    return _table(head, rows)
