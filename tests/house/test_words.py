"""Every sentence in the catalogue is used, in every language, and names no seat."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from catalogue_cases import TRANSLATED, allowed, family, of

from bot.words import catalogue, variables

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for top in ("bot", "adapters") for path in sorted((ROOT / top).rglob("*.py"))]
#: A form of a counted sentence, by the categories of the Unicode CLDR.
PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")
#: Also inside a language that puts no space between words.
LITERAL_SEATS = re.compile(r"(?<![A-Za-z0-9])(V3|R1)(?![A-Za-z0-9])")


def test_labels_come_from_settings() -> None:
    """No source names a seat's label: they live in preset data and change there."""
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LITERAL_SEATS.search(line)
    ]
    assert named == []


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_labels_are_not_in_the_catalogue(language: str) -> None:
    assert [key for key, text in catalogue(language).items() if LITERAL_SEATS.search(text)] == []


def test_no_sentence_is_left_over() -> None:
    """A key, or its room when keys are composed in code, is named somewhere in the source."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    unused = [
        key
        for key in catalogue("en")
        for named in [PLURAL.sub("", key)]
        if f'"{named}"' not in source and f'"{named.rsplit(".", 1)[0]}.' not in source
    ]
    assert unused == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_says_what_english_says(language: str) -> None:
    """No key that English lacks, and the same variables in each sentence: another one would make
    the sentence unsayable. Whoever changes an English sentence takes the line out of the other
    languages, if they do not speak them: until it is translated it is said in English."""
    english = of("en")
    wrong = []
    for file, said in of(language).items():
        known = english.get(file, {})
        may = allowed(known, language)
        wrong += [f"{file}: {key} is not in English" for key in said if key not in may]
        wrong += [
            f"{file}: {key} has other variables"
            for key, sentence in said.items()
            for twin in [known.get(key) or known.get(f"{family(key)}.other")]
            if twin is not None and variables(sentence) != variables(twin)
        ]
    assert wrong == []
