"""The charts of the page: quality against cost, spread of waiting, thresholds.

Refuses colour as the only sign: points are named, lines are dashed, all figures stand in the label.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.evaluation.svg import diamond, dot, line, path, text
from bot.poc.paired import quantile
from bot.poc.report import Report
from bot.poc.saying import row_of
from bot.words import Words

WIDTH, LEFT, RIGHT = 640, 60.0, 600.0


def cost_chart(report: Report, words: Words) -> str:
    """Both models and the router: share right against dollars a request."""
    labels, router = report.setup.labels, report.router
    found = [
        (labels["fast"], row_of(report, "fast").accuracy, row_of(report, "fast").cost_per_request),
        (
            labels["reasoning"],
            row_of(report, "reasoning").accuracy,
            row_of(report, "reasoning").cost_per_request,
        ),
        (words.say("poc.told.router"), router.accuracy, router.cost_per_request),
    ]
    points = [(name, share, cost) for name, share, cost in found if share is not None]
    most = max([cost for _, _, cost in points] or [0]) or 1.0
    parts = _frame()
    told = []
    for place, (name, share, cost) in enumerate(points):
        x, y = LEFT + 30 + (RIGHT - LEFT - 160) * cost / most, _up(share)
        parts.append(diamond(x, y) if place == 2 else dot(x, y))
        parts.append(text(x + 14, y + (-12, 4, 20)[place], name))
        told.append(
            words.say("poc.told.point", name=name, share=f"{share * 100:.1f}", cost=f"{cost:.5f}")
        )
    return _chart(280, words.say("poc.told.chart_cost", told="; ".join(told)), parts)


def latency_chart(report: Report, words: Words) -> str:
    """From the fastest to the slowest answer of each model; a thick bar for the middle half."""
    parts, told = [], []
    longest = max([row.seconds for row in report.cases] or [1.0]) or 1.0
    for place, tier in enumerate(("fast", "reasoning")):
        seconds = [row.seconds for row in report.cases if row.tier == tier and not row.error]
        if not seconds:
            continue
        y = 40.0 + 60 * place
        name = report.setup.labels["fast" if tier == "fast" else "reasoning"]

        def across(value: float) -> float:
            return 120 + (RIGHT - 120) * value / longest

        low, high = across(quantile(seconds, 0.25)), across(quantile(seconds, 0.75))
        parts.append(text(110, y + 5, name[:16], anchor="end"))
        parts.append(line(across(min(seconds)), y, across(max(seconds)), y, "axis"))
        parts.append(
            f'<rect x="{low:.1f}" y="{y - 9:.1f}" width="{max(2.0, high - low):.1f}" height="18" '
            'class="box"/>'
        )
        parts.append(dot(across(quantile(seconds, 0.5)), y))
        told.append(
            words.say(
                "poc.told.spread",
                name=name,
                p50=f"{quantile(seconds, 0.5):.2f}",
                p95=f"{quantile(seconds, 0.95):.2f}",
            )
        )
    for tick in range(5):
        x = 120 + (RIGHT - 120) * tick / 4
        value = f"{longest * tick / 4:.2g}"
        parts.append(text(x, 150, value, anchor="middle", kind="soft"))
    return _chart(165, words.say("poc.told.chart_latency", told="; ".join(told)), parts)


def sweep_chart(report: Report, words: Words) -> str:
    """Share right at each threshold, the one in force marked."""
    known = [(one.threshold, one.quality) for one in report.router.sweep if one.quality is not None]
    parts = _frame()
    for tick in range(5):
        x = LEFT + (RIGHT - LEFT) * tick / 4
        parts.append(text(x, 268, f"{tick / 4:g}", anchor="middle", kind="soft"))
    parts.append(path([(LEFT + (RIGHT - LEFT) * one, _up(share)) for one, share in known], "one"))
    x = LEFT + (RIGHT - LEFT) * report.router.threshold
    parts.append(line(x, 20, x, 240, "axis two"))
    force = words.say("poc.told.in_force", threshold=f"{report.router.threshold:g}")
    parts.append(text(x + 6, 34, force))
    told = ", ".join(f"{one:g}: {share * 100:.1f} %" for one, share in known)
    return _chart(280, words.say("poc.told.chart_sweep", told=told), parts)


def _frame() -> list[str]:
    parts = []
    for tick in range(5):
        y = _up(tick / 4)
        parts.append(line(LEFT, y, RIGHT, y, "grid"))
        parts.append(text(LEFT - 8, y + 4, f"{tick * 25} %", anchor="end", kind="soft"))
    return parts


def _up(share: float) -> float:
    return 240 - 220 * share


def _chart(height: int, told: str, parts: Sequence[str]) -> str:
    label = escape(told, quote=True)
    return (
        f'<div class="wide"><svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">'
        + "".join(parts)
        + "</svg></div>"
    )
