"""Changes of the policy at run time: each with who, when, before, after; undo takes one back.

Refuses to know Redis and who is allowed to: a `Store` is handed in, the caller has asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Literal, TypeVar

from pydantic import ValidationError

from bot.errors import PolicyError, SealError
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Noun
from bot.routing import layers
from bot.routing.layers import Edit, Leaf, Written
from bot.routing.policy import Book, combined, examined
from bot.routing.written import literal, value_of
from bot.sealing import Sealer

SCOPE = "policy"
#: So many changes can be taken back; older ones stay in force.
MOST = 200
TRIES = 5
T = TypeVar("T")


class Edits(Noun):
    """All changes, oldest first. `settled` are older than those that can be taken back."""

    version: Literal[1] = 1
    settled: tuple[Edit, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def all(self) -> tuple[Edit, ...]:
        """In the order in which they hold."""
        return (*self.settled, *self.edits)

    def holding(self, at: datetime) -> tuple[Edit, ...]:
        """Those in force then, in order."""
        return tuple(edit for edit in self.all if edit.holds(at))

    def and_then(self, edit: Edit) -> Edits:
        """With one more; what gets too old to be taken back is settled, once a key."""
        edits, settled = (*self.edits, edit), self.settled
        while len(edits) > MOST:
            oldest, edits = edits[0], edits[1:]
            if oldest.holds(edit.at):
                settled = (*(one for one in settled if one.key != oldest.key), oldest)
        return Edits(settled=settled, edits=edits)

    def taken_back(self, who: str, at: datetime) -> tuple[Edits, Edit] | None:
        """Without the last change that still holds, and that change; None: there is none."""
        for index in range(len(self.edits) - 1, -1, -1):
            edit = self.edits[index]
            if edit.holds(at):
                undone = edit.model_copy(update={"undone_by": who, "undone_at": at})
                rest = (*self.edits[:index], undone, *self.edits[index + 1 :])
                return self.model_copy(update={"edits": rest}), undone
        return None

    def lifted(self, keys: Collection[str], who: str, at: datetime) -> Edits:
        """Without every change of these keys."""
        gone = {"undone_by": who, "undone_at": at}
        edits = tuple(
            edit.model_copy(update=gone) if edit.key in keys and edit.holds(at) else edit
            for edit in self.edits
        )
        settled = tuple(edit for edit in self.settled if edit.key not in keys)
        return Edits(settled=settled, edits=edits)


class Overlay:
    """The changes in the store, of the installation or of one workspace. Methods raise StoreError;
    SealError when what is kept there was sealed with a key that is gone or is no record of this
    version."""

    def __init__(self, store: Store, sealer: Sealer, space: KeySpace, team: str = "") -> None:
        self._store = store
        self._sealer = sealer
        self._space = space
        self._key = space.policy(team)
        self._scope = f"{SCOPE}:{team}" if team else SCOPE

    def of_team(self, team: str) -> Overlay:
        """The changes that one workspace has made for itself."""
        return Overlay(self._store, self._sealer, self._space, team)

    async def sealed(self) -> bytes | None:
        """The record as it lies there; it differs after every change."""
        return await self._store.get(self._key)

    def opened(self, sealed: bytes | None) -> Edits:
        """The changes in such a record."""
        if sealed is None:
            return Edits()
        try:
            return Edits.model_validate_json(self._sealer.open(sealed, self._scope))
        except ValidationError as error:
            raise SealError("the policy's changes were written by another version") from error

    async def set(
        self, written: Written | None, key: str, value: str, who: str, at: datetime
    ) -> Edit | None:
        """Change one key; `value` as TOML or as plain words. None: that is its value already.

        Raises PolicyError and changes nothing: unknown key, locked by the file, not valid.
        """
        key = key.strip()

        def changed(edits: Edits) -> tuple[Edits, Edit] | None:
            book, _ = examined(written, edits.holding(at))
            edit = _edit(book, key, value, who, at)
            if edit.before == edit.after:
                return None
            _check(written, edits, edit)
            return edits.and_then(edit), edit

        return await self._write(changed)

    async def would(
        self, written: Written | None, key: str, value: str, who: str, at: datetime
    ) -> Edit | None:
        """What `set` would do, without doing it. Raises as `set` does."""
        edits = self.opened(await self.sealed())
        book, _ = examined(written, edits.holding(at))
        edit = _edit(book, key.strip(), value, who, at)
        if edit.before == edit.after:
            return None
        _check(written, edits, edit)
        return edit

    async def last(self, at: datetime) -> Edit | None:
        """The change that `undo` would take back."""
        found = self.opened(await self.sealed()).taken_back("", at)
        return found[1] if found else None

    async def unmade(self, written: Written | None, who: str, at: datetime) -> Book:
        """Everything as it is once `undo` has taken its change back. Raises PolicyError."""
        edits = self.opened(await self.sealed())
        found = edits.taken_back(who, at)
        return combined(written, (found[0] if found else edits).holding(at))

    async def holding(self, at: datetime) -> tuple[Edit, ...]:
        """The changes in force then."""
        return self.opened(await self.sealed()).holding(at)

    async def undo(self, who: str, at: datetime) -> Edit | None:
        """Take the last change back that still holds. None: there is none."""
        return await self._write(lambda edits: edits.taken_back(who, at))

    async def order(
        self,
        written: Written | None,
        key: str,
        value: str,
        who: str,
        at: datetime,
        until: datetime | None = None,
    ) -> Edit | None:
        """In place of every earlier change of that key, until then. Raises as `set` does."""

        def changed(edits: Edits) -> tuple[Edits, Edit] | None:
            book, _ = examined(written, edits.holding(at))
            before = _edit(book, key, value, who, at).before
            edits = edits.lifted({key}, who, at)
            book, _ = examined(written, edits.holding(at))
            edit = _edit(book, key, value, who, at)
            edit = edit.model_copy(update={"before": before, "until": until})
            _check(written, edits, edit)
            return edits.and_then(edit), edit

        return await self._write(changed)

    async def lift(self, keys: Collection[str], who: str, at: datetime) -> tuple[Edit, ...]:
        """Take every change of these keys back that is in force; those."""

        def changed(edits: Edits) -> tuple[Edits, tuple[Edit, ...]] | None:
            held = tuple(edit for edit in edits.holding(at) if edit.key in keys)
            return (edits.lifted(keys, who, at), held) if held else None

        return await self._write(changed) or ()

    async def _write(self, change: Callable[[Edits], tuple[Edits, T] | None]) -> T | None:
        for _ in range(TRIES):
            before = await self.sealed()
            made = change(self.opened(before))
            if made is None:
                return None
            edits, edit = made
            after = self._sealer.seal(edits.model_dump_json().encode(), self._scope)
            if await self._store.swap(self._key, before, after):
                return edit
        raise PolicyError("changed by others meanwhile", said="error.policy_busy")


def _edit(book: Book, key: str, value: str, who: str, at: datetime) -> Edit:
    """The edit, if the key exists and may be changed. Raises PolicyError."""
    path = tuple(key.split("."))
    wrong = layers.unknown(path) or ("" if layers.bare(path) else "a key is wanted, too")
    if not wrong and path[0] == layers.LOCK:
        wrong = "only the file locks keys"
    if wrong:
        raise _refused(key, value, wrong)
    lock = layers.locked_by(book.locks, key)
    if lock:
        raise PolicyError(
            "locked", said="error.policy_locked", file=book.file, where=key, lock=lock, problem=""
        )
    found = layers.found_at(book.tree, path)
    before = ""
    if isinstance(found, Leaf):
        before = literal(found.value)
    elif found is not None:
        before = literal(layers.plain(found))
    after = literal(value_of(value))
    if after == "{}":
        raise _refused(key, value, "there is nothing in it")
    return Edit(key=key, before=before, after=after, who=who, at=at)


def _check(written: Written | None, edits: Edits, edit: Edit) -> None:
    """Raises PolicyError when this edit is what makes the whole invalid."""
    _, problems = examined(written, (*edits.holding(edit.at), edit))
    mine = [one for one in problems if one.origin.kind == "change" and one.origin.at == edit.at]
    for problem in (*mine, *problems):
        raise _refused(edit.key, edit.after, problem.problem)


def _refused(key: str, value: str, problem: str) -> PolicyError:
    return PolicyError(
        problem, said="error.policy_refused", file="", where=key, value=value, problem=problem
    )
