"""A policy as it is shown: which rule comes first, every key with its origin, what differs.

Refuses to word it; the shapes of `policy --json` are these classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, get_args, get_origin

from pydantic import JsonValue

from bot.decision import Cause
from bot.request import Noun
from bot.routing import layers
from bot.routing.decide import PRECEDENCE
from bot.routing.layers import PLACES, Leaf, Origin, Tree
from bot.routing.policy import Book
from bot.routing.rules import Policy
from bot.routing.written import Path, literal

#: Kinds of values as JSON has them; others are said as text.
_PLAIN = (bool, int, float, str, list, dict)


class Rank(Noun):
    """A row of the precedence table: the rules that decide for this cause, in order."""

    rank: int
    cause: Cause
    rules: tuple[str, ...]


class KeyLine(Noun):
    """A key with its value in force and where that was written; `locked`: only the file sets it."""

    key: str
    value: JsonValue
    origin: Origin
    locked: bool = False


class PolicyShown(Noun):
    """The shape of `policy --json`: for one channel, or with every override.

    `ignored` are keys changed at run time whose change is not in force, for the file locks them.
    `problem` says why the changes as a whole are not; empty when they are.
    """

    policy: str
    channel: str
    precedence: tuple[Rank, ...]
    keys: tuple[KeyLine, ...]
    ignored: tuple[str, ...] = ()
    problem: str = ""


class KeyChange(Noun):
    """A key as it is and as it would be, as a file would say it; empty where it is not set."""

    key: str
    before: str
    after: str


class PolicyChecked(Noun):
    """The shape of `policy check --json`; the fingerprint is empty when the file does not hold."""

    file: str
    policy: str
    problems: tuple[str, ...] = ()


def precedence() -> tuple[Rank, ...]:
    """The table by which `decide` sorts, a row for each cause."""
    causes = dict.fromkeys(cause for _, cause in PRECEDENCE)
    return tuple(
        Rank(
            rank=number,
            cause=cause,
            rules=tuple(name for name, other in PRECEDENCE if other == cause),
        )
        for number, cause in enumerate(causes, 1)
    )


def shown(book: Book, channel: str = "") -> PolicyShown:
    """Everything in force; without a channel, overrides follow under their full keys."""
    policy, tree = book.in_force(channel)
    values = policy.model_dump(mode="json", exclude_none=True)
    lines = [_line(book, path, value, tree) for path, value in _flat(values)]
    if not channel:
        for kind in PLACES:
            below = book.tree.get(kind)
            if below is not None and not isinstance(below, Leaf):
                lines += [
                    _line(book, path, leaf.value, book.tree)
                    for path, leaf in layers.leaves(below, (kind,))
                    if leaf.value != {}
                ]
    return PolicyShown(
        policy=policy.fingerprint,
        channel=channel,
        precedence=precedence(),
        keys=tuple(lines),
        ignored=tuple(dict.fromkeys(edit.key for edit in book.ignored)),
    )


def held(book: Book, key: str) -> KeyLine | None:
    """What holds at a key and where that was written: for a channel or a group without a value of
    its own what holds there all the same. None: nothing does."""
    path = tuple(key.split("."))
    channel = path[1] if path[0] == "channels" and len(path) > 1 else ""
    groups = (path[1],) if path[0] == "groups" and len(path) > 1 else ()
    policy, tree = book.in_force(channel, groups)
    value: object = policy.model_dump(mode="json", exclude_none=True)
    for name in layers.bare(path):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return _line(book, layers.bare(path), value, tree)


def _line(book: Book, path: Path, value: object, tree: Tree) -> KeyLine:
    key = ".".join(path)
    found = layers.found_at(tree, path)
    origin = found.origin if isinstance(found, Leaf) else Origin(kind="packaged", key=key)
    return KeyLine.model_validate(
        {
            "key": key,
            "value": value if isinstance(value, _PLAIN) else str(value),
            "origin": origin,
            "locked": bool(layers.locked_by(book.locks, key)),
        }
    )


def _flat(values: Mapping[str, object], path: Path = ()) -> Iterator[tuple[Path, object]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*path, name))
        else:
            yield (*path, name), value


def choices(key: str) -> tuple[str, ...]:
    """The values that a key of the policy can have, where they are few; else nothing."""
    found: object = Policy
    for name in key.split("."):
        fields = getattr(found, "model_fields", {})
        if name not in fields:
            return ()
        found = fields[name].annotation
    if found is bool:
        return ("true", "false")
    return tuple(map(str, get_args(found))) if get_origin(found) is Literal else ()


def differences(before: Book, after: Book) -> tuple[KeyChange, ...]:
    """Keys whose value would be another, overrides included, in order of the table."""
    old, new = _said(before), _said(after)
    return tuple(
        KeyChange(key=key, before=old.get(key, ""), after=new.get(key, ""))
        for key in dict.fromkeys((*old, *new))
        if old.get(key, "") != new.get(key, "")
    )


def _said(book: Book) -> dict[str, str]:
    """Every key as a file would say it: values in force, so that 5 and 5.0 are one."""
    policy = book.in_force().policy.model_dump(exclude_none=True)
    said = {".".join(path): literal(value) for path, value in _flat(policy)}
    for kind in PLACES:
        for name in book.overrides(kind):
            channel, groups = (name, ()) if kind == "channels" else ("", (name,))
            own = book.in_force(channel, groups).policy.model_dump(exclude_none=True)
            values = {path: literal(value) for path, value in _flat(own)}
            for path, _ in layers.leaves(book.overrides(kind)[name]):
                if path in values:
                    said[".".join((kind, name, *path))] = values[path]
    return said
