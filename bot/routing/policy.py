"""The policy in force: packaged defaults, the file, changes and overrides, merged and validated.

Refuses to decide anything, and to watch for changes: see `policies`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.errors import PolicyError
from bot.routing import layers
from bot.routing.layers import LOCK, PLACES, Edit, Leaf, Origin, Tree, Written
from bot.routing.rules import Policy
from bot.routing.written import Lines

__all__ = ["Book", "InForce", "Policy", "Problem", "combined", "load_policy", "parsed", "read_file"]

_NUMBERED = re.compile(r"line (\d+)")
#: What pydantic says in the words of Python, in those of TOML.
_WANTED = {
    "model_type": "a table of keys is wanted",
    "dict_type": "a table of keys is wanted",
    "tuple_type": 'a list is wanted, as in ["one", "two"]',
}


class Problem(NamedTuple):
    """Something that cannot be: where it was written, and why not."""

    origin: Origin
    problem: str

    def error(self) -> PolicyError:
        """The same as an error that can be told."""
        origin = self.origin
        if origin.kind == "change":
            return PolicyError(
                self.problem,
                said="error.policy_change",
                file="",
                where=origin.key,
                problem=self.problem,
                who=origin.who,
                at=f"{origin.at:%Y-%m-%d %H:%M}",
            )
        where = f"line {origin.line}" + (f", {origin.key}" if origin.key else "")
        return PolicyError(self.problem, file=origin.file, where=where, problem=self.problem)


class InForce(NamedTuple):
    """A policy and the tree it was made from, which knows each value's origin."""

    policy: Policy
    tree: Tree


class Book:
    """The policy of every channel and group: channel over group over the rest.

    `edits` are those in force, `ignored` those that the file locks.
    """

    def __init__(
        self, tree: Tree, written: Written, edits: tuple[Edit, ...], ignored: tuple[Edit, ...]
    ) -> None:
        self.tree = tree
        self.written = written
        self.file = written.file
        self.locks = written.locks
        self.edits = edits
        self.ignored = ignored
        self._base = {name: found for name, found in tree.items() if name not in (LOCK, *PLACES)}
        self._made: dict[tuple[str, tuple[str, ...]], InForce] = {}

    def overrides(self, kind: str) -> Mapping[str, Tree]:
        """The overrides of `channels` or `groups` by id."""
        found = self.tree.get(kind, {})
        rows = found.items() if not isinstance(found, Leaf) else ()
        return {name: below for name, below in rows if not isinstance(below, Leaf)}

    def in_force(self, channel: str = "", groups: Sequence[str] = ()) -> InForce:
        """For a question in this channel by a member of these groups; of several groups the one
        that stands last in the file wins. Raises ValidationError unless `combined` made it."""
        channels, known = self.overrides("channels"), self.overrides("groups")
        mine = tuple(name for name in known if name in groups)
        key = (channel if channel in channels else "", mine)
        if key not in self._made:
            tree: Tree = self._base
            for over in (*(known[name] for name in mine), channels.get(channel, {})):
                tree = layers.merged(tree, over)
            self._made[key] = InForce(Policy.model_validate(layers.plain(tree)), tree)
        return self._made[key]

    def as_written(self) -> Written:
        """What a workspace's own changes are made upon: the file, with these changes on top."""
        tree = self.written.tree
        for edit in self.edits:
            tree = layers.merged(tree, layers.edit_layer(edit, "installation"))
        return Written(self.file, tree, self.locks)

    @staticmethod
    def of(policy: Policy) -> Book:
        """One policy for everybody, as a caller made it."""
        values = policy.model_dump(exclude_none=True)
        tree = layers.grown(values, lambda path: Origin(kind="packaged", key=".".join(path)))
        return Book(tree, Written("", {}), (), ())


def combined(written: Written | None, edits: Sequence[Edit] = ()) -> Book:
    """Everything merged and validated. Raises PolicyError: file, line, key, reason."""
    book, problems = examined(written, edits)
    for problem in problems:
        raise problem.error()
    return book


def examined(written: Written | None, edits: Sequence[Edit] = ()) -> tuple[Book, list[Problem]]:
    """The same with everything that is wrong, in order of the lines; use the book if nothing is."""
    written = written or Written("", {})
    tree = layers.merged(layers.packaged_layer(), written.tree)
    active = [edit for edit in edits if not edit.undone_by]
    ignored = tuple(edit for edit in active if layers.locked_by(written.locks, edit.key))
    in_force = tuple(edit for edit in active if edit not in ignored)
    problems = list(_misnamed(written.tree))
    for edit in in_force:
        layer = layers.edit_layer(edit)
        problems += _misnamed(layer)
        tree = layers.merged(tree, layer)
    book = Book(tree, written, in_force, ignored)
    problems += _locks(written, tree)
    if not problems:
        problems = list(dict.fromkeys(_invalid(book)))
    problems.sort(key=lambda one: (one.origin.kind, one.origin.line))
    return book, problems


