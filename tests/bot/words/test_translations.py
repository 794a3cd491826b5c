"""Each language says everything, in its own words and its own writing."""

from __future__ import annotations

import re
import tomllib

import pytest
from catalogue_cases import TRANSLATED, WORDS, needed, of

EAST_ASIAN = tuple(one for one in TRANSLATED if one in ("zh-Hans", "zh-Hant", "ja"))
ENGLISH = of("en")
#: What is typed or named, not said: code marks, commands, file names, links, SETTINGS, and the
#: labels that stand in people's files (DESIGN 2).
_TYPED = re.compile(
    r"`[^`]*`|python -m [\w .\[\]-]+|\{\w*\}|https?://\S+"
    r"|[\w-]*[\d_.+=/][\w./=+-]*|\b(?:quick|deep)\b"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_CJK = r"\u3040-\u30ff\u3400-\u9fff"
#: The footer's lines in simplified Chinese are literal (WORDS.md), with narrow punctuation.
_NARROW = ("footer.", "detail.")


def spoken(sentence: str) -> list[str]:
    """The words of a sentence that a translator has to say; what is all capitals is a name."""
    return [word for word in _WORD.findall(_TYPED.sub(" ", sentence)) if not word.isupper()]


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_language_says_all_that_english_says(language: str) -> None:
    said = of(language)
    missing = [
        f"{file}: {key}"
        for file, english in ENGLISH.items()
        for key in sorted(needed(english, language) - said.get(file, {}).keys())
    ]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_by_accident(language: str) -> None:
    """Languages share short words (`legal`, `code`), but no phrase of three, and nothing with
    those that are written in signs."""
    most = 0 if language in EAST_ASIAN else 2
    left = [
        f"{file}: {key} = {sentence}"
        for file, said in of(language).items()
        for key, sentence in said.items()
        if sentence == ENGLISH.get(file, {}).get(key) and len(spoken(sentence)) > most
    ]
    assert left == []


@pytest.mark.parametrize("language", EAST_ASIAN)
def test_signs_stand_where_letters_stood(language: str) -> None:
    left = [
        f"{file}: {key} = {sentence}"
        for file, said in of(language).items()
        for key, sentence in said.items()
        if spoken(ENGLISH.get(file, {}).get(key, "")) and not re.search(f"[{_CJK}]", sentence)
        if key != "figure.comma"
    ]
    assert left == []


@pytest.mark.parametrize("language", EAST_ASIAN)
def test_punctuation_is_wide_and_foreign_words_stand_apart(language: str) -> None:
    narrow = re.compile(rf"[{_CJK}\u201d」][,.;:?!](?!\w)|[{_CJK}]\(|\)[{_CJK}]")
    close = re.compile(rf"[{_CJK}][A-Za-z0-9]|[A-Za-z0-9][{_CJK}]")
    wrong = [
        f"{file}: {key} = {sentence}"
        for file, said in of(language).items()
        for key, sentence in said.items()
        if close.search(sentence)
        or (narrow.search(sentence) and not (language == "zh-Hans" and key.startswith(_NARROW)))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "foreign"), [("zh-Hans", "traditional"), ("zh-Hant", "simplified")]
)
def test_each_chinese_is_written_in_its_own_characters(language: str, foreign: str) -> None:
    pairs = tomllib.loads((WORDS / "languages.toml").read_text(encoding="utf-8"))["chinese"]
    mixed = [
        f"{file}: {key} = {sentence}"
        for file, said in of(language).items()
        for key, sentence in said.items()
        if set(sentence.replace("简体中文", "").replace("繁體中文", "")) & set(pairs[foreign])
    ]
    assert mixed == []
