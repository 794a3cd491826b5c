"""TOML as people write it: on which line a key stands, and how a value is written.

Refuses to read values: `tomllib` does. Lines are looked for in texts that it has accepted.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

Path = tuple[str, ...]

# https://toml.io/en/v1.0.0: strings of four kinds, comments, and what has a meaning outside them.
_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|\#[^\n]*)
    |(?P<string>\"{3}(?:\\.|[^\\])*?\"{3,5}(?!\")|'{3}.*?'{3,5}(?!')
        |"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<end>\n)
    |(?P<sign>[\[\]{}=.])
    |(?P<bare>[^\s\[\]{}=."'\#]+)""",
    re.VERBOSE | re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class Lines:
    """Where the keys and tables of a text stand; keys inside braces count as their table's."""

    def __init__(self, text: str) -> None:
        self._at: dict[Path, int] = {}
        self.last = text.count("\n") + (not text.endswith("\n")) if text else 1
        table: Path = ()
        for statement in _statements(text):
            first = statement[0]
            keys = _keys(statement)
            if first.text == "[" and first.kind == "sign":
                table = keys
                self._note(table, first.line)
            else:
                self._note((*table, *keys), first.line)

    def _note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self._at.setdefault(path[:length], line)

    def of(self, path: Sequence[str]) -> int:
        """The line of the key, else of the nearest table around it, else the first."""
        for length in range(len(path), 0, -1):
            found = self._at.get(tuple(path[:length]))
            if found is not None:
                return found
        return 1


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind != "skip":
            yield _Token(kind, found.group(), line)
        line += found.group().count("\n")


def _statements(text: str) -> Iterator[list[_Token]]:
    """The tokens up to each end of a line outside all brackets; empty ones are left out."""
    depth, statement = 0, list[_Token]()
    for token in _tokens(text):
        if token.kind == "sign":
            depth += _DEPTH.get(token.text, 0)
        if token.kind != "end":
            statement.append(token)
        elif depth <= 0:
            if statement:
                yield statement
            statement = []
    if statement:
        yield statement


def _keys(statement: list[_Token]) -> Path:
    keys = []
    for token in statement:
        if token.kind == "sign" and token.text in "=]":
            break
        if token.kind == "bare":
            keys.append(token.text)
        elif token.kind == "string":
            keys.append(str(tomllib.loads(f"k = {token.text}")["k"]))
    return tuple(keys)


def literal(value: object) -> str:
    """The value as a file would say it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(str(name))} = {literal(one)}" for name, one in value.items())
        return f"{{{inside}}}"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for DEL, which JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return f"[{', '.join(literal(one) for one in value)}]"
    return repr(value)


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else literal(name)


def value_of(text: str) -> object:
    """A value as typed: TOML where it is that, else the very words. Never raises."""
    try:
        read = tomllib.loads(f"value = {text.strip()}")
    except (ValueError, RecursionError):
        return text
    return read["value"] if read.keys() == {"value"} else text
