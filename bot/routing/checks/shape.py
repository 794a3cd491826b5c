"""Whether an answer has the form that the question asked for: JSON, table, code, list, length.

Refuses to read forms into a question: "how do I return JSON?" asks for none.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from bot.fences import fenced_blocks, open_fence, outside_fences

#: Words may be counted differently (hyphens, figures): so much over the limit is still inside it.
SLACK = 1.1
HEAD = 2_000
_AS = r"(?:as|in|into|als|im|in form|en|sous forme de|em|como|au format|no formato|en formato)"
_NUMBERS = {
    word: number
    for words in (
        "two three four five six seven eight nine ten",
        "zwei drei vier fünf sechs sieben acht neun zehn",
        "dos tres cuatro cinco seis siete ocho nueve diez",
        "deux trois quatre cinq six sept huit neuf dix",
        "dois três quatro cinco seis sete oito nove dez",
        "两 三 四 五 六 七 八 九 十",
    )
    for number, word in enumerate(words.split(), 2)
}
_N = "(?P<n>\\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.,:/-][^\W_]+)*")
_NUMBERED = re.compile(r"^ {0,3}\(?(\d{1,3})[.)\u3001]\s*\S", re.MULTILINE)
_BULLET = re.compile(r"^ {0,2}[-*+\u2022]\s+\S", re.MULTILINE)
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$", re.MULTILINE)


def broken_shape(question: str, text: str) -> str:
    """The key of the first form that was asked for and is not there; "" when all is well."""
    if open_fence(text)[0]:
        return "fence"
    asked = _asked(question)
    if _wanted("about", asked):
        return ""
    return _form(asked, text) or _amount(asked, text)


def _asked(question: str) -> str:
    """What is asked, without material: its beginning and end, outside code."""
    said = unicodedata.normalize("NFC", outside_fences(question)).strip()
    return said if len(said) <= HEAD else f"{said[: HEAD // 2]}\n{said[-HEAD // 2 :]}"


def _form(asked: str, text: str) -> str:
    if _wanted("json", asked) and not _has_json(text):
        return "json"
    table = ("|" in text and _RULE.search(text)) or "<table" in text.lower()
    if _wanted("table", asked) and not table:
        return "table"
    if _wanted("code", asked) and not ("`" in text or "~~~" in text or "\n    " in text):
        return "code"
    return ""


def _amount(asked: str, text: str) -> str:
    if _wanted("one_word", asked) and not _is_one_word(text):
        return "one_word"
    most = _wanted("most", asked)
    if most is not None:
        limit = int(next(value for value in most.groupdict().values() if value))
        if _length(text) > max(limit * SLACK, limit + 1):
            return "too_long"
        return ""
    listed = _wanted("list", asked)
    if listed is not None:
        wanted = listed["n"].lower()
        number = _NUMBERS.get(wanted) or (int(wanted) if wanted.isdigit() else 0)
        if number > 1 and number not in _counts(text):
            return "list"
    return ""


def _wanted(form: str, asked: str) -> re.Match[str] | None:
    found = (pattern.search(asked) for pattern in _forms()[form])
    return next((match for match in found if match), None)


@cache
def _forms() -> dict[str, tuple[re.Pattern[str], ...]]:
    data = tomllib.loads(files(__package__).joinpath("shapes.toml").read_text("utf-8"))
    return {
        form: tuple(
            re.compile(pattern.replace("<AS>", _AS).replace("<N>", _N), re.IGNORECASE)
            for pattern in patterns
        )
        for form, patterns in data.items()
    }


def _has_json(text: str) -> bool:
    candidates = [text, *fenced_blocks(text)]
    for opening, closing in ("{}", "[]"):
        start, end = text.find(opening), text.rfind(closing)
        if 0 <= start < end:
            candidates.append(text[start : end + 1])
    return any(_parses(candidate) for candidate in candidates)


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_one_word(text: str) -> bool:
    signs = len(_SIGN.findall(text))
    return 0 < signs <= 8 and len(text.strip()) <= 12 if signs else len(_WORD.findall(text)) == 1


def _length(text: str) -> int:
    """Words; in Chinese and Japanese each sign counts, as it does in the question."""
    signs = len(_SIGN.findall(text))
    return signs + len(_WORD.findall(_SIGN.sub(" ", text)))


def _counts(text: str) -> set[int]:
    """In how many items the answer can be read as falling."""
    said = outside_fences(text)
    numbered = [int(found) for found in _NUMBERED.findall(said)]
    lines = [line for line in said.splitlines() if line.strip()]
    found = {len(numbered), max(numbered, default=0), len(_BULLET.findall(said)), len(lines)}
    found |= {len(lines) - 1, len(lines) - 2}
    rows = sum(1 for line in lines if line.strip().startswith("|"))
    if rows:
        found.add(rows - 2)
    if not numbered and not _BULLET.search(said):
        pieces = re.split(
            r"[,;\uff0c\u3001\uff1b]|\b(?:and|und|y|et|e|or|oder|o|ou)\b|和|以及", said
        )
        full = [piece for piece in pieces if piece.strip(" .\n\u3002")]
        found |= {len(full), len(full) - 1}
        found.add(len(re.findall(r"[.!?\u3002\uff01\uff1f](?:\s|$)", said)))
    return found
