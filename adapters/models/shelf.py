"""A small shelf that names itself: HTTP statuses, errno, signals, standard-library docstrings.

Refuses to guess: a question is answered from it only when it names the thing.
"""

from __future__ import annotations

import ast
import errno
import http
import importlib.util
import os
import re
import signal
from functools import cache
from pathlib import Path
from typing import NamedTuple

MODULES = (
    "asyncio", "bisect", "collections", "contextlib", "copy", "csv", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "getpass", "glob", "gzip", "hashlib",
    "heapq", "hmac", "html", "itertools", "json", "logging", "math", "mimetypes", "operator", "os",
    "pathlib", "pickle", "queue", "random", "re", "sched", "secrets", "shelve", "shutil", "socket",
    "sqlite3", "statistics", "string", "subprocess", "tempfile", "textwrap", "threading", "time",
    "tomllib", "types", "typing", "unittest", "urllib", "uuid", "venv", "weakref", "zipfile",
    "zlib",
)  # fmt: skip
# "how did we get 200 customers" names no status: the word must stand beside the number.
_HTTP = re.compile(
    r"\b(?:http(?:s|status)?(?:/\d(?:\.\d)?)?|status|code|error|response)[\s:=#]{1,3}([1-5]\d\d)\b"
    r"|\b([1-5]\d\d)[\s-]{1,2}(?:http|status|code|errors?|response)\b"
    r"|\b(?:get|gets|got|getting|returns?|returned|see|throws?)\s+an?\s+([1-5]\d\d)"
    r"(?=\s*(?:$|[?!.,;:]|(?:from|on|when|in|back|after|for|with)\b))",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(E[A-Z]{2,15}|SIG[A-Z]{2,8})\b")
_DOTTED = re.compile(r"(?<![\w.])([a-z_]\w+)\.([A-Za-z_]\w+)(?!\.?\w)")
# "how do I copy a list in Python" does not name the module copy.
_BARE = re.compile(
    r"\bpython['’]s\s+`?([a-z_]\w+)|\bmodule\s+`?([a-z_]\w+)"
    r"|\b([a-z_]\w+)`?\s+(?:module|standard library|stdlib)\b",
    re.IGNORECASE,
)


class Book(NamedTuple):
    """What stands there, verbatim, and where."""

    text: str
    place: str


def look_up(question: str) -> Book | None:
    """The entry that the question names, or None."""
    return _http(question) or _symbol(question) or _library(question)


def _http(question: str) -> Book | None:
    for found in _HTTP.finditer(question):
        try:
            status = http.HTTPStatus(int(found.group(1) or found.group(2) or found.group(3)))
        except ValueError:
            continue
        said = f': "{status.description}"' if status.description else ""
        return Book(f"{status.value} {status.phrase}{said}", "Python, http.HTTPStatus")
    return None


def _symbol(question: str) -> Book | None:
    for name in _CODE.findall(question):
        number = getattr(errno, name, None)
        if isinstance(number, int):
            return Book(f'{name} ({number}): "{os.strerror(number)}"', "Python, errno")
        known = signal.Signals.__members__.get(name)
        if known is not None:
            described = signal.strsignal(known) or known.name
            return Book(f'{name} ({known.value}): "{described}"', "Python, signal")
    return None


def _library(question: str) -> Book | None:
    dotted = _DOTTED.findall(question)
    bare = [("".join(names).lower(), "") for names in _BARE.findall(question)]
    for module, member in [*dotted, *bare]:
        if module not in MODULES:
            continue
        text = _docstrings(module).get(member)
        if text:
            name = f"{module}.{member}" if member else module
            return Book(f'{name}: "{text}"', f"Python, {name}")
    return None


@cache
def _docstrings(module: str) -> dict[str, str]:
    """First paragraphs by name ("" is the module's own), read from source: nothing is imported."""
    found = importlib.util.find_spec(module)
    if found is None or not found.origin or not found.origin.endswith(".py"):
        return {}
    tree = ast.parse(Path(found.origin).read_text(encoding="utf-8", errors="replace"))
    texts = {"": _paragraph(ast.get_docstring(tree))}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            texts[node.name] = _paragraph(ast.get_docstring(node))
    return texts


def _paragraph(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())
