"""The two plots: recall with its intervals, and quality against the share escalated.

Refuses to compute; every figure comes from the report or its curves.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluation.curve import Point
from bot.evaluation.figures import interval, percent, points, ratio
from bot.evaluation.labels import Named
from bot.evaluation.outcomes import Part, Rankings
from bot.evaluation.svg import diamond, dot, figure, line, path, text, turned
from bot.words import Words

WIDTH = 720
LEFT, RIGHT = 170.0, 480.0
ROW = 26
STYLES = {"router": "one", "length": "two", "random": "three", "oracle": "four"}


def recall_plot(title: str, axis: str, rows: Sequence[tuple[str, Named]], words: Words) -> str:
    """A dot with its interval a row: the row's name, and its rate. Rows of nothing say so."""
    top, bottom = 64, 64 + ROW * len(rows)
    parts = [text(16, 28, title, kind="head")]
    for tick in range(0, 101, 25):
        x = _across(tick / 100)
        parts.append(line(x, top - 10, x, bottom, "grid"))
        parts.append(text(x, bottom + 18, f"{tick}", anchor="middle", kind="soft"))
    parts.append(text((LEFT + RIGHT) / 2, bottom + 40, axis, anchor="middle", kind="soft"))
    told = []
    for index, (name, one) in enumerate(rows):
        y = top + ROW * index + ROW / 2
        said = f"{interval(one.rate, words)}"
        if one.rate.n:
            said = words.say("evaluate.plot.row", rate=said, hits=one.rate.hits, n=one.rate.n)
        parts += [text(LEFT - 12, y + 4, _cut(name), anchor="end"), text(RIGHT + 16, y + 4, said)]
        told.append(f"{name}: {said}")
        if one.rate.share is not None and one.rate.low is not None and one.rate.high is not None:
            parts.append(line(_across(one.rate.low), y, _across(one.rate.high), y, "line one"))
            parts.append(dot(_across(one.rate.share), y))
    return figure(WIDTH, bottom + 56, title, "; ".join(told) + ".", parts)


def _cut(name: str, most: int = 22) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _across(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


class _Plane:
    """Where a share and a quality lie on the paper."""

    left, right, top, bottom = 70.0, 690.0, 50.0, 350.0

    def __init__(self, qualities: Sequence[float]) -> None:
        low, high = min(qualities), max(qualities)
        room = max(0.01, high - low) * 0.06
        self.low, self.high = low - room, high + room

    def place(self, point: Point) -> tuple[float, float]:
        """Share and quality of a mix as coordinates."""
        up = (point.quality - self.low) / (self.high - self.low)
        across = self.left + (self.right - self.left) * point.share
        return across, self.bottom - (self.bottom - self.top) * up

    def axes(self, across: str, up: str) -> list[str]:
        """Grid, ticks and the names of both axes."""
        parts = []
        for step in range(5):
            x = self.left + (self.right - self.left) * step / 4
            parts.append(line(x, self.top, x, self.bottom, "grid"))
            parts.append(text(x, self.bottom + 18, f"{step * 25}", anchor="middle", kind="soft"))
            quality = self.low + (self.high - self.low) * step / 4
            y = self.bottom - (self.bottom - self.top) * step / 4
            parts.append(line(self.left, y, self.right, y, "grid"))
            parts.append(text(self.left - 8, y + 4, f"{quality * 100:.1f}", anchor="end"))
        middle = (self.left + self.right) / 2
        parts.append(text(middle, self.bottom + 40, across, anchor="middle", kind="soft"))
        parts.append(turned(18, (self.top + self.bottom) / 2, up))
        return parts


def quality_plot(
    part: Part, curves: Rankings, here: Point, labels: tuple[str, str], words: Words
) -> str:
    """Quality against the share escalated: router, length, random, oracle, and the product's own
    decisions (`here`). `labels` name the fast and the reasoning tier."""
    fast, reasoning = labels
    title = words.say("evaluate.plot.quality", name=part.name, n=f"{part.n:,}", label=reasoning)
    drawn = {name: _thinned(curve.points) for name, curve in curves.items()}
    plane = _Plane([point.quality for points in drawn.values() for point in (*points, here)])
    parts = [text(16, 28, title, kind="head")]
    parts += plane.axes(
        words.say("evaluate.plot.share", label=reasoning), words.say("evaluate.plot.correct")
    )
    parts += [path([plane.place(one) for one in drawn[name]], STYLES[name]) for name in STYLES]
    parts.append(diamond(*plane.place(here)))
    told = [
        words.say(
            "evaluate.plot.ends",
            fast=fast,
            reasoning=reasoning,
            low=percent(part.fast.quality),
            high=percent(part.reasoning.quality),
            gap=points(part.gap),
        )
    ]
    y = plane.bottom + 72
    for one in part.rankings:
        said = words.say(
            "evaluate.plot.ranking",
            name=words.say(f"evaluate.ranking.{one.name}"),
            apgr=ratio(one.apgr),
            cpt50=percent(one.cpt50),
            cpt80=percent(one.cpt80),
        )
        parts += [line(70, y - 4, 106, y - 4, f"line {STYLES[one.name]}"), text(118, y, said)]
        told.append(said)
        y += 22
    said = words.say(
        "evaluate.plot.here",
        share=percent(part.operating.mix.share),
        quality=percent(part.operating.mix.quality),
    )
    parts += [diamond(88, y - 4), text(118, y, said)]
    parts.append(text(118, y + 22, told[0]))
    return figure(WIDTH, int(y + 40), title, " ".join([*told, said]), parts)


def _thinned(points: Sequence[Point], most: int = 400) -> list[Point]:
    """As many points as the paper can show, the ends included."""
    step = max(1, len(points) // most)
    return [*points[:-1:step], points[-1]]
