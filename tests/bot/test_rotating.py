"""A new secret key in front: choices, briefs and the log are there as before, and move under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from adapters.stores.memory import MemoryJournal, MemoryStore
from bot.briefs import Brief, Briefs
from bot.commands.audit import Audit, AuditLine
from bot.jobs.defaults import Defaults
from bot.jobs.readers import Readers
from bot.keys import KeySpace
from bot.rotating import kept
from bot.sealing import Sealer, new_key

OLD, NEW = new_key(), new_key()
BOTH = f"{NEW},{OLD}"
SPACE = KeySpace()


def parts(store: MemoryStore, keys: str) -> tuple[Defaults, Readers, Briefs]:
    sealer = Sealer(keys)
    return (
        Defaults(store, sealer, SPACE),
        Readers(store, sealer, SPACE),
        Briefs(store, sealer, SPACE),
    )


async def written() -> MemoryStore:
    """What one person and one channel have kept under the old key."""
    store = MemoryStore()
    defaults, readers, briefs = parts(store, OLD)
    await defaults.choose("T1", "U1", "fast")
    await readers.choose("T1", "U1", "de")
    await briefs.change("T1", "C1", lambda _: Brief(text="Refunds within 30 days."))
    return store


async def held(store: MemoryStore, keys: str) -> Sequence[object]:
    defaults, readers, briefs = parts(store, keys)
    brief = await briefs.of("T1", "C1")
    return await defaults.of("T1", "U1"), await readers.chosen("T1", "U1"), brief.text


async def test_what_was_used_once_under_both_keys_needs_the_old_one_no_more() -> None:
    store = await written()
    everything = ("fast", "de", "Refunds within 30 days.")
    assert await held(store, NEW) == (None, "", "")
    assert await held(store, BOTH) == everything
    assert len(store.held()) == 3
    assert await held(store, NEW) == everything
    assert await held(store, OLD) == (None, "", "")


async def test_what_is_taken_back_under_both_keys_does_not_come_back() -> None:
    store = await written()
    defaults, readers, briefs = parts(store, BOTH)
    await defaults.choose("T1", "U1", None)
    await readers.choose("T1", "U1", "")
    await briefs.change("T1", "C1", lambda _: Brief())
    assert store.held() == []


async def test_what_is_changed_under_both_keys_leaves_nothing_old() -> None:
    store = await written()
    defaults, readers, briefs = parts(store, BOTH)
    await defaults.choose("T1", "U1", "reasoning")
    await readers.choose("T1", "U1", "fr")
    await briefs.change("T1", "C1", lambda one: one.model_copy(update={"text": one.text + "!"}))
    assert await held(store, NEW) == ("reasoning", "fr", "Refunds within 30 days.!")
    assert len(store.held()) == 3


class Overtaken(MemoryStore):
    """Another process is there first."""

    async def swap(
        self, key: str, before: bytes | None, after: bytes, ttl_s: float | None = None
    ) -> bool:
        await super().swap(key, before, Sealer(NEW).seal(b"newer", "s"), ttl_s)
        return False


@pytest.mark.parametrize("scope", ["s", "another"])
async def test_a_newer_record_stays_and_what_does_not_open_is_left_there(scope: str) -> None:
    store, sealer = Overtaken(), Sealer(BOTH)
    old = Sealer(OLD).seal(b"older", "s")
    await store.put("b", old, 60)
    found = await kept(store, sealer, ["a", "b"], scope)
    assert found is not None
    if scope == "s":
        assert sealer.open(found, "s") == b"newer"
        assert store.held() == ["a"]
    else:
        assert (found, store.held()) == (old, ["b"])


async def test_the_log_is_read_under_every_key_in_order() -> None:
    journal = MemoryJournal()
    for hour, keys in ((1, OLD), (2, BOTH), (3, BOTH)):
        line = AuditLine(
            at=datetime(2026, 12, 1, hour, tzinfo=UTC),
            who="U1",
            team="T1",
            channel="",
            command="pause",
            outcome="done",
            line=f"at {hour}",
        )
        await Audit(journal, Sealer(keys), SPACE).write(line)
    both = Audit(journal, Sealer(BOTH), SPACE)
    assert [one.line for one in await both.latest("T1", 2)] == ["at 3", "at 2"]
    assert [one.line for one in await both.latest("T1", 9)] == ["at 3", "at 2", "at 1"]
    assert await both.latest("T2", 9) == []
