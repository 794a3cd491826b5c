"""Every sentence in the catalogue is used, and every key that the code names exists."""

from __future__ import annotations

import re
from pathlib import Path

from bot.words import catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for top in ("bot", "adapters") for path in sorted((ROOT / top).rglob("*.py"))]
#: A form of a counted sentence, by the categories of the Unicode CLDR.
PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")
LITERAL_SEATS = re.compile(r"\b(V3|R1)\b")


def test_labels_come_from_settings() -> None:
    """No source names a seat's label: they live in preset data and change there."""
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LITERAL_SEATS.search(line)
    ]
    assert named == []


def test_labels_are_not_in_the_catalogue() -> None:
    assert [key for key, text in catalogue("en").items() if LITERAL_SEATS.search(text)] == []


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
