"""A question as routing reads it: folded, cut into words, with code set apart.

Refuses to judge. Folding: NFKC, zero-width and direction marks out, look-alike letters to Latin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.request import Noun

#: Stakes and complexity show in what is asked, at the beginning or the end of a long paste.
HEAD_CHARACTERS = 6_000
TAIL_CHARACTERS = 2_000

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("асеорхуіјѕԁһκνοτ", "aceopxyijsdhkvot", strict=True)),
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
    }
)
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"(?<![\w$@])(?=[a-z0-9@$]*[a-z]{2})[a-z]+[013457@$][a-z]+(?![\w$@])")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
#: Chinese and Japanese have no spaces: a run of their signs is one word, Latin words in it others.
SIGNS = "\u3005\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(f"[{SIGNS}]+|[^\\W_{SIGNS}]+(?:['./:-][^\\W_{SIGNS}]+)*|[?!$%€£]")


class Reading(Noun):
    """`words` in order, lower case; `text` folded without code; `code` says how much there was."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    code: int


def read(text: str) -> Reading:
    """The question as routing reads it; long ones by their head and tail."""
    if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
        text = f"{text[:HEAD_CHARACTERS]}\n{text[-TAIL_CHARACTERS:]}"
    plain, code = prose(text)
    words = words_of(plain)
    return Reading(
        text=plain,
        words=words,
        stems=tuple(stem(word) for word in words),
        code=code,
    )


def fold(text: str) -> str:
    """One form for what looks the same: width, case, invisible marks, look-alike letters."""
    folded = unicodedata.normalize("NFKC", text)
    return _INVISIBLE.sub("", folded).lower().translate(_LOOK_ALIKE)


def words_of(folded: str) -> tuple[str, ...]:
    """Words in order; a run of Chinese or Japanese signs is one."""
    return tuple(_WORD.findall(folded))


def prose(text: str) -> tuple[str, int]:
    """The whole text folded, without its code, and how many characters of code there were."""
    folded = fold(text)
    left = _CODE.sub(" ", folded)
    plain = _LEET_WORD.sub(lambda found: found.group().translate(_LEET), left)
    return plain, len(folded) - len(left)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its commonest English endings, so that sign, signs, signed are one."""
    word = word.removesuffix("'s")
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            cut = word[: -len(ending)]
            if ending in ("ied", "ies"):
                return cut + "y"
            if ending in ("ing", "ed") and len(cut) > 3 and cut[-1] == cut[-2] not in "lsz":
                cut = cut[:-1]
            if ending == "s" and cut.endswith("s"):
                return word
            return cut.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word
