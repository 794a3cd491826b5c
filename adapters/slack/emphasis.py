"""Emphasis that is seen: marks beside Chinese, Japanese or Korean text and full-width punctuation.

Refuses to change what is read. Markdown lets a mark open or close emphasis only by what stands on
its two sides (spec.commonmark.org/0.31.2/#left-flanking-delimiter-run): `**注意：**请` shows its
stars, for it closes after punctuation and before a letter. A word joiner inside, which nobody sees,
makes it close. Underscores never work inside a word, and such text has no blanks between words:
they become stars.
"""

from __future__ import annotations

import re
import unicodedata

#: Scripts that are written without blanks, and the signs of their full-width punctuation.
_WIDE = (
    r"\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
    r"\u2018-\u201f\u2014\u2026"
)
_IS_WIDE = re.compile(f"[{_WIDE}]")
#: A span of code, or a pair on one line: the same mark on both ends, no blank inside next to it.
_PIECE = re.compile(
    r"(?<!`)(?P<tick>`+)(?!`)[^\n]*?(?<!`)(?P=tick)(?!`)"
    r"|(?<![\\*_~])(?P<mark>\*{1,3}|_{1,3}|~~)(?![\s*_~])"
    r"(?P<inside>(?:`[^`\n]+`|(?!(?P=mark))[^`\n]|(?P=mark)(?=[*_~])){1,2000}?)"
    r"(?<![\s\\])(?P=mark)(?![*_~])"
)
JOINER = "\u2060"


def normalised(line: str) -> str:
    """One line outside code blocks, with its emphasis as every reader of Markdown shows it."""
    if not _IS_WIDE.search(line):
        return line
    return _PIECE.sub(_piece, line)


def _piece(found: re.Match[str]) -> str:
    return found.group() if found["mark"] is None else _pair(found.string, found)


def _pair(line: str, found: re.Match[str]) -> str:
    mark, inside = found["mark"], found["inside"]
    before = line[found.start() - 1] if found.start() else " "
    after = line[found.end()] if found.end() < len(line) else " "
    if not any(_IS_WIDE.match(sign) for sign in (before, after, inside[0], inside[-1])):
        return found.group()
    joined = _is_letter(before) or _is_letter(after)
    if "_" in mark and joined and "*" not in inside:
        mark = "*" * len(mark)
    head = JOINER if _is_punctuation(inside[0]) and _is_letter(before) else ""
    tail = JOINER if _is_punctuation(inside[-1]) and _is_letter(after) else ""
    return f"{mark}{head}{_PIECE.sub(_piece, inside)}{tail}{mark}"


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _is_letter(sign: str) -> bool:
    return not sign.isspace() and not _is_punctuation(sign)
