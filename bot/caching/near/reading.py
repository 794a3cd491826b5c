"""A question reduced to what it asks: language, parts, and what sets it apart.

Refuses to compare. Questions that are phrased differently and ask the same come out the same;
whatever it does not know stays in, so that strange things come out different.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bot.caching.near.endings import base_form
from bot.caching.near.numbers import as_digits, chinese_digits
from bot.caching.near.tables import LANGUAGES, Table, single, table
from bot.request import Noun
from bot.routing.text import fold

#: A longer question is compared exactly, not nearly.
LONGEST = 400
MAIN = ""
#: Begins a segment that hangs on a small word (in, on, for, …).
HUNG = "·"
#: Where two things are compared, these say only that it is two.
PAIRED = frozenset({"from", "to", "between", "zwischen", "entre"})
_SIGNS = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
#: Where every sign counts: code, addresses, names of people, what is quoted, several lines.
_EXACT = re.compile("[`@{}<>=\\[\\]\\\\|\n\"“”„«»「」『』]|://|(?<!\\w)'.+'(?!\\w)")
_SHOUTED = re.compile(r"(?<![\w'])[A-Z]{2,4}(?![\w'])")
_PAUSE = re.compile(
    r"[?!¿¡,;:()\[\]{}\"“”«»„…。，？！；：、（）]+|(?<=[^\W\d])\.(?=\s|$)|\s[-–—]+\s"
)
_JOIN = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")
_SPACE = re.compile(r"\s+")
_QUESTION = re.compile(r"q\w+")


class Part(Noun):
    """Words in order, in segments that may change places; `link` is the word they hang on."""

    link: str
    segments: tuple[tuple[str, ...], ...]


class Reading(Noun):
    """`ordered`: segments stay where they are. `strict`: the order of words says who does what to
    whom. `pair`: two things are compared, either may come first. `persons`: `first` and `second`
    where they are spoken of. `tense`: `past`, `future` or empty; `once`: it happened once, whatever
    the tense."""

    language: str
    parts: tuple[Part, ...]
    ordered: bool = False
    strict: bool = False
    pair: bool = False
    persons: frozenset[str] = frozenset()
    tense: str = ""
    once: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that is compared, in order."""
        found: list[str] = []
        for part in self.parts:
            found += [part.link] if part.link else []
            found += [word for segment in part.segments for word in segment if word != HUNG]
        return tuple(found)


@lru_cache(maxsize=2048)
def read(text: str) -> Reading | None:
    """The question's reading; None where every sign may count, for what is too
    long, and in a language without a table."""
    if len(text) > LONGEST or _EXACT.search(text.strip()):
        return None
    folded = _PAUSE.sub(" | ", _JOIN.sub(" ", fold(_capitals(text))))
    if _KANA.search(folded):
        return None
    if _SIGNS.search(folded):
        return _chinese(folded)
    language = spoken(folded)
    known = table(language)
    raw = frozenset(folded.split())
    rewritten = _rewritten(folded, known)
    tokens = as_digits(rewritten.split(), language)
    return _parted(tokens, raw, language, known)


def spoken(folded: str) -> str:
    """The language of most of its small words; English when nothing speaks for another."""
    words = folded.split()
    votes = {name: sum(word in table(name).known for word in words) for name in LANGUAGES}
    best = max(LANGUAGES, key=lambda name: (votes[name], name == "en"))
    return best if votes[best] else "en"


def _capitals(text: str) -> str:
    """Short words in capitals (US, IT, WHO) marked apart from the small words that look alike."""
    text = unicodedata.normalize("NFKC", text)
    if text.upper() == text:
        return text
    small = table("en").known | table("en").drop
    return _SHOUTED.sub(
        lambda found: (
            f"{found.group()}_acronym" if found.group().lower() in small else found.group()
        ),
        text,
    )


def _rewritten(folded: str, known: Table) -> str:
    text = f" {folded} "
    for pattern, becomes in known.rules:
        text = pattern.sub(becomes, _trimmed(text))
    return _trimmed(text)


