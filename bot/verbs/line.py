"""A line that is being typed: its text, where the cursor stands, and what of it fits a width.

Refuses to know terminals and keys' bytes. Moves go by what a reader takes for one sign: an accent
or an emoji of several characters is one. Widths are columns: a Chinese sign takes two.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len

from bot.verbs.keyboard import Key

_JOINER = "\u200d"
_PAST_WORD = re.compile(r"\W*\w+|\W+")
MORE_LEFT, MORE_RIGHT, LINE_END = "‹", "›", "↵"


@dataclass(frozen=True)
class Line:
    """`at` lies between 0 and the length of `text`, never inside a sign."""

    text: str = ""
    at: int = 0

    def after(self, key: Key) -> Line:
        """The line after this key; keys that mean nothing to a line leave it as it is."""
        left, right = self.text[: self.at], self.text[self.at :]
        match key.name:
            case "text":
                return _settled(left + key.text, right)
            case "backspace":
                return Line(left[: self._before()] + right, self._before())
            case "delete":
                return Line(left + self.text[self._behind() :], self.at)
            case "left":
                return Line(self.text, self._before())
            case "right":
                return Line(self.text, self._behind())
            case "home":
                return Line(self.text, 0)
            case "end":
                return Line(self.text, len(self.text))
            case "word_left":
                return Line(self.text, self._word_before())
            case "word_right":
                return Line(self.text, self._word_behind())
            case "cut_word":
                return Line(left[: self._word_before()] + right, self._word_before())
            case "cut_left":
                return Line(right, 0)
            case "cut_right":
                return Line(left, self.at)
        return self

    def _before(self) -> int:
        return sign_before(self.text, self.at)

    def _behind(self) -> int:
        return sign_behind(self.text, self.at)

    def _word_before(self) -> int:
        at = self.at
        while at and not _in_word(self.text[at - 1]):
            at -= 1
        while at and _in_word(self.text[at - 1]):
            at -= 1
        return sign_before(self.text, at + 1) if at < self.at else at

    def _word_behind(self) -> int:
        found = _PAST_WORD.match(self.text, self.at)
        return sign_behind(self.text, found.end() - 1) if found else self.at

    def window(self, width: int) -> tuple[str, int]:
        """What is shown in so many columns, the cursor inside, and the cursor's column.

        Where something is cut off, the outermost column says so. `width` is at least 4.
        """
        inner = width - 2
        ahead, end = self._fill_right(self.at, inner // 3)
        behind, start = self._fill_left(inner - cell_len(ahead))
        ahead, end = self._fill_right(self.at, inner - cell_len(behind))
        left = MORE_LEFT if start else ""
        right = MORE_RIGHT if end < len(self.text) else ""
        return f"{left}{behind}{ahead}{right}", cell_len(left + behind)

    def _fill_left(self, room: int) -> tuple[str, int]:
        shown, at = "", self.at
        while at:
            before = sign_before(self.text, at)
            more = visible(self.text[before:at])
            if cell_len(shown) + cell_len(more) > room:
                break
            shown, at = more + shown, before
        return shown, at

    def _fill_right(self, at: int, room: int) -> tuple[str, int]:
        shown = ""
        while at < len(self.text):
            behind = sign_behind(self.text, at)
            more = visible(self.text[at:behind])
            if cell_len(shown) + cell_len(more) > room:
                break
            shown, at = shown + more, behind
        return shown, at


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _settled(left: str, right: str) -> Line:
    """The cursor behind `left`, moved on where the next character belongs to its last sign."""
    line = Line(left + right, len(left))
    while line.at < len(line.text) and _continues(line.text, line.at):
        line = Line(line.text, line.at + 1)
    return line


def sign_before(text: str, at: int) -> int:
    """Where the sign before `at` begins; 0 at the beginning."""
    at = max(0, at - 1)
    while at > 0 and _continues(text, at):
        at -= 1
    return at


def sign_behind(text: str, at: int) -> int:
    """Where the sign at `at` ends."""
    at = min(len(text), at + 1)
    while at < len(text) and _continues(text, at):
        at += 1
    return at


def _continues(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the sign before it: accents, joined emoji, and
    their variants and skin tones."""
    sign = text[at]
    return (
        unicodedata.category(sign) in ("Mn", "Me", "Mc")
        or sign == _JOINER
        or text[at - 1] == _JOINER
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
    )


def visible(sign: str) -> str:
    """A sign as it can be shown: line ends get a mark, what would steer the terminal is dropped."""
    if sign.startswith("\n"):
        return LINE_END
    if not _drawn(sign[:1]):
        return ""
    return "".join(part for part in sign if part == _JOINER or _drawn(part))


def _drawn(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp")


def cut(text: str, width: int) -> str:
    """The text in at most so many columns, with an ellipsis where it does not fit."""
    shown: list[str] = []
    used = at = 0
    while at < len(text):
        behind = sign_behind(text, at)
        sign = visible(text[at:behind])
        used += cell_len(sign)
        if used > width:
            while shown and cell_len("".join(shown)) > width - 1:
                shown.pop()
            return "".join(shown) + "…"
        shown.append(sign)
        at = behind
    return "".join(shown)
