"""Plug-ins by entry point: built-in parts and other people's come through the same door.

Refuses to let one that fails take the others with it: it is named, the rest works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

from bot.errors import PluginError

DOCUMENTS = "thinktwice.documents"
COMMANDS = "thinktwice.commands"
T = TypeVar("T")


@dataclass(frozen=True)
class Plugin(Generic[T]):
    """A part, its name, and where it is ("module:attribute"), for a process that loads it anew."""

    name: str
    where: str
    part: T


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """What came through one door, in order (built-in first), and what failed at it."""

    plugins: tuple[Plugin[T], ...]
    failed: tuple[PluginError, ...]


def installed(group: str) -> tuple[EntryPoint, ...]:
    """Entry points that installed packages declare; reads package metadata, so not on a loop."""
    return tuple(entry_points(group=group))


def load(
    group: str,
    built_in: Iterable[EntryPoint],
    others: Iterable[EntryPoint],
    check: Callable[[object], T],
) -> Loaded[T]:
    """Load each; `check` returns the part or raises TypeError saying what is wrong with it."""
    plugins: list[Plugin[T]] = []
    failed: list[PluginError] = []
    for entry in (*built_in, *others):
        try:
            plugins.append(Plugin(entry.name, entry.value, check(entry.load())))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's module raises
            problem = f"{type(error).__name__}: {error}"
            failed.append(PluginError(problem, plugin=entry.name, group=group, problem=problem))
    return Loaded(tuple(plugins), tuple(failed))
