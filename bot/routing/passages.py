"""Which passages of a thread go with a question: the root, the last messages, and what matches.

Refuses to know why a part is enough (`needed`). Same thread, same question: same choice; a new
reply takes its place among the last messages and leaves the others where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.request import Extent, Request, Unit
from bot.routing.length import as_read, text_bounds
from bot.routing.matching import scores
from bot.routing.seams import pieces

#: What the root and the last messages may take of the room, and how many messages are the last.
ROOT_SHARE, LAST_SHARE, LAST = 1 / 4, 1 / 3, 10
#: Characters in a passage, at least and at most: one is a small part of any room.
LEAST, MOST = 60, 1_000
#: What is put where something of a message was left out; the model reads it.
CUT = "[… cut …]"


class Passage(NamedTuple):
    """Part `number` of `parts` of the unit at `place` in the context."""

    place: int
    number: int
    parts: int
    text: str


class Group(NamedTuple):
    """Passages by priority; they may take `room` tokens. One that does not fit is passed over, or
    ends the group where what comes after it makes no sense without it (`unbroken`)."""

    passages: tuple[Passage, ...]
    room: int
    unbroken: bool = False


class Choice:
    """Passages in order of priority, to be filled in once their tokens are known.

    `may_fit`: by the bounds of their lengths, perhaps all of them fit."""

    def __init__(
        self, context: Sequence[Unit], groups: Sequence[Group], room: int, *, may_fit: bool
    ) -> None:
        self.may_fit = may_fit
        self._context, self._groups, self._room = context, groups, room
        self._counted = tuple(dict.fromkeys(one for group in groups for one in _within(group)))

    def texts(self) -> list[str]:
        """What has to be counted: passages as the model would read them."""
        return [self._as_read(passage) for passage in self._counted]

    def _as_read(self, passage: Passage) -> str:
        text = as_read(self._context[passage.place].model_copy(update={"text": passage.text}))
        return text if passage.parts == 1 else f"{text}\n{CUT}\n{CUT}\n"

    def filled(self, counts: Sequence[int]) -> tuple[tuple[Unit, ...], Extent]:
        """The context that is read, in its order, and how much of the thread that is."""
        tokens = dict(zip(self._counted, counts, strict=True))
        chosen: set[Passage] = set()
        left = self._room
        for group in self._groups:
            room = min(group.room, left)
            for passage in group.passages:
                cost = tokens.get(passage, self._room + 1)
                if passage in chosen:
                    continue
                if cost > room:
                    if group.unbroken:
                        break
                    continue
                chosen.add(passage)
                room -= cost
                left -= cost
        return self._together(chosen)

    def _together(self, chosen: Iterable[Passage]) -> tuple[tuple[Unit, ...], Extent]:
        by_place: dict[int, list[Passage]] = {}
        for passage in sorted(chosen):
            by_place.setdefault(passage.place, []).append(passage)
        units: list[Unit] = []
        there = read = cut = 0
        for place, unit in enumerate(self._context):
            if unit.source != "thread":
                units.append(unit)
                continue
            there += 1
            kept = by_place.get(place)
            if kept is None:
                continue
            read += 1
            if len(kept) < kept[0].parts:
                cut += 1
                unit = unit.model_copy(update={"text": _joined(kept)})
            units.append(unit)
        return tuple(units), Extent(there=there, read=read, cut=cut)


def _within(group: Group) -> list[Passage]:
    """As many as can possibly be chosen; the others need no count."""
    found: list[Passage] = []
    low = 0
    for passage in group.passages:
        least = text_bounds(passage.text)[0]
        if low + least <= group.room:
            low += least
            found.append(passage)
    return found


def _joined(kept: Sequence[Passage]) -> str:
    """The parts in order, neighbours as they stood, each gap marked."""
    runs: list[str] = []
    following = -1
    for passage in kept:
        if passage.number == following:
            runs[-1] += passage.text
        else:
            runs.append(passage.text)
        following = passage.number + 1
    lines = [run.strip() for run in runs]
    first, last = kept[0].number > 0, following < kept[0].parts
    return f"\n{CUT}\n".join([*([""] if first else []), *lines, *([""] if last else [])]).strip()


def choice(request: Request, room: int, *, may_fit: bool) -> Choice:
    """What may be read of the thread for this question. Bound to the processor."""
    most = max(LEAST, min(MOST, room // 6))
    by_unit = [
        _passages(place, unit, most)
        for place, unit in enumerate(request.context)
        if unit.source == "thread"
    ]
    flat = [passage for passages in by_unit for passage in passages]
    authors = [request.context[passage.place].author for passage in flat]
    found = scores(request.text, [passage.text for passage in flat], authors)
    ranked = sorted(range(len(flat)), key=lambda one: (-found[one], -one))
    newest = [one for passages in reversed(by_unit) for one in _ends_first(passages)]
    last = [one for passages in by_unit[: -LAST - 1 : -1] for one in _ends_first(passages)]
    groups = (
        Group(tuple(_ends_first(by_unit[0])), int(room * ROOT_SHARE)),
        Group(tuple(last), int(room * LAST_SHARE)),
        Group(tuple(flat[one] for one in ranked if found[one] > 0), room),
        Group(tuple(newest), room, unbroken=True),
    )
    return Choice(request.context, groups, room, may_fit=may_fit)


def _passages(place: int, unit: Unit, most: int) -> list[Passage]:
    texts = pieces(unit.text, most)
    return [Passage(place, number, len(texts), text) for number, text in enumerate(texts)]


def _ends_first(passages: Sequence[Passage]) -> list[Passage]:
    """The beginning and the end say most: what it is, and what came of it."""
    return [*passages[:1], *passages[1:][-1:], *passages[1:-1]]
