"""Web pages and Slack's canvases: what stands on the page, in blocks that begin at headings.

Refuses to run scripts, fetch anything, or recurse: 100,000 nested elements are a loop, no stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from adapters.documents.decoding import decoded
from adapters.documents.text import bounded
from bot.pieces import Gap, Piece, Task

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

CHARS = 4_000
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    "p div section article main header footer nav aside ul ol li table tr pre blockquote figure "
    "figcaption form dl dt dd address details summary hr body html fieldset caption".split()
)
_CELLS = frozenset({"td", "th"})


class HtmlReader:
    """Blocks in the order of the page."""

    kinds = ("html",)

    def read(self, file: BinaryIO, task: Task) -> Iterator[Piece | Gap]:
        """Pieces that begin at headings, and the rest when the page is longer than the cap."""
        data, cut = bounded(file, task)
        yield from page_pieces(decoded(data, cut=cut))
        if cut:
            yield Gap("the rest", "full", {"chars": task.caps.chars})


def page_pieces(page: str) -> Iterator[Piece]:
    """The pieces of a page's text."""
    number, heading = 0, ""
    block: list[str] = []
    for line, is_heading in _lines(page):
        if block and (is_heading or sum(map(len, block)) + len(line) > CHARS):
            number += 1
            yield Piece(_label(number, heading), "\n".join(block))
            block = []
        if is_heading:
            heading = line
        block.append(line)
    if block:
        yield Piece(_label(number + 1, heading), "\n".join(block))


def _label(number: int, heading: str) -> str:
    short = heading if len(heading) <= 60 else heading[:59] + "…"
    return f"block {number}" + (f" ({short})" if short else "")


def _lines(page: str) -> Iterator[tuple[str, bool]]:
    """(line, whether it is a heading), blank ones left out."""
    parts: list[str] = []
    heading = False
    cells = 0
    for tag, text, opening in _walk(page):
        if text:
            parts.append(text)
        elif tag in _CELLS:
            cells += 1 if opening else -1
            if opening and "".join(parts).strip():
                parts.append(" | ")
        elif cells and (tag in _BLOCKS or tag == "br"):
            # Whatever stands in a cell stays on the line of its row.
            parts.append(" ")
        elif tag == "br":
            parts.append("\n")
        elif tag in _BLOCKS:
            yield from _squeezed(parts, heading)
            parts = []
            heading = opening and tag in _HEADINGS
    yield from _squeezed(parts, heading)


def _squeezed(parts: list[str], heading: bool) -> Iterator[tuple[str, bool]]:
    for line in "".join(parts).split("\n"):
        if squeezed := " ".join(line.split()):
            yield squeezed, heading


def _walk(page: str) -> Iterator[tuple[str, str, bool]]:
    """(tag, text, opening) in document order; text nodes have no tag."""
    from selectolax.lexbor import LexborHTMLParser

    node: LexborNode | None = LexborHTMLParser(page).root
    open_nodes: list[LexborNode] = []
    while node is not None:
        tag = str(node.tag)
        inner = None
        if tag == "-text":
            yield "", node.text_content or "", True
        elif tag not in _SILENT and not tag.startswith("-"):
            yield tag, "", True
            inner = node.first_child
            if inner is None:
                yield tag, "", False
        if inner is not None:
            open_nodes.append(node)
            node = inner
            continue
        while node.next is None and open_nodes:
            node = open_nodes.pop()
            yield str(node.tag), "", False
        node = node.next


READER = HtmlReader()
