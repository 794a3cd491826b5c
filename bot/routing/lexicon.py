"""Finding many words and short phrases in a text at once, by stem, in one pass.

Refuses to know what they mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.routing.text import Reading, read

Hit = tuple[int, str]
#: Stands for any one word in a phrase: "let _ go".
ANY = "_"


class Lexicon:
    """Phrases by label. `find` costs one dictionary look-up per word of the text."""

    def __init__(self, labelled: Mapping[str, Iterable[str]]) -> None:
        starts: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for label, phrases in labelled.items():
            for phrase in phrases:
                stems = tuple(
                    word if word == ANY else read(word).stems[0] for word in _parts(phrase)
                )
                starts[stems[0]].append((stems, label))
        self._starts = {
            first: sorted(entries, key=lambda entry: -len(entry[0]))
            for first, entries in starts.items()
        }

    def find(self, reading: Reading) -> dict[str, list[Hit]]:
        """Label -> hits in order of the text: position and the words as they stand there."""
        found: dict[str, list[Hit]] = {}
        stems, words, starts = reading.stems, reading.words, self._starts
        for position, first in enumerate(stems):
            entries = starts.get(first)
            if entries is None:
                continue
            taken: set[str] = set()
            for phrase, label in entries:
                end = position + len(phrase)
                if label not in taken and _matches(stems[position:end], phrase):
                    taken.add(label)
                    found.setdefault(label, []).append((position, " ".join(words[position:end])))
        return found


def _parts(phrase: str) -> list[str]:
    return [
        part for word in phrase.split() for part in ((ANY,) if word == ANY else read(word).words)
    ]


def _matches(stems: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    if stems == phrase:
        return True
    return (
        ANY in phrase
        and len(stems) == len(phrase)
        and all(part in (stem, ANY) for stem, part in zip(stems, phrase, strict=True))
    )


def distinct(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The words of the hits, each once; a word inside a longer hit is left out."""
    texts = list(dict.fromkeys(text for _, text in hits))
    return tuple(
        text
        for text in texts
        if not any(text != other and f" {text} " in f" {other} " for other in texts)
    )
