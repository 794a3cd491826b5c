"""What a terminal sends, as keys: bytes in, named keys and text out.

Refuses to read a device and to know what a key does.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

#: Bracketed paste (xterm's control sequences, "Bracketed Paste Mode"): pasted line ends are text.
PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[@-~]")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O)?\Z")
_NAMES = {
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x03": "interrupt",
    "\x04": "end_input",
    "\x1a": "suspend",
    "\x01": "home",
    "\x05": "end",
    "\x02": "left",
    "\x06": "right",
    "\x10": "up",
    "\x0e": "down",
    "\x0b": "cut_right",
    "\x15": "cut_left",
    "\x17": "cut_word",
    "\x0c": "repaint",
    "\x1b[D": "left",
    "\x1bOD": "left",
    "\x1b[C": "right",
    "\x1bOC": "right",
    "\x1b[A": "up",
    "\x1bOA": "up",
    "\x1b[B": "down",
    "\x1bOB": "down",
    "\x1b[H": "home",
    "\x1bOH": "home",
    "\x1b[1~": "home",
    "\x1b[7~": "home",
    "\x1b[F": "end",
    "\x1bOF": "end",
    "\x1b[4~": "end",
    "\x1b[8~": "end",
    "\x1b[3~": "delete",
    "\x1b[1;5D": "word_left",
    "\x1b[1;3D": "word_left",
    "\x1bb": "word_left",
    "\x1b[1;5C": "word_right",
    "\x1b[1;3C": "word_right",
    "\x1bf": "word_right",
    "\x1b\x7f": "cut_word",
}


class Key(NamedTuple):
    """`text` with what was typed or pasted, or the name of another key."""

    name: str
    text: str = ""


class Keyboard:
    """Takes bytes as they arrive, in pieces of any size; a character or key may span pieces."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._pasting = False

    @property
    def waiting(self) -> bool:
        """Whether an escape has begun that may yet become a key."""
        return self._held.startswith("\x1b") and not self._pasting

    def give_up(self) -> None:
        """Nothing more came: the escape was the Esc key, which means nothing here."""
        if self.waiting:
            self._held = ""

    def feed(self, data: bytes) -> list[Key]:
        """The keys that are complete now."""
        self._held += self._decoder.decode(data)
        return list(self._taken())

    def _taken(self) -> Iterator[Key]:
        while self._held:
            key = self._pasted() if self._pasting else self._next()
            if key is None:
                return
            if key.name != "text" or key.text:
                yield key

    def _pasted(self) -> Key | None:
        body, mark, rest = self._held.partition(_PASTE_ENDS)
        if mark:
            self._held, self._pasting = rest, False
            return Key("text", plain(body))
        # The closing mark, or a line end of two characters, may be cut in two.
        held = next(
            (n for n in range(len(_PASTE_ENDS) - 1, 0, -1) if body.endswith(_PASTE_ENDS[:n])),
            int(body.endswith("\r")),
        )
        cut = len(body) - held
        self._held = body[cut:]
        return Key("text", plain(body[:cut])) if cut else None

    def _next(self) -> Key | None:
        """The next key; None when the rest is only the beginning of one."""
        first = self._held[0]
        if first == "\x1b":
            return self._escaped()
        if first in _NAMES:
            size = 2 if self._held.startswith("\r\n") else 1
            self._held = self._held[size:]
            return Key(_NAMES[first])
        size = next(
            (at for at, sign in enumerate(self._held) if sign in _NAMES or sign == "\x1b"),
            len(self._held),
        )
        typed, self._held = self._held[:size], self._held[size:]
        return Key("text", plain(typed))

    def _escaped(self) -> Key | None:
        found = _SEQUENCE.match(self._held)
        if found is None and _UNFINISHED.match(self._held):
            return None
        size = found.end() if found else 2
        sequence, self._held = self._held[:size], self._held[size:]
        if sequence == _PASTE_BEGINS:
            self._pasting = True
            return Key("text")
        return Key(_NAMES.get(sequence, "unknown"))


def plain(text: str) -> str:
    """Line ends as line feeds, tabs as blanks, other control characters left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")
