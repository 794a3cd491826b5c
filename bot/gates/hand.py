"""The raised hand: `ESCALATE: <reason>` found in a stream of text and never let through.

Refuses to decide what follows. A model decorates the marker in many ways (bold, code, a quote, a
full-width colon, lower case); whatever way the stream is cut, no part of it is released.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from bot.fences import Fences

WORD = "escalate"
REASON_CHARACTERS = 120
#: What may stand before the word, and between the word and its colon.
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u300c\u300e\u3010[(\uff08"
_UNSEEN = "\u200b\ufeff\u00a0\u3000"
_BEFORE = frozenset(f" \t\r\n*_`~#>-\u2022{_QUOTES}{_UNSEEN}")
_BETWEEN = frozenset(" \t*_`~\"'\u201d\u2019\u300d\u300f\u3011])\uff09\u200b\u00a0\u3000")
_COLONS = frozenset(":\uff1a\ufe55\u2236")
#: In capitals the word alone says it; models put a dash or a new line where the colon should be.
_LOOSE = _COLONS | frozenset("-\u2013\u2014\r\n")
#: A stream that ends inside the marker: so many letters in capitals are no other word.
_TELLING = 4
_AFTER_CHARACTERS = 2_000
#: Beyond so many signs before its colon it is no marker; nobody waits for an endless row of stars.
_MOST_DRESS = 200
_MARK_UP = re.compile(r"[*_`~<>\[\]{}|\\#@&]|\w+://|www\.")


class _Look(NamedTuple):
    """`maybe`: more text has to come; `marker`: it ends before `end`; `text`: no marker."""

    kind: Literal["text", "maybe", "marker"]
    end: int = 0


class Hand:
    """Feed it the text as it comes; it gives back what may be shown.

    At the beginning of an answer any form counts. At the beginning of a later line the word
    counts in capitals, and in lower case outside code; `Escalate: page on-call` is the third step
    of somebody's plan. After the marker nothing is released any more.
    """

    def __init__(self) -> None:
        self.raised = False
        self._shown = False
        self._held = ""
        self._after = ""
        self._line = ""
        self._at_start = True
        self._fences = Fences()

    @property
    def late(self) -> bool:
        """Whether something was shown before it was raised."""
        return self.raised and self._shown

    @property
    def reason(self) -> str:
        """Why, in the model's words, as may be shown: one line, no mark-up."""
        lines = (own_words(line) for line in self._after.splitlines())
        return next((line for line in lines if line), "")

    def feed(self, text: str) -> str:
        """What of all text until now can be released now."""
        if self.raised:
            self._after = (self._after + text)[:_AFTER_CHARACTERS]
            return ""
        self._held += text
        out = ""
        while self._held:
            if self._at_start:
                look = _look(self._held, later=self._shown, fenced=bool(self._fences.fence))
                if look.kind == "maybe":
                    break
                if look.kind == "marker":
                    self.raised, self._after = True, self._held[look.end :][:_AFTER_CHARACTERS]
                    self._held = ""
                    break
                self._at_start = False
            out += self._release()
        return out

    def _release(self) -> str:
        """The rest of the line that has begun."""
        head, newline, self._held = self._held.partition("\n")
        self._line += head
        if newline:
            self._fences.read(self._line)
            self._line, self._at_start = "", True
        self._shown = self._shown or bool(head.strip())
        return head + newline

    def end(self) -> str:
        """What is left when the stream is over; a marker that broke off is one."""
        left, self._held = self._held, ""
        letters = left.strip("".join(_BEFORE | _BETWEEN))
        if (
            len(letters) >= _TELLING
            and letters.isupper()
            and _folded(letters) == WORD[: len(letters)]
        ):
            self.raised = True
            return ""
        return left


def _look(text: str, *, later: bool, fenced: bool) -> _Look:
    at = 0
    # Blank lines may come before an answer; a later line begins where it begins.
    while at < len(text) and text[at] in _BEFORE and not (later and text[at] in "\r\n"):
        at += 1
    word = text[at : at + len(WORD)]
    if _folded(word) != WORD[: len(word)] or (later and not _counts_later(word, fenced=fenced)):
        return _Look("text")
    at += len(word)
    if at > _MOST_DRESS:
        return _Look("text")
    if len(word) < len(WORD):
        return _Look("maybe")
    ends = _LOOSE if word.isupper() else _COLONS
    while at < len(text) and text[at] in _BETWEEN:
        at += 1
    if at > _MOST_DRESS:
        return _Look("text")
    if at == len(text):
        return _Look("maybe")
    return _Look("marker", at + 1) if text[at] in ends else _Look("text")


def _counts_later(word: str, *, fenced: bool) -> bool:
    return not word or word.isupper() or (word.islower() and not fenced)


def _folded(word: str) -> str:
    """Lower case, full-width letters as plain ones; never another length."""
    return "".join(unicodedata.normalize("NFKC", sign).lower()[:1] for sign in word)


def own_words(text: str) -> str:
    """Words of a model as a quotation: no mark-up, addresses or signs that are not seen; at most
    120 characters."""
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    plain = " ".join(_MARK_UP.sub(" ", seen).split()).strip(" \"'\u201c\u201d:-\u2013\u2014")
    if len(plain) <= REASON_CHARACTERS:
        return plain
    return plain[: REASON_CHARACTERS - 1].rstrip() + "\u2026"
