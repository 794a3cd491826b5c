"""Finding many words and short phrases in a text at once, by stem, in one pass.

Refuses to know what they mean. Chinese and Japanese have no spaces: their phrases are found
anywhere inside a run of signs, as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.routing.text import SIGNS, Reading, read

Hit = tuple[int, str]
#: Stands for any one word in a phrase: "let _ go".
ANY = "_"
SIGN = re.compile(f"[{SIGNS}]")


class Lexicon:
    """Phrases by label. `find` costs one dictionary look-up per word of the text, and one search
    per label in each run of Chinese or Japanese signs."""

    def __init__(self, labelled: Mapping[str, Iterable[str]]) -> None:
        starts: dict[str, dict[tuple[tuple[str, ...], str], None]] = defaultdict(dict)
        runs: dict[str, list[str]] = defaultdict(list)
        for label, phrases in labelled.items():
            for phrase in phrases:
                if SIGN.search(phrase):
                    runs[label].append("".join(read(phrase).words))
                    continue
                for form in _forms(phrase):
                    stems = _stems(form)
                    starts[stems[0]][(stems, label)] = None
        self._starts = {
            first: sorted(entries, key=lambda entry: -len(entry[0]))
            for first, entries in starts.items()
        }
        self._runs = {label: _any_of(phrases) for label, phrases in runs.items()}

    def find(self, reading: Reading) -> dict[str, list[Hit]]:
        """Label -> hits in order of the text: number of the word, and the words as they stand."""
        found: dict[str, list[Hit]] = {}
        stems, words, starts = reading.stems, reading.words, self._starts
        for position, first in enumerate(stems):
            entries = starts.get(first)
            if entries is not None:
                taken: set[str] = set()
                for phrase, label in entries:
                    end = position + len(phrase)
                    if label not in taken and _matches(stems[position:end], phrase):
                        taken.add(label)
                        hit = (position, " ".join(words[position:end]))
                        found.setdefault(label, []).append(hit)
            if self._runs and SIGN.search(words[position]):
                for label, phrases in self._runs.items():
                    hits = [(position, hit.group()) for hit in phrases.finditer(words[position])]
                    if hits:
                        found.setdefault(label, []).extend(hits)
        return found


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Longer ones first; a single sign is part of too many words to count inside a run."""
    ordered = sorted(phrases, key=lambda one: (-len(one), one))
    return re.compile("|".join(one if len(one) > 1 else f"^{one}$" for one in ordered))


def _forms(phrase: str) -> set[str]:
    """As written, and as many type it: without its accents."""
    apart = unicodedata.normalize("NFKD", phrase)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return {phrase, bare}


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(
        stem for word in phrase.split() for stem in ((ANY,) if word == ANY else read(word).stems)
    )


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
