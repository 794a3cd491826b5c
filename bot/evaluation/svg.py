"""A figure as SVG text: frame, axes, styles for light and dark, title and description.

Refuses to know what is drawn. Nothing is told by colour alone: lines differ by their dashes, and
every figure is there as text, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
svg { --ink: #1d2021; --soft: #5f6670; --grid: #d9dce1; --paper: #ffffff; --one: #0b57a4;
  --two: #8a4b00; --three: #4d4f53; --four: #5b2a86; background: var(--paper); }
@media (prefers-color-scheme: dark) { svg { --ink: #eceff4; --soft: #b0b7c3; --grid: #3a404b;
  --paper: #16181d; --one: #7fb8ff; --two: #f0b060; --three: #c3c7cf; --four: #cfa6f5; } }
.paper { fill: var(--paper); }
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.soft { fill: var(--soft); } .head { font-weight: 600; font-size: 16px; }
.grid { stroke: var(--grid); stroke-width: 1; }
.axis { stroke: var(--soft); stroke-width: 1; }
.line { fill: none; stroke-width: 2; } .mark { stroke: var(--paper); stroke-width: 1.5; }
.one { stroke: var(--one); } .two { stroke: var(--two); stroke-dasharray: 8 4; }
.three { stroke: var(--three); stroke-dasharray: 2 4; }
.four { stroke: var(--four); stroke-dasharray: 10 3 2 3; }
.dot { fill: var(--one); }
"""
PAPER = '<rect class="paper" width="100%" height="100%"/>'


def figure(width: int, height: int, title: str, description: str, parts: Iterable[str]) -> str:
    """The whole document; title and description are what a screen reader says."""
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title desc">\n'
        f'<title id="title">{escape(title)}</title>\n<desc id="desc">{escape(description)}</desc>\n'
        f"<style>{STYLE}</style>\n{PAPER}\n{body}\n</svg>\n"
    )


def text(x: float, y: float, content: str, *, anchor: str = "start", kind: str = "") -> str:
    """A line of text; `anchor` is start, middle or end."""
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{name}>{escape(content)}</text>'


def turned(x: float, y: float, content: str) -> str:
    """A line of text that runs upwards, for the vertical axis."""
    return (
        f'<text class="soft" text-anchor="middle" transform="translate({x:g} {y:g}) rotate(-90)">'
        f"{escape(content)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def path(points: Sequence[tuple[float, float]], kind: str) -> str:
    """An open line through these points."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" class="line {kind}"/>'


def dot(x: float, y: float, size: float = 5) -> str:
    """A round mark."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" class="dot mark"/>'


def diamond(x: float, y: float, size: float = 8) -> str:
    """A mark unlike the round ones."""
    corners = f"{x:.1f},{y - size:.1f} {x + size:.1f},{y:.1f} {x:.1f},{y + size:.1f}"
    return f'<polygon points="{corners} {x - size:.1f},{y:.1f}" class="dot mark"/>'
