"""The catalogue file by file, and which keys a file has to have in a language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bot.words.figures import plural
from bot.words.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "bot/words"
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
#: Languages other than English that have a folder.
TRANSLATED = tuple(one for one in LANGUAGES[1:] if (WORDS / one).is_dir())
#: Counts that people meet; from a million on, some languages have one more form, which may be said
#: like `other` (`Words.counted`).
USUAL = range(1001)


def sentences(path: Path) -> dict[str, str]:
    """Every sentence of one file by its dotted key."""
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _flat(table: dict[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def of(language: str) -> dict[str, dict[str, str]]:
    """A language's files by name."""
    folder = WORDS / language
    return {path.name: sentences(path) for path in sorted(folder.glob("*.toml"))}


@cache
def counted() -> frozenset[str]:
    """The keys that code says by number: `counted("footer.files", …)`."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for top in ("bot", "adapters")
        for path in sorted((ROOT / top).rglob("*.py"))
    )
    return frozenset(re.findall(r"\.counted\(\s*\"([\w.]+)\"", code))


def family(key: str) -> str:
    """`footer.files` for `footer.files.one`; a key that is not said by number is its own."""
    base, _, category = key.rpartition(".")
    return base if category in CATEGORIES and base in counted() else key


def needed(english: Iterable[str], language: str) -> set[str]:
    """The keys that a file must have, given the English ones: of a counted sentence the forms
    that usual counts take, where English tells forms apart."""
    keys, found = set(english), set()
    forms = {plural(count, language) for count in USUAL}
    for key in keys:
        base = family(key)
        if base == key:
            found.add(key)
        else:
            apart = any(f"{base}.{one}" in keys for one in CATEGORIES if one != "other")
            found |= {f"{base}.{form}" for form in (forms if apart else {"other"})}
    return found


def allowed(english: Iterable[str], language: str) -> set[str]:
    """The keys that a file may have: also forms for very large counts."""
    keys = set(english)
    forms = {plural(count, language) for count in (*USUAL, 10**6)}
    counted_here = {family(key) for key in keys} - keys
    return needed(keys, language) | {f"{base}.{form}" for base in counted_here for form in forms}
