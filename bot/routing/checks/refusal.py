"""Answers that are none: refusals, and answers that say of themselves that they are not sure.

Refuses to look into code and quotations, and at all where the question wants a text reworked: the
phrase is then the material. "I cannot see your documents" is no refusal: the prompt asks for it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from bot.fences import outside_fences
from bot.routing.signals import signals
from bot.routing.text import read

#: A refusal stands at the beginning; later "I can't recommend that" is advice.
BEGINNING = 160
_LEAD = re.compile(r"^[\s>*_#\"'.,!-]*")
_QUOTED = re.compile(
    '`[^`\n]*`|"[^"\n]{0,300}"|\u201c[^\u201d\n]{0,300}\u201d|\u00ab[^\u00bb\n]{0,300}\u00bb|'
    "\u201e[^\u201c\n]{0,300}\u201c|\u300c[^\u300d\n]{0,300}\u300d|^>.*$",
    re.MULTILINE,
)
_REWORKED = re.compile(
    r"traduc|traduz|tradui|übersetz|umschreib|reformul|reescrib|reescrev|翻译|翻譯|改写|润色|翻訳|書き直"
)


def refuses(question: str, text: str) -> bool:
    """Whether the answer begins by declining."""
    if _is_rework(question):
        return False
    said = _LEAD.sub("", _said(text))
    opening = re.split(r"(?<=[.!?\u3002\uff01])\s+|\n", said[: BEGINNING * 2])
    # "Sorry. I can't help with that." is two sentences; what declines later is advice.
    head = " ".join(opening[:2])[:BEGINNING]
    return any(found.start() <= BEGINNING // 4 for found in _found("refusal", head))


def is_unsure(question: str, text: str) -> bool:
    """Whether it says anywhere, in the first person, that it is not sure."""
    return not _is_rework(question) and bool(_found("unsure", _said(text)))


def _is_rework(question: str) -> bool:
    reading = read(question)
    named = {signal.name for signal in signals(reading)}
    return "rewriting" in named or bool(_REWORKED.search(reading.text))


def _said(text: str) -> str:
    folded = unicodedata.normalize("NFKC", outside_fences(text)).lower()
    return _QUOTED.sub(" ", folded.replace("\u2019", "'"))


def _found(kind: str, text: str) -> list[re.Match[str]]:
    return [found for pattern in _patterns()[kind] if (found := pattern.search(text))]


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    data = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    # Neither inside a word nor behind "if": "if I don't know it" is no confession.
    return {
        kind: tuple(
            re.compile(rf"(?<![\w'])(?<!if )(?<!when ){pattern}")
            if language not in ("zh", "ja")
            else re.compile(pattern)
            for language, patterns in languages.items()
            for pattern in patterns
        )
        for kind, languages in data.items()
    }