def _misnamed(tree: Tree) -> Iterator[Problem]:
    for path, leaf in layers.leaves(tree):
        wrong = layers.unknown(path)
        if not wrong and path[0] in PLACES and len(path) < 3 and leaf.value != {}:
            wrong = f"a table is wanted, as in [{path[0]}.{path[1] if len(path) > 1 else 'ID'}]"
        if wrong:
            yield Problem(leaf.origin, wrong)


def _locks(written: Written, tree: Tree) -> Iterator[Problem]:
    found = tree.get(LOCK)
    if found is None:
        return
    origin = next(leaf.origin for _, leaf in layers.leaves({LOCK: found}))
    value = found.value if isinstance(found, Leaf) else None
    if origin.kind == "change":
        yield Problem(origin, "only the file locks keys")
    elif not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        yield Problem(origin, 'a list of keys is wanted, as in ["caps.usd_team_day"]')
    for lock in written.locks:
        wrong = layers.unknown(tuple(lock.split(".")))
        if wrong or lock == LOCK:
            yield Problem(origin, f"{lock}: {wrong or 'it is locked by itself'}")


def _invalid(book: Book) -> Iterator[Problem]:
    views: list[tuple[str, tuple[str, ...]]] = [("", ())]
    views += [("", (name,)) for name in book.overrides("groups")]
    views += [(name, ()) for name in book.overrides("channels")]
    for channel, groups in views:
        try:
            book.in_force(channel, groups)
        except ValidationError as error:
            for one in error.errors():
                yield _problem(book, channel, groups, one)
            if not channel and not groups:
                return


def _problem(
    book: Book, channel: str, groups: tuple[str, ...], error: Mapping[str, Any]
) -> Problem:
    tree = book.tree
    for over in (
        *(book.overrides("groups")[name] for name in groups),
        book.overrides("channels").get(channel, {}),
    ):
        tree = layers.merged(tree, over)
    path = tuple(str(part) for part in error["loc"] if part != "[key]")
    problem = error["msg"].removeprefix("Value error, ")
    problem = _WANTED.get(error["type"], problem)
    found = layers.found_at(tree, path)
    if isinstance(found, Leaf):
        return Problem(found.origin, problem)
    # A key is missing, or a table stands for a value: the table around it is named.
    around = found or layers.found_at(tree, path[:-1]) or tree
    inside = (
        [leaf.origin for _, leaf in layers.leaves(around)] if not isinstance(around, Leaf) else []
    )
    named = next((one for one in inside if one.kind != "packaged"), None)
    if named is None:
        return Problem(Origin(kind="file", key=".".join(path), file=book.file, line=1), problem)
    return Problem(named, f"{'.'.join(path)}: {problem}")


def read_file(path: Path) -> Written:
    """The file, unvalidated but for its being TOML. Raises PolicyError: file, line, reason."""
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise PolicyError(f"{error}", file=str(path), where="file", problem=problem) from error
    return parsed(raw, str(path))


def parsed(raw: bytes, file: str) -> Written:
    """The same for what stands in a file of that name."""

    def broken(line: int, problem: str) -> PolicyError:
        return Problem(Origin(kind="file", key="", file=file, line=line), problem).error()

    try:
        # Editors on Windows begin a file with a mark that is no text.
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise broken(line, f"not UTF-8: {error.reason}") from error
    try:
        values = tomllib.loads(text)
    except RecursionError as error:
        raise broken(1, "nested too deeply") from error
    except ValueError as error:
        # tomllib's own errors, and Python's for numbers of more than 4,300 digits.
        number = _NUMBERED.search(str(error))
        last = text.count("\n") + 1
        raise broken(int(number.group(1)) if number else last, str(error)) from error
    lines = Lines(text)
    tree = layers.grown(
        values,
        lambda keys: Origin(kind="file", key=".".join(keys), file=file, line=lines.of(keys)),
    )
    named = values.get(LOCK)
    locks = [one for one in named if isinstance(one, str)] if isinstance(named, list) else []
    return Written(file, tree, tuple(locks))


def load_policy(path: Path | None) -> Policy:
    """The packaged policy with the file's changes, for places without an override of their own.

    Raises PolicyError: file, line, key, reason.
    """
    return combined(read_file(path) if path else None).in_force().policy
