"""The charts of the page: quality against cost, spread of waiting, thresholds.

Refuses colour as the only sign: points are named, lines are dashed, all figures stand in the label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from bot.evaluation.svg import diamond, dot, line, path, text
from bot.poc.paired import quantile
from bot.poc.report import Report
from bot.poc.saying import amount, dollars, row_of
from bot.words import Words

#: Narrow enough to be read on a phone without being moved aside.
WIDTH, LEFT, RIGHT = 480, 56.0, 456.0
#: Apart so far, two lines of text do not touch.
APART = 16.0
#: Where the bars of the spread begin, right of the names.
ASIDE = 110.0


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
    parts = [*_frame(), *_ticks(most, dollars, 268)]
    beside = _apart([_up(share) for _, share, _ in points])
    told = []
    for place, (name, share, cost) in enumerate(points):
        x, y = LEFT + (RIGHT - LEFT) * cost / most, _up(share)
        parts.append(diamond(x, y) if place == 2 else dot(x, y))
        # Left of the mark where there is no room on its right.
        left = x > (LEFT + RIGHT) / 2
        end = x - 14 if left else x + 14
        parts.append(text(end, beside[place] + 4, name, anchor="end" if left else "start"))
        told.append(
            words.say("poc.told.point", name=name, share=f"{share * 100:.1f}", cost=amount(cost))
        )
    return _chart(280, words.say("poc.told.chart_cost", told="; ".join(told)), parts)


def _ticks(most: float, form: Callable[[float], str], y: float, left: float = LEFT) -> list[str]:
    """Figures under the horizontal axis: nothing, half, the most."""
    return [
        text(left + (RIGHT - left) * tick / 2, y, form(most * tick / 2), anchor=anchor, kind="soft")
        for tick, anchor in enumerate(("start", "middle", "end"))
    ]


def _apart(heights: Sequence[float]) -> list[float]:
    """The same heights, moved down where two would touch."""
    placed: dict[int, float] = {}
    last = -APART
    for place in sorted(range(len(heights)), key=lambda one: heights[one]):
        last = placed[place] = max(heights[place], last + APART)
    return [placed[place] for place in range(len(heights))]


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
            return ASIDE + (RIGHT - ASIDE) * value / longest

        low, high = across(quantile(seconds, 0.25)), across(quantile(seconds, 0.75))
        parts.append(text(ASIDE - 12, y + 5, name[:12], anchor="end"))
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
    parts += _ticks(
        longest, lambda value: words.say("poc.told.seconds", value=f"{value:.2g}"), 150, ASIDE
    )
    return _chart(165, words.say("poc.told.chart_latency", told="; ".join(told)), parts)


def sweep_chart(report: Report, words: Words) -> str:
    """Share right at each threshold, the one in force marked."""
    known = [(one.threshold, one.quality) for one in report.router.sweep if one.quality is not None]
    tried = [one for one, _ in known] or [0.0, 1.0]
    low, high = tried[0], tried[-1]

    def across(threshold: float) -> float:
        return LEFT + (RIGHT - LEFT) * (threshold - low) / ((high - low) or 1.0)

    parts = _frame()
    for tick, anchor in enumerate(("start", "middle", "middle", "middle", "end")):
        value = low + (high - low) * tick / 4
        parts.append(text(across(value), 268, f"{value:.3g}", anchor=anchor, kind="soft"))
    parts.append(path([(across(one), _up(share)) for one, share in known], "one"))
    x = across(report.router.threshold)
    parts.append(line(x, 20, x, 240, "axis two"))
    force = words.say("poc.told.in_force", threshold=f"{report.router.threshold:g}")
    left = x > (LEFT + RIGHT) / 2
    end = x - 6 if left else x + 6
    parts.append(text(end, 236, force, anchor="end" if left else "start"))
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
