"""The layers of a policy: packaged, file, changes; each value knows where it was written.

Refuses to judge values. A layer is a tree of tables whose leaves are values with their origin.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Literal, NamedTuple, TypeAlias, get_args

from pydantic import AwareDatetime, BaseModel

from bot.request import Noun
from bot.routing.rules import PACKAGED, Category, Policy, packaged, packaged_text, signal_names
from bot.routing.written import Lines, Path, value_of

LOCK = "lock"
#: Tables of overrides: their name, what an id in them looks like (docs.slack.dev), what to say.
PLACES = {
    "channels": (
        re.compile(r"[CGD][A-Z0-9]+"),
        "a channel goes by its id, as in [channels.C0123ABCD], not by its name: names change; "
        "Slack shows the id at the bottom of the channel's About",
    ),
    "groups": (
        re.compile(r"S[A-Z0-9]+"),
        "a user group goes by its id, as in [groups.S0123ABCD], not by its name: names change",
    ),
}


class Origin(Noun):
    """Where a value was written: `key` as it stands there, with its channel or group if any."""

    kind: Literal["packaged", "file", "installation", "change"]
    key: str
    file: str = ""
    line: int = 0
    who: str = ""
    at: datetime | None = None
    until: datetime | None = None


class Leaf(NamedTuple):
    """A value and its origin."""

    value: object
    origin: Origin


Tree: TypeAlias = Mapping[str, "Leaf | Tree"]
Names: TypeAlias = Mapping[str, "Names | None"]


class Edit(Noun):
    """A change made at run time: which key, from what to what (as a file would say it), by whom.

    `before` is empty where there was no value. An edit that was taken back says by whom and when.
    With `until` it lapses by itself, and what was written below it holds again.
    """

    key: str
    before: str
    after: str
    who: str
    at: AwareDatetime
    until: AwareDatetime | None = None
    undone_by: str = ""
    undone_at: AwareDatetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is in force then: not taken back, not lapsed."""
        return not self.undone_by and (self.until is None or at < self.until)


class Written(NamedTuple):
    """What changes are made upon: a policy file's name, what it says, which keys it locks; for one
    workspace with the changes of the whole installation on top."""

    file: str
    tree: Tree
    locks: tuple[str, ...] = ()


def grown(values: Mapping[str, object], origin: Callable[[Path], Origin], path: Path = ()) -> Tree:
    """The tree of these values; `origin` tells where the key of a path was written.

    An empty table is a leaf, so that it has an origin, too.
    """
    return {
        name: grown(value, origin, (*path, name))
        if isinstance(value, Mapping) and value
        else Leaf(value, origin((*path, name)))
        for name, value in values.items()
    }


def merged(below: Tree, above: Tree) -> Tree:
    """Both; where they meet, tables become one and values of `above` hold.

    Associative as long as both agree on what is a table and what is a value.
    """
    tree = dict(below)
    for name, over in above.items():
        under = tree.get(name)
        if under is None or isinstance(under, Leaf):
            tree[name] = over
        elif not isinstance(over, Leaf):
            tree[name] = merged(under, over)
        elif over.value != {}:
            tree[name] = over
    return tree


def plain(tree: Tree) -> dict[str, object]:
    """The values alone."""
    return {
        name: found.value if isinstance(found, Leaf) else plain(found)
        for name, found in tree.items()
    }


def leaves(tree: Tree, path: Path = ()) -> Iterator[tuple[Path, Leaf]]:
    """Every value with its path, in order."""
    for name, found in tree.items():
        if isinstance(found, Leaf):
            yield (*path, name), found
        else:
            yield from leaves(found, (*path, name))


def found_at(tree: Tree, path: Path) -> Leaf | Tree | None:
    """What stands there: a value, the value on the way there, a table, or nothing."""
    found: Leaf | Tree = tree
    for name in path:
        if isinstance(found, Leaf):
            return found
        below = found.get(name)
        if below is None:
            return None
        found = below
    return found


@cache
def packaged_layer() -> Tree:
    """The lowest layer."""
    lines = Lines(packaged_text())
    return grown(
        packaged(),
        lambda path: Origin(
            kind="packaged", key=".".join(path), file=PACKAGED, line=lines.of(path)
        ),
    )


def edit_layer(edit: Edit, kind: Literal["installation", "change"] = "change") -> Tree:
    """The layer that one edit makes; `installation` where it stands below a workspace's own."""
    value: object = value_of(edit.after)
    for name in reversed(edit.key.split(".")):
        value = {name: value}
    assert isinstance(value, dict)
    return grown(
        value,
        lambda path: Origin(
            kind=kind, key=".".join(path), who=edit.who, at=edit.at, until=edit.until
        ),
    )


def _names(model: type[BaseModel]) -> dict[str, Names | None]:
    found: dict[str, Names | None] = {}
    for name, info in model.model_fields.items():
        kinds = (info.annotation, *get_args(info.annotation))
        tables = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        found[name] = _names(tables[0]) if tables else None
    return found


@cache
def known() -> Names:
    """Every key that a policy may have, as a tree of names."""
    names = _names(Policy)
    routing, stakes = dict(names["routing"] or {}), dict(names["stakes"] or {})
    routing["weights"] = dict.fromkeys(signal_names())
    stakes["words"] = dict.fromkeys(get_args(Category))
    return {**names, "routing": routing, "stakes": stakes}


def bare(path: Path) -> Path:
    """The key itself, without the channel or group it is overridden for."""
    return path[2:] if path and path[0] in PLACES else path


def unknown(path: Path) -> str:
    """What is wrong with a key's name, with a near one; empty when it is known."""
    names: Names | None = known()
    if path and path[0] in PLACES:
        if len(path) > 1 and not PLACES[path[0]][0].fullmatch(path[1]):
            return PLACES[path[0]][1]
        path = path[2:]
    else:
        names = {**known(), LOCK: None, **dict.fromkeys(PLACES)}
    above = ""
    for name in path:
        if names is None:
            return ""
        if name not in names:
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            what = f"no signal is called {name!r}" if above == "weights" else "no such key"
            return what + hint
        above, names = name, names[name]
    return ""


def locked_by(locks: tuple[str, ...], key: str) -> str:
    """The lock that holds this key, something below it, or it for one channel; else nothing."""
    path = tuple(key.split("."))
    for lock in locks:
        held = tuple(lock.split("."))
        for one in (path, bare(path)):
            shorter = min(len(one), len(held))
            if shorter and one[:shorter] == held[:shorter]:
                return lock
    return ""
