"""Which words of a sentence may be named as its matter: content words and neighbours of two.

Refuses to weigh them. Chinese and Japanese have no spaces: there, runs of a few signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]
MOST = 14
#: Signs in a run, and how far the next run begins after it.
_RUN, _STRIDE = 4, 2
_SIGN = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(f"[{_SIGN}]+|[^\\W_{_SIGN}]+(?:['\u2019.-][^\\W_{_SIGN}]+)*")
_SIGNS = re.compile(f"[{_SIGN}]")
#: Words that say nothing by themselves, of four letters or more; shorter ones are left out anyway,
#: unless they have a digit or stand in this second list.
EMPTY = frozenset(
    """about after again also because been before being both can't could does doesn't doing don't
    down each from have haven't having here i'm into isn't it's just let's like more much need only
    other over please really said says shall should since some still than that that's their them
    then there they they're this those through want wants we're what when where which while will
    with without would you're your para pero como este esta esto está están tiene puede cuando
    porque sobre desde hasta donde quien qué más muy por con una uma não você isso esse essa para
    pode mais quando porque sobre está estou avec dans pour mais nous vous elle sont cette être
    fait peut faut quand sans leur comme tout plus avons avez nicht eine einen einer haben wird
    oder aber auch noch schon kann darf soll muss wenn dass dann wir sich mich mir ihr bitte
    jemand heute morgen gerade today tomorrow tonight""".split()
)
_SHORT = frozenset("cap pay tax fee sue nda hr db prod key gas gun cut hit die ill fix".split())


def candidates(text: str) -> list[Span]:
    """Spans of the text, in its order: at most `MOST`, the longer words first where there are
    more."""
    words = [found.span() for found in _WORD.finditer(text)]
    full = [span for span in words if not _SIGNS.match(text[span[0]]) and _says(text, span)]
    # Two words with a mark between them are of two clauses.
    pairs = [
        (one[0], two[1])
        for one, two in pairwise(words)
        if one in full and two in full and text[one[1] : two[0]].isspace()
    ]
    runs = [run for span in words if _SIGNS.match(text[span[0]]) for run in _runs(span)]
    found = [*pairs, *full, *runs] or words
    found.sort(key=lambda span: span[0] - span[1])
    return sorted(found[:MOST])


def _says(text: str, span: Span) -> bool:
    word = text[span[0] : span[1]]
    if len(word) < 4:
        # `429` and `k8s` say something; the `00` of a time of day does not.
        figure = any(sign.isdigit() for sign in word)
        return word in _SHORT or (figure and (len(word) == 3 or not word.isdigit()))
    return word not in EMPTY


def _runs(span: Span) -> Iterator[Span]:
    start, end = span
    for at in range(start, max(start + 1, end - _RUN + 1), _STRIDE):
        yield at, min(end, at + _RUN)
