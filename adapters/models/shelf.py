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
_HTTP = re.compile(r"\b(?:http|status|code|error|response|get|got|returns?)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b([1-5]\d\d)\b")
_CODE = re.compile(r"\b(E[A-Z]{2,15}|SIG[A-Z]{2,8})\b")
_DOTTED = re.compile(r"\b([a-z_]\w+)(?:\.([A-Za-z_]\w+))?(?:\(\))?")
_ABOUT_PYTHON = re.compile(r"\bpython|\bmodule\b|\bstandard library\b|\bstdlib\b", re.IGNORECASE)


class Book(NamedTuple):
    """What stands there, verbatim, and where."""

    text: str
    place: str


def look_up(question: str) -> Book | None:
    """The entry that the question names, or None."""
    return _http(question) or _symbol(question) or _library(question)


def _http(question: str) -> Book | None:
    if not _HTTP.search(question):
        return None
    for number in _NUMBER.findall(question):
        try:
            status = http.HTTPStatus(int(number))
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
    about_python = bool(_ABOUT_PYTHON.search(question))
    for module, member in _DOTTED.findall(question):
        if module not in MODULES or not (member or about_python):
            continue
        texts = _docstrings(module)
        text = texts.get(member or "")
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
