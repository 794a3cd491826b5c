"""Parts of a long text for a model: units from left to right, none lost, none twice.

Refuses to exceed the room: every finished part is counted again as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from bot.ports import TokenCounter
from bot.request import Noun
from bot.summaries.seams import cut
from bot.summaries.units import Marked, Material

#: Cuts between messages fall in the last quarter of the room.
WINDOW = 0.75
#: What the head of a unit takes beside its own words: brackets, number, line ends.
HEAD_TOKENS = 12


class Slice(Noun):
    """A unit, or a piece of one that is longer than a part."""

    marked: Marked
    text: str
    piece: int = 0
    pieces: int = 0
    tokens: int

    def shown(self, number: int) -> str:
        """As a model sees it; `number` counts inside its part, so equal parts read the same."""
        of = f" ({self.piece} of {self.pieces})" if self.pieces else ""
        return f"[u{number}] {self.marked.head}{of}\n{self.text}\n"


class Part(Noun):
    """What one call reads. `tokens`: counted over the whole text."""

    slices: tuple[Slice, ...]
    text: str
    tokens: int

    def marked(self, number: int) -> Marked | None:
        """The unit that this part calls `u<number>`."""
        return self.slices[number - 1].marked if 0 < number <= len(self.slices) else None

    @property
    def units(self) -> tuple[Marked, ...]:
        """Its units in order, each once."""
        return tuple({one.marked.number: one.marked for one in self.slices}.values())


def fits(material: Material, room: int) -> bool:
    """Whether everything goes into one part, as far as the counts of its units tell."""
    return sum(one.tokens + _head(one) for one in material.marked) <= room


async def pack(material: Material, room: int, counter: TokenCounter) -> tuple[Part, ...]:
    """Everything in one part if it fits, else messages and files in parts of their own.

    A part of messages ends where their own content says so, so that an edit or five new replies
    leave the other parts byte by byte as they were. Raises ValueError: room for less than a unit.
    """
    if room < 4 * HEAD_TOKENS:
        raise ValueError(f"{room} tokens are no room for a part")
    slices = [one for marked in material.marked for one in await _slices(marked, room, counter)]
    if sum(one.tokens for one in slices) <= room:
        return tuple(await _counted([slices], room, counter))
    runs: list[Sequence[Slice]] = []
    for kind in ("thread", "file", "brief"):
        group = [one for one in slices if one.marked.unit.source == kind]
        runs += _runs(group, room, by_content=kind == "thread")
    return tuple(await _counted(runs, room, counter))


def _head(marked: Marked) -> int:
    return HEAD_TOKENS + len(marked.head) // 2


async def _slices(marked: Marked, room: int, counter: TokenCounter) -> list[Slice]:
    head = _head(marked)
    if marked.tokens + head <= room:
        return [Slice(marked=marked, text=marked.body, tokens=marked.tokens + head)]
    pieces = await cut(marked.body, max(room - head, room // 2), counter)
    counts = await counter.count_each(pieces)
    return [
        Slice(marked=marked, text=text, piece=number, pieces=len(pieces), tokens=count + head)
        for number, (text, count) in enumerate(zip(pieces, counts, strict=True), 1)
    ]


def _runs(slices: Sequence[Slice], room: int, *, by_content: bool) -> Iterator[Sequence[Slice]]:
    start = 0
    while start < len(slices):
        end, total, window = start, 0, start + 1
        while end < len(slices) and (end == start or total + slices[end].tokens <= room):
            total += slices[end].tokens
            end += 1
            if total < WINDOW * room:
                window = end + 1
        if by_content and end < len(slices) and window < end:
            end = min(range(window, end + 1), key=lambda at: _weight(slices[at - 1]))
        yield slices[start:end]
        start = end


def _weight(last: Slice) -> bytes:
    """What decides between places to cut: the content before it, and nothing that moves."""
    return hashlib.sha256(f"{last.marked.head}\n{last.text}".encode()).digest()


async def _counted(runs: Sequence[Sequence[Slice]], room: int, counter: TokenCounter) -> list[Part]:
    """Parts whose whole text was counted; what turns out too long is halved."""
    runs = [run for run in runs if run]
    texts = ["\n".join(one.shown(number) for number, one in enumerate(run, 1)) for run in runs]
    parts: list[Part] = []
    for run, text, tokens in zip(runs, texts, await counter.count_each(texts), strict=True):
        if tokens <= room:
            parts.append(Part(slices=tuple(run), text=text, tokens=tokens))
        else:
            parts += await _counted(await _halves(run, room, counter), room, counter)
    return parts


async def _halves(
    run: Sequence[Slice], room: int, counter: TokenCounter
) -> Sequence[Sequence[Slice]]:
    if len(run) > 1:
        return run[: len(run) // 2], run[len(run) // 2 :]
    (one,) = run
    pieces = await cut(one.text, max(1, one.tokens // 2), counter)
    if len(pieces) == 1:
        raise ValueError(f"{room} tokens are no room for the head of a unit")
    counts = await counter.count_each(pieces)
    return [
        [one.model_copy(update={"text": text, "tokens": count + HEAD_TOKENS})]
        for text, count in zip(pieces, counts, strict=True)
    ]
