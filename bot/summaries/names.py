"""Names in what a model wrote that stand nowhere in the material: people it made up.

Refuses to know languages: German writes every noun with a capital, so there only pairs count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_START = re.compile(r"(?:^|[.!?:;\u2022(\u201c\"]\s*|\n\s*(?:[-*]\s*)?)$")
_GERMAN = re.compile(r"\b(der|die|das|und|nicht|wird|ist|ein|eine|mit|für|von|den|dem)\b", re.I)
_ACTS = re.compile(
    r"\s+(will|shall|should|must|is to|has to|needs to|agreed|said|decided|proposed|promised|owns"
    r"|takes|asked|confirmed|approved|wants|wird|soll|muss|sagte|va|doit|dira|debe|hará|deve|vai)\b",
    re.I,
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+", re.I)
#: Begin sentences in English and are nobody's name.
_COMMON = frozenset(
    """
    the a an this that these those it they we he she you i there here nobody everyone everybody
    someone anyone team customer client supplier vendor provider buyer seller party parties both
    either neither each all none some most many several one two three if when after before until
    once support engineering legal finance sales marketing management company who what which no
    yes not only also and or but so then work payment release deployment agreement contract
    der die das den dem ein eine le la les el los las un une os as il lo i
    author authors paper study results service user users people staff employee employees
    """.split()
)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Every word of the texts, as compared."""
    return frozenset().union(*map(_words_in, texts))


@lru_cache(maxsize=1024)
def _words_in(text: str) -> frozenset[str]:
    """Of one text; a unit is looked at once for each statement that cites it."""
    return frozenset(map(_plain, set(_WORD.findall(text))))


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"['\u2019]s?$", "", folded)


def foreign(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Names in the text none of whose words is known, in order, each once."""
    german = len(_GERMAN.findall(text)) >= 2
    found: list[str] = []
    run: list[re.Match[str]] = []
    for match in [*_WORD.finditer(text), None]:
        joined = bool(run and match and text[run[-1].end() : match.start()] in (" ", "-"))
        if match is not None and _capital(match.group()) and (joined or not run):
            run.append(match)
            continue
        if run and _is_name(run, text, known, german=german):
            found.append(" ".join(one.group() for one in run))
        run = [match] if match is not None and _capital(match.group()) else []
    found += [tag for tag in re.findall(r"@([\w.-]+)", text) if _plain(tag) not in known]
    return tuple(dict.fromkeys(found))


def _capital(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and not word.isupper()


def _is_name(run: list[re.Match[str]], text: str, known: frozenset[str], *, german: bool) -> bool:
    words = list(run)
    starts = bool(_START.search(text[: words[0].start()]))
    if starts and _plain(words[0].group()) in _COMMON and len(words) > 1:
        words, starts = words[1:], False
    if any(_plain(one.group()) in known for one in words):
        return False
    if starts and len(words) == 1:
        acts = _ACTS.match(text[words[0].end() :])
        return bool(acts) and _plain(words[0].group()) not in _COMMON
    return len(words) > 1 or not german


def addresses(text: str) -> tuple[str, ...]:
    """Web addresses in the text."""
    return tuple(found.rstrip(".,;:!?") for found in _URL.findall(text))


def without_addresses(text: str, allowed: str) -> str:
    """The text without web addresses that do not stand in `allowed`."""
    for address in addresses(text):
        if address not in allowed:
            text = text.replace(address, "")
    text = re.sub(r"\[([^\]]*)\]\(\s*\)", r"\1", text)
    return re.sub(r"\(\s*\)", "", re.sub(r"[ \t]{2,}", " ", text)).strip()
