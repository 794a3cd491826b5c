"""Since when: what people say in seven languages, as a moment in their own time zone.

Refuses to guess: what it does not know is no moment.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.words.figures import day, hour

_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3])[:h]([0-5]\d)(?![\d:])")
#: Days, weeks and months with a name of their own.
_NAMED = ("yesterday", "day_before", "today", "this_week", "last_week", "this_month")
#: Nobody means more than this by a number before a unit.
MOST = 1000


def since(text: str, now: datetime) -> datetime | None:
    """The moment that `text` names, seen from `now` in its own zone; None: no such moment is known,
    or it has not come yet."""
    said = unicodedata.normalize("NFKC", text).lower().strip()
    clock = _CLOCK.search(said)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    begun = _dated(said, now) or _counted(said, now) or _named(said, midnight)
    if begun is None and clock:
        begun = midnight
        if begun.replace(hour=int(clock[1]), minute=int(clock[2])) > now:
            begun -= timedelta(days=1)
    if begun is not None and clock:
        begun = begun.replace(hour=int(clock[1]), minute=int(clock[2]))
    return begun if begun is not None and begun <= now else None


def without(text: str) -> str:
    """The text, folded, without its words for a moment."""
    said = unicodedata.normalize("NFKC", text).lower()
    names = [word for name in _NAMED for word in _data()[name]["words"]]
    names += [word for words in _data()["weekdays"].values() for word in words]
    for known in (_DATE, _CLOCK, _counts(), _any_of(tuple(names))):
        said = known.sub(" ", said)
    return said


def echoed(at: datetime, language: str) -> str:
    """The moment as it is said back: `Mon 23 Nov 00:00, Shanghai`."""
    zone = str(at.tzinfo or "UTC").rsplit("/", 1)[-1].replace("_", " ")
    return f"{day(at.date(), language)} {hour(at)}, {zone}"


def in_zone(at: datetime, zone: str) -> datetime:
    """The same moment on that zone's clocks; UTC for a zone that is not known."""
    try:
        return at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return at.astimezone(ZoneInfo("UTC"))


def stamped(at: datetime, zone: str) -> str:
    """The moment for a log, with its zone: `2026-11-30 14:05 Europe/Berlin`."""
    there = in_zone(at, zone)
    return f"{there:%Y-%m-%d %H:%M} {there.tzinfo}"


def _dated(said: str, now: datetime) -> datetime | None:
    found = _DATE.search(said)
    if found is None:
        return None
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=now.tzinfo)
    except ValueError:
        return None


def _counted(said: str, now: datetime) -> datetime | None:
    found = _counts().search(said)
    if found is None or int(found[1]) > MOST:
        return None
    unit = next(name for name, words in _data()["units"].items() if found[2] in words)
    return now - timedelta(**{unit: int(found[1])})


def _named(said: str, midnight: datetime) -> datetime | None:
    monday = midnight - timedelta(days=midnight.weekday())
    starts = {
        "day_before": midnight - timedelta(days=2),
        "yesterday": midnight - timedelta(days=1),
        "today": midnight,
        "this_week": monday,
        "last_week": monday - timedelta(days=7),
        "this_month": midnight.replace(day=1),
    }
    data = _data()
    names = {word: at for name, at in starts.items() for word in data[name]["words"]}
    for number, words in data["weekdays"].items():
        back = (midnight.weekday() - int(number)) % 7
        names |= dict.fromkeys(words, midnight - timedelta(days=back))
    found = _any_of(tuple(names)).search(said)
    return names[found[1]] if found else None


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"({_either(words)})")


@cache
def _counts() -> re.Pattern[str]:
    words = [word for listed in _data()["units"].values() for word in listed]
    between = _either(_data()["between"]["words"])
    return re.compile(rf"(?<![\d:-])(\d{{1,4}}) ?(?:(?:{between}) )?({_either(words)})")


def _either(words: Iterable[str]) -> str:
    """Any of them, the longest first; a word in Latin letters stands alone."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(
        rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])" if word[0] < "\u3000" else re.escape(word)
        for word in longest
    )


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("spans.toml").read_text("utf-8"))
