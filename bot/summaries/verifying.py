"""From what was said to what is borne out: quotations found or repaired, figures and names checked.

Refuses to trust the model that read the text: whatever cannot be found in it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from bot.summaries.figures import dates, numbers, written
from bot.summaries.matching import Span, find, folded, weight
from bot.summaries.names import foreign, without_addresses, words_of
from bot.summaries.notes import Note, Quoted, Said
from bot.summaries.sentences import content_words, sentences
from bot.summaries.units import Marked, Material

#: A sentence of the cited unit stands in for a quotation that is none, if it shares so much.
SHARED = 0.6
MOST_QUOTE = 400
MOST_TEXT = 600
MOST_CITES = 6


class Witness:
    """Looks statements up in the material."""

    def __init__(self, material: Material) -> None:
        self._material = material

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word of the material, places and authors included."""
        return words_of(
            [text for one in self._material.marked for text in (one.unit.text, one.unit.place)]
            + list(self._material.sources)
        )

    @cached_property
    def _all(self) -> str:
        return "\n".join(one.unit.text for one in self._material.marked)

    def note(self, said: Said, topic: str, units: Sequence[Marked | None]) -> Note | None:
        """The statement with its citations; None when nothing in the material bears it out.

        `units` are those that the names in `said.cites` stand for, in the same order.
        """
        cites: list[Quoted] = []
        for (_, quote), unit in zip(said.cites, units, strict=True):
            found = self.quoted(quote, unit) or (unit and self._stand_in(said.text, quote, unit))
            if found and found not in cites:
                cites.append(found)
        return self.settled(said, topic, cites[:MOST_CITES]) if cites else None

    def settled(self, said: Said, topic: str, cites: Sequence[Quoted]) -> Note:
        """The statement over quotations that stand: foreign names and addresses do not pass, an
        owner only if the cited unit names them; figures that it lacks are doubts."""
        marked = [self._material.marked[one.number] for one in cites]
        there = "\n".join(f"{one.unit.place}\n{one.unit.text}" for one in marked)
        text = without_addresses(" ".join(said.text.split()), there)[:MOST_TEXT]
        if not text or foreign(text, self.known):
            text = cites[0].quote
        owner = self._owner(said.owner, text, there)
        due = " ".join(said.due.split())[:80]
        if _lacking(due, there) or not words_of([due]) <= words_of([there]):
            due = ""
        doubts = tuple(dict.fromkeys([*_lacking(text, there), *self._elsewhere(text, there)]))
        return Note(
            topic=topic, text=text, cites=tuple(cites), owner=owner, due=due,
            side=said.side[:60], doubts=doubts,
        )  # fmt: skip

    def quoted(self, quote: str, unit: Marked | None) -> Quoted | None:
        """The quotation where it stands: in that unit, across its end, or in one other unit."""
        if not quote.strip() or len(quote) > 4_000:
            return None
        if unit is not None:
            span = find(quote, unit.unit.text)
            if span:
                return _slice(unit, span)
            crossing = self._crossing(quote, unit)
            if crossing:
                return crossing
        if weight(quote) < 12:
            return None
        pool = self._material.of(unit.source) if unit else self._material.marked
        hits = _hits(quote, pool)
        if not hits and unit:
            hits = _hits(quote, [one for one in self._material.marked if one.source != unit.source])
        # Found more than once, none of them the cited one: nobody can say which was meant.
        return _slice(*hits[0]) if len(hits) == 1 else None

    def _crossing(self, quote: str, unit: Marked) -> Quoted | None:
        """A sentence that runs over the end of a page: the longer half of it."""
        marked = self._material.marked
        for first in (unit.number, unit.number - 1):
            if not 0 <= first < len(marked) - 1 or marked[first].source != marked[first + 1].source:
                continue
            one, two = marked[first].unit.text, marked[first + 1].unit.text
            span = find(quote, f"{one}\n{two}")
            if span is None or not span.start < len(one) < span.end:
                continue
            left, right = Span(span.start, len(one)), Span(0, span.end - len(one) - 1)
            if left.end - left.start >= right.end:
                return _slice(marked[first], left)
            return _slice(marked[first + 1], right)
        return None

    def _stand_in(self, text: str, quote: str, unit: Marked) -> Quoted | None:
        """The sentence of the unit that says what the statement says, by the words they share."""
        wanted = content_words(f"{text} {quote}" if quote else text)
        if not wanted:
            return None
        best, share = None, 0.0
        for span in sentences(unit.unit.text):
            there = content_words(unit.unit.text[span.start : span.end])
            shared = len(wanted & there) / len(wanted)
            if shared > share:
                best, share = span, shared
        return _slice(unit, best) if best and share >= SHARED else None

    def _owner(self, owner: str, text: str, there: str) -> str:
        """A named owner; nobody where the cited unit does not name them."""
        owner = " ".join(owner.split()).strip("@ ")[:80]
        if not owner or not folded(owner).text:
            return ""
        known = words_of([there])
        words = words_of([owner])
        return owner if words and words <= known else ""

    def _elsewhere(self, text: str, there: str) -> Iterable[str]:
        """Names that the material knows and the cited units do not."""
        known = words_of([there])
        return [name for name in foreign(text, known) if len(name) > 2]


def _hits(quote: str, pool: Iterable[Marked]) -> list[tuple[Marked, Span]]:
    return [(one, span) for one in pool if (span := find(quote, one.unit.text))]


def _slice(marked: Marked, span: Span) -> Quoted:
    quote = marked.unit.text[span.start : span.end].strip()
    if len(quote) > MOST_QUOTE:
        cut = quote.rfind(" ", MOST_QUOTE // 2, MOST_QUOTE)
        quote = quote[: cut if cut > 0 else MOST_QUOTE].rstrip()
    return Quoted(number=marked.number, quote=quote)


def _lacking(text: str, there: str) -> list[str]:
    """Figures of the text that the other one does not have."""
    known = numbers(there) | {
        Decimal(part) for one in dates(there) for part in (one.day.year, one.day.month, one.day.day)
    }
    return [shown for shown, values in written(text)
            if shown[:1].isdigit() and known.isdisjoint(values)]  # fmt: skip
