"""A text as sentences with their places, and the words in them that carry meaning.

Refuses to know what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.routing.text import stem
from bot.summaries.language import lexicon
from bot.summaries.matching import Span

_ABBREVIATION = re.compile(
    r"(?:\b(?:no|nos|art|sec|cl|p|pp|para|approx|e\.g|i\.e|etc|vs|mr|mrs|ms|dr|inc|ltd|co|corp|st"
    r"|nr|abs|bzw|z\.b|ca|sr|sra|fig|vol|al)|\b[A-Z])\.$",
    re.I,
)
#: "31." before a month or a small letter is a day, at the start of a line a clause; else an end.
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,3}\.$")
_LISTED = re.compile(r"(?:^|\n)[\s#]*\d{1,3}\.$")
#: Lines that stand alone: titles of clauses, and the next speaker of a transcript.
_ALONE = re.compile(
    r"^[ \t]*(?:(?:§+ ?\d+[a-z]?\.?"
    r"|(?:Section|Article|Clause|Artikel|Cláusula|Artículo|Artigo|Ziffer)"
    r"\s+(?:[\d.]+|[IVX]+)\.?|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)])\s+(?=[A-Z\u00c0-\u00de])"
    r"|第[一二三四五六七八九十百\d]+[条條章]|\#{1,6}\s(?:[\d.]+\s)?)[^\n.!?;。！？；，]{0,60}"
    r"\n(?=\s*[(（\dA-Z\u00c0-\u00de\u3040-\u9fff])",
    re.M,
)
_TURN = re.compile(
    r"\n(?=(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s+)?[A-Z\u00c0-\u00de\u3040-\u9fff]"
    r"[\w.'\u2019 -]{0,30}(?:\([\w: ]{1,20}\))?(?::\s|：))"
)
_END = re.compile(
    r"[.!?]+[\"'\u201d\u2019)\]]*(?=\s)|[。！？]+[」』”]?|\n\s*\n|\n(?=\s*(?:[-*\u2022]|\d{1,2}[.)]|\(?[a-z]\))\s)"
)
#: "3. Liability." heads the sentence after it.
_HEADING = re.compile(
    r"(?:§|Section|Clause|Article|Art\.)?\s*\d+(?:\.\d+)*[.)]?\s+[\w ,/&-]{2,40}\.$"
)
_WORD = re.compile(r"[^\W_][\w'/.-]*[^\W_]|[^\W_]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STOP = frozenset(
    """
    a an the is are was were be been do does did has have had will would should could can may
    i you he she it we they me him her us them my your his its our their this that these those
    what which who whom when where why how of in on at to for from by with about as into than
    and or but if so not no yes please there here any some all just also very me tell say mean
    means thread channel anyone someone know
    """.split()
)
MOST = 600
LOOK_BACK = 60


def sentences(text: str) -> Iterator[Span]:
    """Sentences in order, trimmed; a line break inside one is part of it. Long ones are cut."""
    cuts = {one.end() for one in _TURN.finditer(text)} | {len(text)}
    for title in _ALONE.finditer(text):
        cuts |= {title.start(), title.end()}
    begun = 0
    for cut in sorted(cuts):
        yield from _within(text, begun, cut)
        begun = cut


def _within(text: str, start: int, stop: int) -> Iterator[Span]:
    for match in _END.finditer(text, start, stop):
        end = match.end()
        # Only the last words tell; of a whole book of one line they are still few.
        last = text[max(start, end - LOOK_BACK) : end]
        heads = end - start <= LOOK_BACK and _HEADING.match(last.strip())
        if match.group().strip() == "." and (heads or _goes_on(last, text[end : end + 16])):
            continue
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, stop)


def _goes_on(last: str, following: str) -> bool:
    """Whether the full stop ends an abbreviation or an ordinal, and no sentence."""
    if _ABBREVIATION.search(last) or _LISTED.search(last):
        return True
    word = re.match(r"\s+([^\W\d_]+)", following)
    if not _ORDINAL.search(last) or word is None:
        return False
    return word.group(1)[:1].islower() or word.group(1).casefold() in lexicon().months


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    while end - start > MOST:
        cut = text.rfind("\n", start + MOST // 2, start + MOST)
        cut = cut if cut > 0 else text.rfind(" ", start + MOST // 2, start + MOST)
        cut = cut if cut > 0 else start + MOST
        yield Span(start, cut)
        start = cut + 1 if text[cut : cut + 1].isspace() else cut
    if end > start:
        yield Span(start, end)


def content_words(text: str) -> frozenset[str]:
    """Stems that carry meaning; for Chinese, Japanese and Korean, pairs of characters."""
    words = {stem(word.lower()) for word in _WORD.findall(text) if word.lower() not in _STOP}
    signs = "".join(_CJK.findall(text))
    return frozenset(words | {signs[at : at + 2] for at in range(len(signs) - 1)})
