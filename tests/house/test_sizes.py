"""Rooms stay small enough to read in one sitting, and each says what it is for."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = {".py", ".js", ".css", ".html"}
FILE_LINES = 300
FUNCTION_LINES = 50
BANNED_NAMES = {"utils", "util", "helper", "helpers", "manager", "service", "core", "engine"}


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listing.stdout.splitlines())
    return sorted(path for path in paths if path.suffix in WRITTEN and path.is_file())


FILES = tracked()
PYTHON = [path for path in FILES if path.suffix == ".py"]


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PYTHON}


def test_a_file_has_at_most_300_lines() -> None:
    sizes = {label(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: size for name, size in sizes.items() if size > FILE_LINES} == {}


def test_a_function_has_at_most_50_lines() -> None:
    sizes = {
        f"{label(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [label(path) for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_names_say_something() -> None:
    assert [label(path) for path in FILES if path.stem in BANNED_NAMES] == []


def test_no_package_markers_under_tests() -> None:
    """With them, `import bot` could find tests/bot (pytest's importlib mode does not help)."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []
