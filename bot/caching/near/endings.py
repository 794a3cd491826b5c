"""Words without the endings that say nothing here: plurals and the forms of verbs.

Refuses to cut what might be another word: -er, -est, -less, un- and the like stay.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VOWEL = re.compile("[aeiouy]")


@lru_cache(maxsize=20_000)
def base_form(word: str, language: str) -> str:
    """The word's form for comparing; words with signs or digits in them stay as they are."""
    if not word.isalpha() or len(word) < 4:
        return word
    return _CUTS.get(language, str)(word)


def _english(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= 3 and _VOWEL.search(cut):
            return _mended(cut)
    return word.removesuffix("e") if len(word) > 4 else word


def _mended(cut: str) -> str:
    if cut[-1] == cut[-2] and cut[-1] not in "lsz":
        return cut[:-1]
    if cut.endswith("i"):
        return cut[:-1] + "y"
    return cut.removesuffix("e")


def _german(word: str) -> str:
    for ending in ("en", "e", "t"):
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= 4:
            return cut
    return word


def _spanish(word: str) -> str:
    for ending in ("ar", "er", "ir", "amos", "emos", "imos", "an", "en", "o"):
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= 3:
            return cut
    return word.removesuffix("s")


def _french(word: str) -> str:
    if word.endswith(("er", "ez")) and len(word) > 4:
        return word[:-1]
    return word.removesuffix("s")


_CUTS = {"en": _english, "de": _german, "es": _spanish, "fr": _french}