def _trimmed(text: str) -> str:
    text = _SPACE.sub(" ", text).strip()
    while text.startswith("| "):
        text = text[2:]
    return re.sub(r"( \|)+", " |", text).removesuffix(" |").strip("| ")


def _parted(tokens: Sequence[str], raw: frozenset[str], language: str, known: Table) -> Reading:
    pair = "qpair" in tokens
    main: list[list[str]] = [[]]
    parts: list[tuple[str, list[str]]] = []
    target, before = main[-1], ""
    for token in tokens:
        if token == "|" or token in known.weak:
            main.append([] if token == "|" else [HUNG])
            target = main[-1]
        elif token in known.links and not (token == "to" and _infinitive(before, known)):
            if not (pair and token in PAIRED):
                parts.append((_one(token, language, known), []))
                target = parts[-1][1]
        elif _QUESTION.fullmatch(token) and token not in known.drop and target not in main:
            main.append([token])
            target = main[-1]
        elif token in known.deny:
            target.append("not")
        elif token not in known.drop and token != "to":
            target.append(_one(token, language, known))
        before = token
    hangers = [token for token in tokens if token in known.weak]
    words = {word for segment in main for word in segment}
    numbers = sum(any(sign.isdigit() for sign in word) for segment in main for word in segment)
    orderly = bool(known.orderly & set(tokens)) and "qhow" not in words
    strict = "agent" in tokens or "not" in words or numbers > 1 or orderly
    found = [Part(link=MAIN, segments=_tidy(main))]
    found += sorted(
        (Part(link=link, segments=_tidy([each])) for link, each in parts),
        key=lambda part: (part.link, part.segments),
    )
    return Reading(
        language=language,
        parts=tuple(found),
        ordered=len(hangers) > len(set(hangers)),
        strict=(strict or bool(words & known.relational)) and not pair,
        pair=pair,
        persons=frozenset(
            name
            for name, those in (("first", known.first), ("second", known.second))
            if those & set(tokens)
        ),
        tense="past" if raw & known.past else "future" if raw & known.future else "",
        once=bool(words & known.once),
    )


def _infinitive(before: str, known: Table) -> bool:
    return before in known.infinitive or bool(_QUESTION.fullmatch(before))


def _tidy(segments: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Empty ones out, the same word twice in a row once, what denies to the front."""
    found = []
    for segment in segments:
        words = [
            word
            for place, word in enumerate(segment)
            if not place or word == "not" or segment[place - 1] != word
        ]
        if words and words != [HUNG]:
            words.sort(key=lambda word: (word != HUNG, word != "not"))
            found.append(tuple(words))
    return tuple(found)


def _one(word: str, language: str, known: Table) -> str:
    """The one word that stands for it and its synonyms."""
    form = known.forms.get(word) or word
    if form in known.same:
        return known.same[form]
    form = base_form(form, language) if form == word else form
    return known.same.get(form) or known.slipped.get(single(word)) or form


def _chinese(folded: str) -> Reading:
    known = table("zh")
    text = _SPACE.sub("", folded.replace("|", " ")).strip()
    text = chinese_digits(text)
    for pattern, becomes in known.rules:
        text = pattern.sub(becomes, text)
    signs = re.findall(r"〈\w+〉|[a-z0-9.+#_]+|[\u3400-\u9fff%$€]", text)
    main: list[str] = []
    asked: list[str] = []
    parts: list[tuple[str, list[str]]] = []
    for sign in signs:
        if sign in known.links:
            parts.append((sign, []))
        elif sign.startswith("〈"):
            asked.append(sign)
        elif sign not in known.drop:
            (parts[-1][1] if parts else main).append(sign)
    found = [Part(link=MAIN, segments=tuple(s for s in (tuple(main), tuple(sorted(asked))) if s))]
    found += [Part(link=link, segments=(tuple(each),)) for link, each in parts]
    persons = frozenset({"second"}) if known.second & set(signs) else frozenset()
    return Reading(language="zh", parts=tuple(found), strict=True, persons=persons)
