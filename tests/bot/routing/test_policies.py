"""The policy in force: new where file or changes are new, the old one where they do not hold."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from house_cases import Heard
from routing_cases import request

from adapters.stores.memory import MemoryStore
from adapters.stores.valkey import ValkeyStore, connect
from bot.errors import PolicyError
from bot.keys import KeySpace
from bot.ports import Store
from bot.request import Request
from bot.routing import policies as room
from bot.routing.overlay import Overlay
from bot.routing.policies import Policies, watched
from bot.routing.policy import Policy
from bot.sealing import Sealer, new_key

AT = datetime(2026, 11, 24, tzinfo=UTC)
KEYS = new_key()


def overlay(store: Store) -> Overlay:
    return Overlay(store, Sealer(KEYS), KeySpace())


async def opened(path: Path | None, store: Store, heard: Heard) -> Policies:
    made = Policies(path, overlay(store), heard)
    await made.open()
    return made


def in_channel(channel: str, *groups: str) -> Request:
    asked = request("hello")
    return asked.model_copy(
        update={
            "place": asked.place.model_copy(update={"channel": channel}),
            "asker": asked.asker.model_copy(update={"groups": groups}),
        }
    )


async def test_a_request_is_under_the_policy_of_its_channel_and_groups(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text(
        "[channels.C1.memory]\non = false\n[groups.S1.memory]\nttl_h = 2\n", encoding="utf-8"
    )
    made = await opened(file, MemoryStore(), Heard())
    plain, here = made.of(in_channel("C9")), made.of(in_channel("C1", "S1"))
    assert plain == made.base == Policy.default()
    assert (here.memory.on, here.memory.ttl_h) == (False, 2)
    assert len({plain.fingerprint, here.fingerprint, made.of(in_channel("C1")).fingerprint}) == 3


async def test_a_new_file_is_in_force_and_a_broken_one_is_told_once(tmp_path: Path) -> None:
    file, heard = tmp_path / "p.toml", Heard()
    file.write_text("[caps]\nusd_team_day = 7\n", encoding="utf-8")
    made = await opened(file, MemoryStore(), heard)
    assert made.base.caps.usd_team_day == 7
    file.write_text("[caps]\nusd_team_day = 8.5\n", encoding="utf-8")
    await made.refresh()
    assert made.base.caps.usd_team_day == 8.5
    assert heard.names() == ["policy_changed"]
    held = made.base
    for broken in ("[caps]\nusd_team_day = -1\n", "[caps\n"):
        file.write_text(broken, encoding="utf-8")
        await made.refresh()
        await made.refresh()
        assert made.base is held
    file.unlink()
    await made.refresh()
    assert made.base is held
    assert heard.names() == ["policy_changed", *["policy_kept"] * 3]
    assert heard.all[1][1]["where"] == "line 2, caps.usd_team_day"
    file.write_text("", encoding="utf-8")
    await made.refresh()
    assert made.base == Policy.default()
    assert made.refused is None


async def test_a_file_that_is_broken_from_the_start_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text("[caps]\nusd_team_day = -1\n", encoding="utf-8")
    with pytest.raises(PolicyError):
        await opened(file, MemoryStore(), Heard())


async def test_a_change_reaches_every_process_and_so_does_its_undoing(valkey_url: str) -> None:
    clients = [connect(valkey_url) for _ in range(2)]
    one, other = [await opened(None, ValkeyStore(client), Heard()) for client in clients]
    over = overlay(ValkeyStore(clients[0]))
    await over.set(None, "channels.C1.latency.wish", "patient", "dana", AT)
    for made in (one, other):
        await made.refresh()
        assert made.of(in_channel("C1")).latency.wish == "patient"
        assert made.of(in_channel("C2")) == Policy.default()
    await over.undo("dana", AT)
    for made in (one, other):
        await made.refresh()
        assert made.of(in_channel("C1")) == Policy.default()
    for client in clients:
        await client.aclose()


async def test_changes_that_do_not_fit_a_new_file_are_told_and_the_old_policy_stays(
    tmp_path: Path,
) -> None:
    file, store, heard = tmp_path / "p.toml", MemoryStore(), Heard()
    file.write_text("[prices.fast]\ninput = 1\noutput = 2\nas_of = 2026-11-24\n", encoding="utf-8")
    made = await opened(file, store, heard)
    await overlay(store).set(made.book.written, "prices.fast.input", "3", "dana", AT)
    await made.refresh()
    held = made.base
    file.write_text("", encoding="utf-8")
    await made.refresh()
    assert made.base is held
    assert isinstance(made.refused, PolicyError)
    assert made.refused.values["who"] == "dana"
    # From the start there is no old one: the file holds, and the log says that the changes do not.
    again = Heard()
    fresh = await opened(file, store, again)
    assert fresh.base == Policy.default()
    assert again.names() == ["policy_kept"]


async def test_changes_sealed_with_a_lost_key_leave_the_file_in_force() -> None:
    store, heard = MemoryStore(), Heard()
    await Overlay(store, Sealer(new_key()), KeySpace()).set(None, "memory.on", "false", "x", AT)
    made = await opened(None, store, heard)
    assert made.base == Policy.default()
    assert heard.names() == ["policy_kept"]


async def test_a_change_that_the_file_locks_is_named(tmp_path: Path) -> None:
    file, store, heard = tmp_path / "p.toml", MemoryStore(), Heard()
    await overlay(store).set(None, "memory.on", "false", "dana", AT)
    file.write_text("lock = ['memory.on']\n", encoding="utf-8")
    made = await opened(file, store, heard)
    assert made.base.memory.on is True
    assert ("policy_ignored", {"key": "memory.on", "file": str(file)}) in heard.all


async def test_without_a_store_the_policy_stays_and_it_is_said_once() -> None:
    client, heard = connect("redis://127.0.0.1:1"), Heard()
    made = await opened(None, ValkeyStore(client), heard)
    await made.refresh()
    assert made.base == Policy.default()
    assert heard.names() == ["store_failed"]
    await client.aclose()


async def test_looking_goes_on_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LOOK_S", 0.01)
    told, file = asyncio.Event(), tmp_path / "p.toml"

    class Told(Heard):
        def emit(self, name: str, **fields: object) -> None:
            super().emit(name, **fields)
            told.set()

    file.write_text("", encoding="utf-8")
    async with watched(file, None, Told()) as made:
        file.write_text("[memory]\non = false\n", encoding="utf-8")
        await told.wait()
        assert made.base.memory.on is False


def test_one_policy_for_everybody() -> None:
    policy = Policy.default().model_copy(
        update={"memory": Policy.default().memory.model_copy(update={"on": False})}
    )
    assert Policies.of_one(policy, Heard()).of(in_channel("C1")) == policy


async def test_what_a_workspace_changes_holds_there_alone_and_over_the_installation_s() -> None:
    store, heard = MemoryStore(), Heard()
    root = Policies(None, overlay(store), heard, by_team=True)
    await root.open()
    await root.overlay.set(None, "memory.ttl_h", "3", "terminal", AT)
    await root.refresh()
    for team in ("T1", "T2"):
        await root.know(team)
    mine, others = root.at("T1"), root.at("T2")
    assert mine.base.memory.ttl_h == others.base.memory.ttl_h == 3
    await mine.overlay.set(mine.book.written, "memory.ttl_h", "2", "dana", AT)
    await mine.refresh()
    await others.refresh()
    assert (mine.base.memory.ttl_h, others.base.memory.ttl_h, root.base.memory.ttl_h) == (2, 3, 3)
    asked = in_channel("C1")
    theirs = asked.model_copy(update={"place": asked.place.model_copy(update={"team": "T2"})})
    assert (root.of(asked).memory.ttl_h, root.of(theirs).memory.ttl_h) == (2, 3)
    # Another process, and the same one after a change for all.
    again = Policies(None, overlay(store), heard, by_team=True)
    await again.open()
    await again.know("T1")
    assert again.at("T1").base.memory.ttl_h == 2
    await root.overlay.set(None, "caps.usd_team_day", "7", "terminal", AT)
    await root.refresh()
    await mine.refresh()
    assert (mine.base.memory.ttl_h, mine.base.caps.usd_team_day) == (2, 7)
    await mine.overlay.undo("dana", AT)
    await mine.refresh()
    assert mine.base.memory.ttl_h == 3
