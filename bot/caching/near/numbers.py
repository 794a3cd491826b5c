"""Numbers in a question as digits: words, thousands, ordinals, Chinese numerals.

Refuses to guess: what it cannot read stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.caching.near.tables import numbers

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SHORT = re.compile(r"(\d+(?:\.\d+)?)(k|m)")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|e|ème|º|ª)")
_CHINESE = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_RUN = re.compile(
    "(?<![周期拜统同唯])([零〇一二两三四五六七八九十百千万]+)"
    "(?=[年月日天点个张位人次元块分号楼级周小岁名份本台公千斤米行列季])"
    "|(?<=第)([零〇一二两三四五六七八九十百千万]+)"
)


def as_digits(tokens: Sequence[str], language: str) -> list[str]:
    """The tokens with numbers as digits; neighbouring number words become one number."""
    known = numbers(language)
    words, ordinals, times = (known.get(name, {}) for name in ("words", "ordinals", "times"))
    found: list[str] = []
    running: int | None = None
    last = 0
    for token in tokens:
        plain = _plain(token)
        value = words.get(token)
        if value is None and running is not None and plain.isdigit():
            found.append(str(running))
            running = None
        if value is not None and (running is None or last >= 20 > value > 0):
            running = (running or 0) + value
            last = value
        elif value is not None:
            found.append(str(running))
            running, last = value, value
        elif token in times and (running is not None or (found and found[-1].isdigit())):
            base = running if running is not None else int(found.pop())
            running, last = base * times[token], times[token]
        else:
            if running is not None:
                found.append(str(running))
                running = None
            found.append(f"{ordinals[token]}th" if token in ordinals else plain)
    return [*found, *([str(running)] if running is not None else [])]


def chinese_digits(text: str) -> str:
    """Numerals before a counting word, or after 第, as digits."""
    return _RUN.sub(lambda found: str(_chinese(found.group())), text)


def _plain(token: str) -> str:
    if _GROUPED.fullmatch(token):
        return token.replace(",", "")
    short = _SHORT.fullmatch(token)
    if short and short.group(2) == "k":
        return f"{float(short.group(1)) * 1000:g}"
    ordinal = _ORDINAL.fullmatch(token)
    return f"{ordinal.group(1)}th" if ordinal else token.rstrip(".")


def _chinese(signs: str) -> int:
    if not any(sign in _STEPS for sign in signs):
        return int("".join(str(_CHINESE[sign]) for sign in signs))
    total, part, digit = 0, 0, 0
    for sign in signs:
        if sign in _CHINESE:
            digit = _CHINESE[sign]
        elif sign == "万":
            total, part, digit = (total + part + digit) * 10_000, 0, 0
        else:
            part, digit = part + (digit or 1) * _STEPS[sign], 0
    return total + part + digit
